"""What comes by post, by hand or by mail: checked, numbered at once, never half entered."""

from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import IncomingDocument
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import read_file
from langbiang.foundation.journal.interface import read, timeline
from langbiang.foundation.signing.tests import hostile

from .factories import DAY, NOW, Incoming, Outgoing, arrival, arrive, enter, everything, letter, upload


def mail(*enclosed: tuple[str, bytes], subtype: str = "pdf") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "vt@example.vn", "stttt@example.vn", "Gửi văn bản"
    message.set_content("Kính gửi văn bản đính kèm.")
    for name, content in enclosed:
        message.add_attachment(content, maintype="application", subtype=subtype, filename=name)
    return bytes(message)


def bomb() -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as zipped:
        zipped.writestr("a.pdf", b"\0" * 20_000_000)
    return packed.getvalue()


@pytest.mark.parametrize("channel", ["post", "hand", "mail"])
def test_decree30_art22_what_is_entered_has_its_number_at_once(channel, stttt_clerk):
    document = enter(stttt_clerk, channel=channel)
    assert (document.state, document.arrival_number, document.arrival_year) == (Incoming.ACCEPTED, 1, 2020)
    assert (document.code, document.channel, document.verdict, document.delivery) == (
        "145/UBND-VP",
        channel,
        "unsigned",
        None,
    )
    told = read(timeline("documents.incoming", document.uid).get())
    assert (told.arrival_number, told.sender, told.twice_for) == (1, "Ủy ban nhân dân huyện Lâm Hà", "")
    assert [act.verb for act in queries.history_of_incoming(document)] == ["documents.incoming.registered"]


def test_files_keep_their_order_and_bytes(stttt_clerk):
    document = enter(stttt_clerk, upload(name="van-ban.pdf"), upload(name="phu-luc.pdf"))
    files = queries.files_of(document)
    assert [(one.order, one.name) for one in files] == [(1, "van-ban.pdf"), (2, "phu-luc.pdf")]
    assert read_file(queries.paper_of(files).file) == letter()


def test_a_mail_gives_its_attachments_and_not_its_text(stttt_clerk):
    word = BytesIO()
    with ZipFile(word, "w") as zipped:
        zipped.writestr("[Content_Types].xml", "<x/>")
        zipped.writestr("word/document.xml", "<x/>")
    eml = upload(mail(("Công văn.pdf", letter()), ("Dự thảo.docx", word.getvalue())), "thu.eml")
    document = enter(stttt_clerk, eml, channel="mail")
    assert [one.name for one in queries.files_of(document)] == ["Công văn.pdf", "Dự thảo.docx"]


def test_a_mail_is_taken_apart_only_when_it_came_by_mail(stttt_clerk):
    with pytest.raises(Refused, match="không phải PDF"):
        enter(stttt_clerk, upload(mail(("a.pdf", letter())), "thu.eml"), channel="post")


PICTURE = b"\x89PNG\r\n\x1a\n123"
BAD_FILES = {
    "nothing": ((), "Chọn tệp PDF"),
    "0 bytes": ((lambda: upload(b"", "rong.pdf"),), "0 byte"),
    "a picture named pdf": ((lambda: upload(b"\x89PNG\r\n\x1a\n" + b"x" * 99, "anh.pdf"),), "không phải PDF"),
    "torn": ((lambda: upload(b"%PDF-1.7\nx", "hong.pdf"),), "hong.pdf: Không đọc được"),
    "with a password": ((lambda: upload(hostile.encrypted(letter()), "khoa.pdf"),), "khoa.pdf: .*mật khẩu"),
    "an empty mail": ((lambda: upload(b"", "thu.eml"),), "0 byte"),
    "a mail without files": ((lambda: upload(mail(), "thu.eml"),), "không có tệp đính kèm"),
    "no mail at all": ((lambda: upload(b"\x00\x01\x02" * 99, "thu.eml"),), "không phải tệp thư"),
    "a ZIP in a mail": ((lambda: upload(mail(("a.zip", bomb()), subtype="zip"), "thu.eml"),), "tệp nén “a.zip”"),
    "a program in a mail": ((lambda: upload(mail(("a.exe", b"MZ\x90\x00\x03")), "thu.eml"),), "“a.exe” không thuộc"),
    "an empty file in a mail": ((lambda: upload(mail(("a.pdf", b"")), "thu.eml"),), "“a.pdf” rỗng"),
    "no PDF in a mail": (
        (lambda: upload(mail(("a.png", b"\x89PNG\r\n\x1a\n123")), "thu.eml"),),
        "không đính kèm tệp PDF",
    ),
    "too many": (tuple(upload for _ in range(21)), "tối đa 20"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_refused_beside_its_field_and_nothing_is_written(case, stttt_clerk):
    makers, sentence = BAD_FILES[case]
    told, files = arrival(stttt_clerk.agency, channel="mail"), [make() for make in makers]
    before = everything()
    with pytest.raises(Refused, match=sentence) as refused:
        services.enter_incoming(told, files, seat=stttt_clerk, now=NOW)
    assert refused.value.field == "attached"
    assert everything() == before


def test_a_file_over_the_limit_is_refused_unread(stttt_clerk, settings):
    settings.UPLOAD_LIMIT = 1000
    for file in (upload(name="lon.pdf"), upload(mail(("a.pdf", letter())), "lon.eml")):
        with pytest.raises(Refused, match="giới hạn"):
            enter(stttt_clerk, file, channel="mail")


def test_a_mail_nested_beyond_reason_is_refused(stttt_clerk):
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000))
    with pytest.raises(Refused):
        enter(stttt_clerk, upload(b"MIME-Version: 1.0\n" + deep, "sau.eml"), channel="mail")


