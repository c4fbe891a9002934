from django.urls import path

from . import deputising, recovering, security, views

app_name = "identity"
urlpatterns = [
    path("tai-khoan/bao-mat/", security.account, name="account"),
    path("tai-khoan/bao-mat/mat-khau/", security.password, name="password"),
    path("tai-khoan/bao-mat/ung-dung/", security.totp_add, name="totp-add"),
    path("tai-khoan/bao-mat/ma-du-phong/", security.codes, name="codes"),
    path("tai-khoan/bao-mat/ma-du-phong/moi/", security.codes_make, name="codes-make"),
    path("tai-khoan/bao-mat/khoa/", security.key_add, name="key-add"),
    path("tai-khoan/bao-mat/khoa/<int:pk>/ten/", security.key_rename, name="key-rename"),
    path("tai-khoan/bao-mat/khoa/<int:pk>/go/", security.key_remove, name="key-remove"),
    path("tai-khoan/bao-mat/thiet-bi/", security.sessions_end, name="sessions-end"),
    path("tai-khoan/bao-mat/he-thong/", security.consent_withdraw, name="consent-withdraw"),
    path("tai-khoan/lien-ket/<str:secret>/", recovering.recovery, name="recovery"),
    path("tai-khoan/khoa-tam/", recovering.locked, name="locked"),
    path("tai-khoan/khoa-tam/<uuid:uid>/mo/", recovering.release, name="release"),
    path("vi-tri/", views.seat_choice, name="seat-choice"),
    path("vi-tri/doi/", views.seat_switch, name="seat-switch"),
    path("vi-tri/uy-quyen/", deputising.deputation_list, name="deputation-list"),
    path("vi-tri/uy-quyen/moi/", deputising.deputation_grant, name="deputation-grant"),
    path("vi-tri/uy-quyen/<uuid:uid>/thu-lai/", deputising.deputation_withdraw, name="deputation-withdraw"),
    path("trinh-dien/", views.demo_people, name="demo-people"),
    path("trinh-dien/vao/", views.demo_enter, name="demo-enter"),
]
