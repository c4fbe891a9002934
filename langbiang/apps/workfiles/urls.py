from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import archive, contents, files, plans


class DocumentKind(StringConverter):
    regex = "incoming|outgoing"


register_converter(DocumentKind, "documentkind")

app_name = "workfiles"
FILE = "ho-so-cong-viec/<uuid:uid>/"
PLAN = "danh-muc-ho-so/<uuid:uid>/"
urlpatterns = [
    path("danh-muc-ho-so/", plans.plan_list, name="plan-list"),
    path("danh-muc-ho-so/moi/", plans.plan_draft, name="plan-draft"),
    path(PLAN, plans.plan_detail, name="plan-detail"),
    path(f"{PLAN}them/", plans.entry_add, name="entry-add"),
    path(f"{PLAN}duyet/", plans.plan_approve, name="plan-approve"),
    path(f"{PLAN}muc/<uuid:entry>/", plans.entry_change, name="entry-change"),
    path(f"{PLAN}muc/<uuid:entry>/bo/", plans.entry_remove, name="entry-remove"),
    path("ho-so-cong-viec/", files.file_list, name="file-list"),
    path("ho-so-cong-viec/mo/", files.file_open, name="file-open"),
    path("ho-so-cong-viec/luu-tru/", archive.archive, name="archive"),
    path("ho-so-cong-viec/luu-tru/<int:agency>/<int:year>/", archive.transfer_list, name="transfer-list"),
    path("ho-so-cong-viec/dua-vao/<documentkind:kind>/<uuid:uid>/", contents.document_add, name="document-add"),
    path(FILE, files.file_detail, name="file-detail"),
    path(f"{FILE}sua/", files.file_change, name="file-change"),
    path(f"{FILE}muc-luc/", files.file_contents, name="file-contents"),
    path(f"{FILE}goi-nop-luu.zip", files.file_package, name="file-package"),
    path(f"{FILE}tai-lieu/", contents.paper_add, name="paper-add"),
    path(f"{FILE}tai-lieu/<uuid:item>/", contents.item_detail, name="item-detail"),
    path(f"{FILE}tai-lieu/<uuid:item>/bo/", contents.item_remove, name="item-remove"),
    path(f"{FILE}tai-lieu/<uuid:item>/tep/", contents.item_file, name="item-file"),
    path(f"{FILE}ket-thuc/", files.file_close, name="file-close"),
    path(f"{FILE}mo-lai/", files.file_reopen, name="file-reopen"),
    path(f"{FILE}nop-luu/", files.file_submit, name="file-submit"),
    path(f"{FILE}tiep-nhan/", files.file_accept, name="file-accept"),
    path(f"{FILE}tra-lai/", files.file_return, name="file-return"),
    path(f"{FILE}giu-lai/", files.file_defer, name="file-defer"),
    path(f"{FILE}chia-se/", files.file_share, name="file-share"),
    path(f"{FILE}thoi-chia-se/", files.file_unshare, name="file-unshare"),
]
