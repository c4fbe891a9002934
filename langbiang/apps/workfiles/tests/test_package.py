"""The package of a work file: what is in it, and that nothing wrong in one goes unseen."""

import io
import json
import shutil
import subprocess
import zipfile

import pytest
from django.core.management import call_command

from langbiang.apps.documents.tests import factories as documents
from langbiang.apps.workfiles import services
from langbiang.apps.workfiles.packaging import verify_package, write_package
from langbiang.foundation import signing
from langbiang.foundation.files.interface import read_file
from langbiang.foundation.xml import read_xml

from . import factories
from .factories import DAY, LATER, NOW


@pytest.fixture
def file(worker, clerk, incoming, outgoing):
    """A closed file with an outgoing, an incoming document and a paper."""
    made = factories.opened(worker, description="Có bản giấy")
    for document in (outgoing(), incoming()):
        made.refresh_from_db()
        services.add_document(made, document, seat=worker, now=NOW)
    factories.add_paper(made, worker, content=documents.letter() + b"\n")
    made.refresh_from_db()
    return services.close_file(made, end_date=DAY, seat=worker, now=NOW)


@pytest.fixture
def package(file, worker, tmp_path):
    submitted = services.submit_file(file, seat=worker, now=LATER)
    path = tmp_path / "ho-so.zip"
    path.write_bytes(read_file(submitted.package))
    return path


def check(path):
    return verify_package(path, trust=signing.trusted_roots(), now=NOW)


def faults(path):
    return [finding.words for finding in check(path).findings if finding.mark == "fault"]