def test_decree30_art21_a_broken_signature_is_not_entered(stttt_clerk, outgoing):
    signed = read_file(outgoing(Outgoing.SENT).file)
    whole = enter(stttt_clerk, upload(signed, "ky.pdf"))
    assert whole.verdict == "valid"
    at = signed.index(b"/Contents <") + 200  # within the signature of the person
    broken = signed[:at] + (b"0" if signed[at : at + 1] != b"0" else b"1") + signed[at + 1 :]
    before = everything()
    with pytest.raises(Refused, match=r"ky-hong\.pdf: .*Điều 21") as refused:
        enter(stttt_clerk, upload(broken, "ky-hong.pdf"), number="146")
    assert refused.value.field == "attached"
    assert everything() == before


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"secret": True}, "secrecy", "Văn bản mang dấu mật"),
        ({"channel": "axis"}, "channel", "Chọn đường đến"),
        ({"dated": DAY + timedelta(days=1)}, "dated", "sau hôm nay"),
        ({"subject": "a" * 10_000}, "subject", "tối đa 500"),
        ({"subject": " "}, "subject", "Nhập trích yếu"),
        ({"sender_name": ""}, "sender_name", "Nhập nơi gửi"),
        ({"number": ""}, "number", "Nhập số"),
        ({"notation": "x" * 101}, "notation", "tối đa 100"),
    ],
)
def test_what_was_said_wrong_is_refused_beside_its_field(said, field, sentence, stttt_clerk):
    before = everything()
    with pytest.raises(services.CannotEnter, match=sentence) as refused:
        enter(stttt_clerk, **said)
    assert refused.value.field == field
    assert everything() == before


@pytest.mark.parametrize("who", ["stttt_leader", "stttt_head", "worker", "clerk", "other_clerk"])
def test_decree30_art4_only_the_keeper_enters(who, request, stttt_clerk):
    with pytest.raises(services.CannotEnter, match="Chỉ văn thư giữ sổ"):
        enter(request.getfixturevalue(who), agency=stttt_clerk.agency)


# -- what came twice


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"sender_name": "UBND  huyện Lâm Hà"},
        {"number": "0145"},
        {"notation": "ubnd-vp"},
        {"dated": DAY - timedelta(days=30)},
        {"subject": "Trích yếu viết khác"},
    ],
)
def test_annex6_the_same_number_of_the_same_issuer_is_shown_first(again, stttt_clerk):
    first = enter(stttt_clerk)
    before = everything()
    with pytest.raises(services.CameTwice, match="số đến 1") as twice:
        enter(stttt_clerk, **again)
    assert [one.pk for one in twice.value.found] == [first.pk]
    assert twice.value.field == "anyway"
    assert everything() == before


@pytest.mark.parametrize(
    "other",
    [
        {"number": "146"},
        {"notation": "UBND-TH"},
        {"sender_name": "UBND huyện Di Linh"},
        {"dated": DAY.replace(year=2019)},
    ],
)
def test_another_number_notation_issuer_or_year_is_another_document(other, stttt_clerk):
    enter(stttt_clerk)
    assert enter(stttt_clerk, **other).arrival_number == 2


def test_a_reason_enters_it_all_the_same_and_is_kept(stttt_clerk):
    enter(stttt_clerk)
    document = enter(stttt_clerk, anyway=" Bản giấy gửi sau ")
    assert (document.arrival_number, document.entered_twice_for) == (2, "Bản giấy gửi sau")
    assert read(timeline("documents.incoming", document.uid).get()).twice_for == "Bản giấy gửi sau"


def test_another_agency_may_have_the_same_document(stttt_clerk, other_clerk):
    enter(stttt_clerk)
    assert enter(other_clerk).arrival_number == 1


def test_annex6_a_packet_that_comes_again_is_found_by_its_identifier(stttt_clerk, inspector):
    first, again = (arrive(stttt_clerk.agency, sender=inspector) for _ in range(2))
    IncomingDocument.objects.filter(pk=first.pk).update(folded="một tên khác")
    first.refresh_from_db()
    assert queries.list_twins(again.agency_id, again.folded, again.document_id, besides=again) == [first]
    services.refuse_incoming(first, reason="Nhầm", seat=stttt_clerk, now=NOW)
    assert queries.list_twins(again.agency_id, again.folded, again.document_id, besides=again) == []
