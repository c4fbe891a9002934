"""Addresses of citizens, with the same names as those of officials for what both have (`app_name`)."""

from django.urls import path

from . import citizens, recovering, security

app_name = "identity"
urlpatterns = [
    path("dang-ky/", citizens.sign_up, name="sign-up"),
    path("dang-ky/<str:secret>/", citizens.sign_up_open, name="sign-up-open"),
    path("dang-nhap/", citizens.sign_in, name="sign-in"),
    path("dang-nhap/khoa/", security.sign_in_by_key, name="sign-in-by-key"),
    path("dang-nhap/buoc-hai/", security.second_step, name="second-step"),
    path("quen-mat-khau/", citizens.forgotten, name="forgotten"),
    path("quen-mat-khau/<str:secret>/", recovering.recovery, name="recovery"),
    path("tai-khoan/", security.account, name="account"),
    path("tai-khoan/thong-tin/", citizens.facts, name="facts"),
    path("tai-khoan/du-lieu/", citizens.data, name="data"),
    path("tai-khoan/dong/", citizens.close, name="close"),
    path("tai-khoan/mat-khau/", security.password, name="password"),
    path("tai-khoan/ung-dung/", security.totp_add, name="totp-add"),
    path("tai-khoan/ung-dung/go/", security.totp_remove, name="totp-remove"),
    path("tai-khoan/ma-du-phong/", security.codes, name="codes"),
    path("tai-khoan/ma-du-phong/moi/", security.codes_make, name="codes-make"),
    path("tai-khoan/khoa/", security.key_add, name="key-add"),
    path("tai-khoan/khoa/<int:pk>/ten/", security.key_rename, name="key-rename"),
    path("tai-khoan/khoa/<int:pk>/go/", security.key_remove, name="key-remove"),
    path("tai-khoan/thiet-bi/", security.sessions_end, name="sessions-end"),
    path("tai-khoan/xac-nhan/", security.confirm, name="confirm"),
    path("tai-khoan/xac-nhan/ma/", security.confirm_by_code, name="confirm-code"),
    path("tai-khoan/xac-nhan/khoa/", security.confirm_by_key, name="confirm-key"),
]
