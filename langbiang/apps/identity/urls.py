from django.urls import path

from . import deputising, views

app_name = "identity"
urlpatterns = [
    path("vi-tri/", views.seat_choice, name="seat-choice"),
    path("vi-tri/doi/", views.seat_switch, name="seat-switch"),
    path("vi-tri/uy-quyen/", deputising.deputation_list, name="deputation-list"),
    path("vi-tri/uy-quyen/moi/", deputising.deputation_grant, name="deputation-grant"),
    path("vi-tri/uy-quyen/<uuid:uid>/thu-lai/", deputising.deputation_withdraw, name="deputation-withdraw"),
    path("trinh-dien/", views.demo_people, name="demo-people"),
    path("trinh-dien/vao/", views.demo_enter, name="demo-enter"),
]
