from django.urls import path

from . import views

app_name = "handover"
urlpatterns = [
    path("", views.job_list, name="job-list"),
    path("moi/", views.job_new, name="job-new"),
    path("<uuid:uid>/", views.job_detail, name="job-detail"),
    path("<uuid:uid>/tien-do/", views.job_progress, name="job-progress"),
    path("<uuid:uid>/lay-lai/", views.job_undo, name="job-undo"),
]
