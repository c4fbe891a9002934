from django.urls import path

from . import views

app_name = "audit"
urlpatterns = [
    path("hanh-vi/", views.act_list, name="act-list"),
    path("hanh-vi/ket-xuat/", views.act_export, name="act-export"),
    path("hanh-vi/<uuid:uid>/", views.act_detail, name="act-detail"),
    path("dau-chuoi.jsonl", views.heads, name="heads"),
]
