from django.urls import path

from . import views

app_name = "directory"
urlpatterns = [
    path("co-quan/", views.agency_list, name="agency-list"),
    path("co-quan/<slug:slug>/", views.agency_detail, name="agency-detail"),
    path("danh-ba/", views.address_book, name="address-book"),
]
