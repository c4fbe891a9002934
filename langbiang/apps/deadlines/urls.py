from django.urls import path

from . import views

app_name = "deadlines"
urlpatterns = [
    path("lich-nghi/", views.calendar, name="calendar"),
    path("lich-nghi/ngay/", views.day_rule, name="day-rule"),
    path("lich-nghi/gio-lam-viec/", views.hours_set, name="hours-set"),
]
