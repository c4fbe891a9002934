"""
The reference province made ready: agencies, people, types of documents; in the demo also keys and a day's work.

Everything can be run again: what is there stays.
"""

import secrets
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from langbiang.apps.deadlines.interface import load_official_days
from langbiang.apps.directory.interface import (
    Agency,
    Role,
    Seat,
    get_agency,
    list_agencies,
    list_below,
    list_seats_in,
    load_reference,
    seed_people,
)
from langbiang.apps.documents.interface import (
    Draft,
    OutgoingDocument,
    choose_receivers,
    get_type,
    issue_outgoing,
    load_document_types,
    place_fields,
    present_outgoing,
    register_outgoing,
    send_outgoing,
    sign_outgoing,
)
from langbiang.apps.workfiles.interface import Planned, add_entry, approve_plan, draft_plan, list_plans
from langbiang.foundation import clock, printing, signing
from langbiang.foundation.signing.demo import issue_certificate, keep_secret, make_authority, make_private

SEATED_FROM = date(2020, 1, 1)
Progress = Callable[[Iterable[Seat | Agency], str], Iterable[Seat | Agency]]


def seed_province() -> None:
    """Load the reference province and its demo people."""
    load_reference()
    seed_people(begin=SEATED_FROM)
    load_document_types()
    load_official_days()


HUB_KEY, HUB_NAME = "exchange", "Trục liên thông (trình diễn)"


def make_demo_keys(progress: Progress = lambda rows, _: rows) -> None:
    """Make the demo's authority, and a key for each leader and each agency that has none yet."""
    authority, password = _authority()
    _write_key(HUB_KEY, authority, password, HUB_NAME, HUB_NAME, "agency")
    here = {path.stem for path in signing.signing_folder().glob("*.p12")}
    today = clock.today()
    sealless = [v.agency for v in list_agencies(today) if _key_name(v.agency) not in here]
    for agency in progress(sealless, "Con dấu số") if sealless else []:
        assert isinstance(agency, Agency)
        _issue_seal(agency, authority, password)
    held = Seat.objects.as_of(today).select_related("person").order_by("agency", "rank", "pk")
    keyless = [seat for seat in held if seat.has(Role.LEADER) and _key_name(seat) not in here]
    for seat in progress(keyless, "Khóa ký của lãnh đạo") if keyless else []:
        assert isinstance(seat, Seat)
        _issue_personal(seat, authority, password)


def key_for(*owners: Seat | Agency) -> None:
    """Make demo keys for some seats and agencies only."""
    authority, password = _authority()
    for owner in owners:
        if isinstance(owner, Seat):
            _issue_personal(owner, authority, password)
        else:
            _issue_seal(owner, authority, password)


def _authority() -> tuple[Path, str]:
    folder = Path(settings.KEYS_DIR) / "authority"
    root = make_authority(folder, now=clock.now())
    for place in (signing.roots_folder(), signing.signing_folder()):
        make_private(place)
    trusted = signing.roots_folder() / "demo.cer"
    if not trusted.exists() or trusted.read_bytes() != root:
        keep_secret(trusted, root)
    secret = signing.signing_folder() / "password"
    if not secret.exists():
        keep_secret(secret, secrets.token_urlsafe(24).encode())
    return folder, secret.read_text()


def _key_name(owner: Seat | Agency) -> str:
    return f"person-{owner.person.uid}" if isinstance(owner, Seat) else f"agency-{owner.uid}"


def _issue_seal(agency: Agency, authority: Path, password: str) -> None:
    name = next(iter(list_agencies(clock.today()).filter(agency=agency))).name
    _write_key(_key_name(agency), authority, password, name, name, "agency")


def _issue_personal(seat: Seat, authority: Path, password: str) -> None:
    _write_key(_key_name(seat), authority, password, seat.person.full_name, seat.agency_name, "person")


def _write_key(name: str, authority: Path, password: str, owner: str, organization: str, kind: str) -> None:
    path = signing.signing_folder() / f"{name}.p12"
    if path.exists():
        return
    made = issue_certificate(
        authority,
        common_name=_short(owner),
        organization=_short(organization),
        kind="agency" if kind == "agency" else "person",
        password=password,
    )
    keep_secret(path, made)


def _short(name: str) -> str:
    """Bring a name within the 64 bytes that a certificate gives it (X.520)."""
    return name.replace("Ủy ban nhân dân", "UBND").encode()[:64].decode(errors="ignore")


# -- a day's work


