from django.urls import path

from . import views

app_name = "incidents"
urlpatterns = [
    path("", views.incident_list, name="incident-list"),
    path("bao/", views.incident_report, name="incident-report"),
    path("ket-xuat/", views.incident_export, name="incident-export"),
    path("<uuid:uid>/", views.incident_detail, name="incident-detail"),
    path("<uuid:uid>/giao/", views.incident_assign, name="incident-assign"),
    path("<uuid:uid>/dien-bien/", views.incident_note, name="incident-note"),
    path("<uuid:uid>/muc-do/", views.incident_grade, name="incident-grade"),
    path("<uuid:uid>/dong/", views.incident_close, name="incident-close"),
    path("<uuid:uid>/mo-lai/", views.incident_reopen, name="incident-reopen"),
]
