from django.urls import path

from . import looks, reports, views

app_name = "audit"
urlpatterns = [
    path("hanh-vi/", views.act_list, name="act-list"),
    path("hanh-vi/ket-xuat/", views.act_export, name="act-export"),
    path("hanh-vi/<uuid:uid>/", views.act_detail, name="act-detail"),
    path("truy-cap/", looks.look_list, name="look-list"),
    path("truy-cap/ket-xuat/", looks.look_export, name="look-export"),
    path("bien-ban/", reports.report_list, name="report-list"),
    path("bien-ban/lap/", reports.report_order, name="report-order"),
    path("bien-ban/<uuid:uid>/tien-do/", reports.report_progress, name="report-progress"),
    path("bien-ban/<uuid:uid>/bien-ban.pdf", reports.report_file, name="report-file"),
    path("dau-chuoi.jsonl", views.heads, name="heads"),
]