LETTER = {
    "superior": "Ủy ban nhân dân",
    "agency": "Tỉnh Lâm Đồng",
    "notation": "UBND-VX",
    "place": "Lâm Đồng",
    "abstract": "triển khai trục liên thông văn bản đến cấp xã",
    "to": ["- Sở Thông tin và Truyền thông;", "- UBND các xã, thị trấn thuộc huyện Đức Trọng."],
    "paragraphs": [
        "Thực hiện Quyết định số 28/2018/QĐ-TTg của Thủ tướng Chính phủ về việc gửi, nhận văn bản điện tử giữa các cơ "
        "quan trong hệ thống hành chính nhà nước, Ủy ban nhân dân tỉnh yêu cầu:",
        "1. Sở Thông tin và Truyền thông chủ trì hướng dẫn việc ký số, kiểm tra chữ ký số và gửi, nhận văn bản điện tử "
        "trên trục liên thông; theo dõi, tổng hợp tình hình, báo cáo Ủy ban nhân dân tỉnh hằng tuần.",
        "2. Ủy ban nhân dân các xã, thị trấn bố trí cán bộ tiếp nhận, xử lý văn bản điện tử trong ngày làm việc; không "
        "gửi kèm văn bản giấy đối với văn bản đã ký số.",
        "3. Khó khăn, vướng mắc phản ánh về Sở Thông tin và Truyền thông để được hướng dẫn, giải quyết kịp thời./.",
    ],
    "authority": ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"],
    "signer": "Đinh Quốc Việt",
    "recipients": ["Như trên;", "CT, các PCT UBND tỉnh;", "Lưu: VT, VX."],
}


FIRST = "Triển khai trục liên thông văn bản đến cấp xã"


def demo_letter() -> tuple[bytes, dict[str, printing.Place]]:
    """Set the demo's letter as a PDF, with the places of its empty fields."""
    return printing.render_pdf("van_ban", LETTER, now=clock.now()), printing.letter_places(LETTER, now=clock.now())


def seat_named(slug: str, name: str) -> Seat:
    """Find a seat of the demo by the agency's slug and the person's name."""
    return next(s for s in list_seats_in(get_agency(slug), clock.today()) if s.person.full_name == name)


def seed_documents() -> None:
    """Give the demo its first documents: one on its way from draft to sent, one waiting for the leader; once."""
    if OutgoingDocument.objects.filter(subject=FIRST).exists():
        return
    clerk, leader = seat_named("vp-ubnd-tinh", "Vũ Hồng Nhung"), seat_named("ubnd-tinh", "Đinh Quốc Việt")
    communes = [v.agency for v in list_below(get_agency("ubnd-duc-trong"), clock.today())]
    sent = _present(FIRST, clerk, leader, [get_agency("stttt"), *communes])
    sent = sign_outgoing(sent, seat=leader, now=clock.now())
    sent = issue_outgoing(sent, seat=clerk, now=clock.now())
    sent = send_outgoing(sent, seat=clerk, now=clock.now())
    _present("Tăng cường ký số trên văn bản điện tử quý IV năm 2020", clerk, leader, [get_agency("stttt")])


FILING_PLAN = (
    ("Công nghệ thông tin", "01.CNTT", "Hồ sơ triển khai chữ ký số trong cơ quan nhà nước năm 2020", 10),
    ("Công nghệ thông tin", "02.CNTT", "Hồ sơ vận hành trục liên thông văn bản của tỉnh năm 2020", 10),
    ("Công nghệ thông tin", "03.CNTT", "Hồ sơ thẩm định dự án công nghệ thông tin năm 2020", 0),
    ("Tổng hợp", "01.TH", "Chương trình, kế hoạch công tác năm của Sở", 0),
    ("Tổng hợp", "02.TH", "Công văn trao đổi về công tác tổng hợp năm 2020", 2),
)


def seed_filing_plan(now: datetime | None = None) -> None:
    """Give one agency of the demo its approved filing plan, from which files are opened; once."""
    clerk, leader = seat_named("stttt", "Bùi Thị Kim Chi"), seat_named("stttt", "Hồ Văn Thành")
    head, now = seat_named("stttt", "Trần Đình Phúc"), now or clock.now()
    if list_plans(clerk, clock.today()).exists():
        return
    plan = draft_plan(clerk.agency, now.year, copy=False, seat=clerk, now=now)
    for heading, notation, title, years in FILING_PLAN:
        unit = head.unit if notation.endswith("CNTT") else clerk.unit
        plan = add_entry(plan, Planned(heading, notation, title, years, unit), seat=clerk, now=now).plan
    approve_plan(plan, seat=leader, now=now)


def _present(subject: str, clerk: Seat, leader: Seat, receivers: list[Agency]) -> OutgoingDocument:
    pdf, places = demo_letter()
    now = clock.now()
    draft = Draft(leader.agency, get_type("cong-van"), subject, "UBND-VX", 0, leader)
    document = register_outgoing(draft, SimpleUploadedFile("du-thao.pdf", pdf), seat=clerk, now=now)
    document = place_fields(document, places, seat=clerk, now=now)
    document = choose_receivers(document, receivers, seat=clerk, now=now)
    return present_outgoing(document, seat=clerk, now=now)
