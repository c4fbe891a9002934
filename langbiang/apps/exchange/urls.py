from django.urls import path

from . import views

app_name = "exchange"
urlpatterns = [
    path("", views.packet_list, name="packet-list"),
    path("nhap/", views.packet_import, name="packet-import"),
    path("goi/<uuid:uid>/", views.packet_detail, name="packet-detail"),
    path("goi/<uuid:uid>/tep.edxml", views.packet_file, name="packet-file"),
    path("trang-thai/<uuid:uid>/tep.edxml", views.report_file, name="report-file"),
]