def rewritten(path, change):
    """Give the package anew with its members changed: {name: bytes or None to leave out}."""
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    members = change(members) or members
    other = path.with_name("khac.zip")
    with zipfile.ZipFile(other, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return other


def test_a_package_passes_its_own_check(package, capsys):
    report = check(package)
    assert report.ok, report.findings
    assert [finding.mark for finding in report.findings].count("ok") >= 4
    call_command("archive", "verify", str(package))
    told = capsys.readouterr().out
    assert "Gói hồ sơ đạt." in told
    assert "Chữ ký số hợp lệ" in told


def test_sha256sum_alone_can_verify_it(package, tmp_path):
    unpacked = tmp_path / "mo-ra"
    with zipfile.ZipFile(package) as archive:
        archive.extractall(unpacked)
    run = [shutil.which("sha256sum"), "--check", "--strict", "manifest-sha256.txt"]
    assert subprocess.run(run, cwd=unpacked, capture_output=True, text=True).returncode == 0
    listed = (unpacked / "manifest-sha256.txt").read_text().splitlines()
    inside = {p.relative_to(unpacked).as_posix() for p in unpacked.rglob("*") if p.is_file()}
    assert {line[66:] for line in listed} == inside - {"manifest-sha256.txt"}
    (unpacked / "metadata.xml").write_text("khác")
    assert subprocess.run(run, cwd=unpacked, capture_output=True, text=True).returncode == 1


def test_annex_vi_the_eleven_fields_of_the_file(package):
    with zipfile.ZipFile(package) as archive:
        told = read_xml(archive.read("metadata.xml")).at("File")
    fields = {child.name: child.text for child in told.children if child.name != "FileCode"}
    assert {child.name: child.text for child in told.at("FileCode").children} == {
        "OrganId": "000.00.20.H36",
        "FileCatalog": "2020",
        "FileNotation": "01.CNTT",
    }
    assert fields == {
        "Title": "Hồ sơ về chữ ký số năm 2020",
        "Maintenance": "10 năm",
        "Rights": "Hạn chế",
        "Creator": "Nguyễn Thị Thu Hà",
        "Language": "Tiếng Việt",
        "StartDate": "01/09/2020",
        "EndDate": "09/09/2020",
        "DocTotal": "3",
        "PageTotal": "3",
        "Description": "Có bản giấy",
    }


COMMON = [
    *("FileCode", "DocOrdinal", "TypeName", "CodeNumber", "CodeNotation", "IssuedDate", "OrganName", "Subject"),
    *("Language", "PageAmount", "Description"),
]


def test_annex_vi_the_fields_of_outgoing_and_incoming_documents(package):
    with zipfile.ZipFile(package) as archive:
        told = read_xml(archive.read("metadata.xml")).at("Documents").all("Document")
    by_kind = {document.attributes["kind"]: document for document in told}
    own = ["Content", "History"]
    outgoing = [*COMMON, "SignerInfo", "To", "Priority", "IssuedAmount", "DueDate"]
    assert [child.name for child in by_kind["outgoing"].children] == [*outgoing, *own]
    incoming = [*COMMON, "ArrivalDate", "ArrivalNumber", "SignerInfo", "Priority", "ToPlaces", "TraceHeaderList"]
    assert [child.name for child in by_kind["incoming"].children] == [*incoming, "DueDate", *own]
    assert by_kind["outgoing"].value("CodeNumber") == "01"
    assert by_kind["outgoing"].value("SignerInfo", "FullName") == "Hồ Văn Thành"
    assert by_kind["outgoing"].value("To", "OrganName") == "Thanh tra tỉnh Lâm Đồng"
    assert by_kind["incoming"].value("ArrivalNumber") == "1"
    assert "Tham mưu trả lời" in by_kind["incoming"].value("TraceHeaderList")


def test_the_history_of_each_document_lies_beside_it(package):
    with zipfile.ZipFile(package) as archive:
        names = [n for n in archive.namelist() if n.startswith("history/")]
        told = {n: [json.loads(line) for line in archive.read(n).splitlines()] for n in names}
    assert names == ["history/001.jsonl", "history/002.jsonl", "history/003.jsonl", "history/file.jsonl"]
    verbs = {act["verb"] for acts in told.values() for act in acts}
    assert {"documents.outgoing.signed", "documents.incoming.completed", "workfiles.file.closed"} <= verbs
    assert all(len(act["digest"]) == 64 for acts in told.values() for act in acts)


def test_equal_contents_give_equal_bytes(file):
    def written():
        out = io.BytesIO()
        write_package(file, out, now=NOW)
        return out.getvalue()

    assert written() == written()


# -- what is wrong with a package


def test_one_byte_changed_anywhere_in_a_document_is_found(package):
    content = bytearray(package.read_bytes())
    at = content.index(b"%PDF") + 5000
    content[at] ^= 1
    package.write_bytes(content)
    assert any("documents/" in words and "thay đổi" in words for words in faults(package))


def test_one_byte_changed_with_its_digest_breaks_the_signature(package):
    """Who changes the manifest too is found by the signature."""
    import hashlib

    def change(members):
        name = next(n for n in members if n.startswith("documents/") and b"/ByteRange" in members[n])
        old = hashlib.sha256(members[name]).hexdigest().encode()
        content = bytearray(members[name])
        content[2000] ^= 1
        members[name] = bytes(content)
        new = hashlib.sha256(members[name]).hexdigest().encode()
        for text in ("manifest-sha256.txt", "metadata.xml"):
            members[text] = members[text].replace(old, new)
        plain = hashlib.sha256(members["metadata.xml"]).hexdigest()
        lines = members["manifest-sha256.txt"].decode().splitlines(keepends=True)
        told = [f"{plain}  metadata.xml\n" if line.endswith("  metadata.xml\n") else line for line in lines]
        members["manifest-sha256.txt"] = "".join(told).encode()

    told = faults(rewritten(package, change))
    assert len(told) == 1
    assert told[0].startswith("documents/")


def without(name):
    return lambda members: {n: c for n, c in members.items() if not n.startswith(name)}


def replaced(name, new):
    return lambda members: {**members, name: new(members[name]) if callable(new) else new}


DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><WorkFilePackage>&b;</WorkFilePackage>'


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("documents/001"), "Thiếu tệp documents/001"),
        (without("metadata.xml"), "Gói thiếu tệp metadata.xml"),
        (without("manifest"), "Gói thiếu tệp manifest-sha256.txt"),
        (lambda m: {**m, "documents/them.pdf": b"x"}, "Thừa tệp documents/them.pdf"),
        (lambda m: {**m, "../etc/passwd": b"x"}, "trỏ ra ngoài gói"),
        (lambda m: {**m, "/etc/passwd": b"x"}, "trỏ ra ngoài gói"),
        (lambda m: {**m, "a\\..\\b": b"x"}, "trỏ ra ngoài gói"),
        (replaced("metadata.xml", b"<a><b></a>"), "Không phải XML đúng cú pháp"),
        (replaced("metadata.xml", DTD), "DTD hoặc thực thể"),
        (replaced("metadata.xml", b"<Khac/>"), "phần tử gốc không phải"),
        (replaced("metadata.xml", lambda c: c.replace(b"<DocTotal>3", b"<DocTotal>4")), "DocTotal ghi 4, đếm được 3"),
        (replaced("metadata.xml", lambda c: c.replace(b"<PageTotal>3", b"<PageTotal>")), "PageTotal ghi trống"),
        (replaced("metadata.xml", lambda c: c.replace(b"10 n\xc4\x83m", b"")), "thiếu Maintenance"),
        (replaced("metadata.xml", lambda c: c.replace(b"documents/001", b"documents/009")), "không khớp về tệp"),
        (replaced("metadata.xml", lambda c: c.replace(b"<DocOrdinal>2", b"<DocOrdinal>7")), "không liên tục"),
        (replaced("manifest-sha256.txt", b"khong phai ban ke\n"), "sai ở dòng 1"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(package, change, words):
    told = faults(rewritten(package, change))
    assert any(words in sentence for sentence in told), told


def test_what_is_no_zip_or_cut_short_is_refused(package):
    whole = package.read_bytes()
    for content in (b"", b"khong phai zip", whole[: len(whole) // 2]):
        package.write_bytes(content)
        assert faults(package) == ["Tệp không phải gói ZIP, bị cắt cụt hoặc đã hỏng."]


def test_a_bomb_is_not_opened(package):
    with zipfile.ZipFile(package, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("documents/bom.pdf", bytes(64 * 1024 * 1024))
    assert faults(package) == ["Gói nở ra lớn bất thường so với dung lượng nén (bom nén). Không mở."]


def test_a_link_and_a_name_twice_are_refused(package):
    link = zipfile.ZipInfo("documents/link.pdf")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "là liên kết" in faults(package)[0]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(package):
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("metadata.xml", "khác")
    assert faults(package) == ["Gói có hai tệp trùng tên."]


def test_the_command_ends_with_one_on_a_fault_and_two_without_a_file(package, tmp_path, capsys):
    package.write_bytes(b"x")
    with pytest.raises(SystemExit) as ended:
        call_command("archive", "verify", str(package))
    assert ended.value.code == 1
    assert "KHÔNG đạt" in capsys.readouterr().out
    with pytest.raises(Exception, match="Không mở được tệp") as missing:
        call_command("archive", "verify", str(tmp_path / "khong-co.zip"))
    assert missing.value.returncode == 2
