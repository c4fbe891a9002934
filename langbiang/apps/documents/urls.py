from django.urls import path

from .views import files, incoming, outgoing, placing

app_name = "documents"
urlpatterns = [
    path("van-ban-den/", incoming.incoming_list, name="incoming-list"),
    path("van-ban-den/<uuid:uid>/", incoming.incoming_detail, name="incoming-detail"),
    path("van-ban-den/<uuid:uid>/tiep-nhan/", incoming.incoming_accept, name="incoming-accept"),
    path("van-ban-den/<uuid:uid>/tu-choi/", incoming.incoming_refuse, name="incoming-refuse"),
    path("van-ban-den/<uuid:uid>/phan-cong/", incoming.incoming_assign, name="incoming-assign"),
    path("van-ban-den/<uuid:uid>/bat-dau/", incoming.incoming_start, name="incoming-start"),
    path("van-ban-den/<uuid:uid>/hoan-thanh/", incoming.incoming_complete, name="incoming-complete"),
    path("van-ban-den/<uuid:uid>/tep/<int:order>/", files.incoming_file, name="incoming-file"),
    path("van-ban-den/<uuid:uid>/trang/<int:page>.png", files.incoming_picture, name="incoming-picture"),
    path("van-ban-di/", outgoing.outgoing_list, name="outgoing-list"),
    path("van-ban-di/moi/", outgoing.outgoing_register, name="outgoing-register"),
    path("van-ban-di/<uuid:uid>/", outgoing.outgoing_detail, name="outgoing-detail"),
    path("van-ban-di/<uuid:uid>/sua/", outgoing.outgoing_change, name="outgoing-change"),
    path("van-ban-di/<uuid:uid>/vi-tri/", placing.outgoing_places, name="outgoing-places"),
    path("van-ban-di/<uuid:uid>/noi-nhan/", outgoing.outgoing_receivers, name="outgoing-receivers"),
    path("van-ban-di/<uuid:uid>/trinh-ky/", outgoing.outgoing_present, name="outgoing-present"),
    path("van-ban-di/<uuid:uid>/tra-lai/", outgoing.outgoing_return, name="outgoing-return"),
    path("van-ban-di/<uuid:uid>/ky/", outgoing.outgoing_sign, name="outgoing-sign"),
    path("van-ban-di/<uuid:uid>/phat-hanh/", outgoing.outgoing_issue, name="outgoing-issue"),
    path("van-ban-di/<uuid:uid>/gui/", outgoing.outgoing_send, name="outgoing-send"),
    path("van-ban-di/<uuid:uid>/huy/", outgoing.outgoing_cancel, name="outgoing-cancel"),
    path("van-ban-di/<uuid:uid>/tep/", files.outgoing_file, name="outgoing-file"),
    path("van-ban-di/<uuid:uid>/goi-tin.edxml", files.outgoing_packet, name="outgoing-packet"),
    path("van-ban-di/<uuid:uid>/trang/<int:page>.png", files.outgoing_picture, name="outgoing-picture"),
]
