from django.urls import path

from . import views

app_name = "identity"
urlpatterns = [
    path("vi-tri/", views.seat_choice, name="seat-choice"),
    path("vi-tri/doi/", views.seat_switch, name="seat-switch"),
    path("trinh-dien/", views.demo_people, name="demo-people"),
    path("trinh-dien/vao/", views.demo_enter, name="demo-enter"),
]
