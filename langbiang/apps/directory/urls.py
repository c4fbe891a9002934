from django.urls import path

from . import views

app_name = "directory"
urlpatterns = [
    path("", views.agency_list, name="agency-list"),
    path("<slug:slug>/", views.agency_detail, name="agency-detail"),
]
