from django.urls import path, re_path

from .views import listed, national, own, packets, statistics, systems, traffic, traffic_lists, v1

app_name = "exchange"
urlpatterns = [
    path("truc/", packets.packet_list, name="packet-list"),
    path("truc/luu-luong/", traffic.traffic, name="traffic"),
    path("truc/luu-luong/danh-sach/", traffic_lists.traffic_list, name="traffic-list"),
    path("truc/thong-ke/", statistics.statistics, name="statistics"),
    path("truc/thong-ke/goi-tin/", statistics.statistics_list, name="statistics-list"),
    path("truc/nhap/", packets.packet_import, name="packet-import"),
    path("truc/goi/<uuid:uid>/", packets.packet_detail, name="packet-detail"),
    path("truc/goi/<uuid:uid>/tep.edxml", packets.packet_file, name="packet-file"),
    path("truc/goi/<uuid:uid>/chung-cu.asice", packets.packet_evidence, name="packet-evidence"),
    path("truc/trang-thai/<uuid:uid>/tep.edxml", packets.report_file, name="report-file"),
    path("truc/he-thong/", systems.system_list, name="system-list"),
    path("truc/he-thong/ket-noi/", systems.system_new, name="system-new"),
    path("truc/he-thong/<uuid:uid>/", systems.system_detail, name="system-detail"),
    path("truc/he-thong/<uuid:uid>/tam-dung/", systems.system_suspend, name="system-suspend"),
    path("truc/he-thong/<uuid:uid>/tiep-tuc/", systems.system_resume, name="system-resume"),
    path("truc/he-thong/<uuid:uid>/doi-bi-mat/", systems.system_renew, name="system-renew"),
    path("truc/he-thong/<uuid:uid>/giao-ma/", systems.home_give, name="home-give"),
    path("truc/he-thong/<uuid:uid>/thoi-giao-ma/", systems.home_take, name="home-take"),
    path("truc/ban-tin/<uuid:uid>/gui-lai/", systems.transfer_again, name="transfer-again"),
    path("truc/danh-ba/", listed.agency_list, name="agency-list"),
    path("truc/danh-ba/<uuid:uid>/cap-nhat/", listed.agency_sync, name="agency-sync"),
    path("truc/giao-dien/", systems.api_page, name="api-page"),
    # Whatever stands before the operation: clients join a base address and an operation as they like.
    re_path(rf"^(?:.*/)?(?P<operation>{'|'.join(national.OPERATIONS)})/?$", national.national_call, name="national"),
    re_path(rf"^(?:.*/)?EdocService/(?P<operation>{'|'.join(v1.OPERATIONS)})/?$", v1.v1_call, name="v1"),
    path("api/exchange/v1/openapi.json", own.describe, name="api"),
    path("api/exchange/v1/documents", own.send, {"kind": "edoc"}, name="api-send"),
    path("api/exchange/v1/statuses", own.send, {"kind": "status"}, name="api-report"),
    path("api/exchange/v1/documents/<str:uid>", own.show_document, name="api-document"),
    path("api/exchange/v1/documents/<str:uid>/evidence", own.fetch_evidence, name="api-evidence"),
    path("api/exchange/v1/receipts", own.list_receipts, name="api-receipts"),
    path("api/exchange/v1/waiting", own.list_waiting, name="api-waiting"),
    path("api/exchange/v1/waiting/<str:uid>/content", own.fetch, name="api-fetch"),
    path("api/exchange/v1/waiting/<str:uid>/acknowledgement", own.acknowledge, name="api-acknowledge"),
    path("api/exchange/v1/sent", own.list_sent, name="api-sent"),
    path("api/exchange/v1/agencies", own.list_agencies, name="api-agencies"),
]
