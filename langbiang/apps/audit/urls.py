from django.urls import path

from . import looks, views

app_name = "audit"
urlpatterns = [
    path("hanh-vi/", views.act_list, name="act-list"),
    path("hanh-vi/ket-xuat/", views.act_export, name="act-export"),
    path("hanh-vi/<uuid:uid>/", views.act_detail, name="act-detail"),
    path("truy-cap/", looks.look_list, name="look-list"),
    path("truy-cap/ket-xuat/", looks.look_export, name="look-export"),
    path("dau-chuoi.jsonl", views.heads, name="heads"),
]
