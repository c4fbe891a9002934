"""Two departments and a commune with identifier codes, an office without one; packets that go between them."""

from datetime import UTC, date, datetime
from uuid import uuid4

from langbiang.apps.directory.models import Agency, AgencyIdentifier, AgencyVersion
from langbiang.apps.exchange.services import Content, Enclosure, send_packet
from langbiang.foundation.files.interface import enter_file, keep_bytes
from langbiang.foundation.journal.interface import Actor
from langbiang.foundation.search.folding import fold

NOW = datetime(2020, 9, 21, 2, 0, tzinfo=UTC)
CLERK = Actor(kind="seat", id="7", person="Lê Thị Mẫu", post="Văn thư", agency_id=1, agency="Sở Thử nghiệm")
OPERATOR = Actor(kind="import", id="uid:0", person="Lệnh nhập tệp edXML")
SENDER, RECEIVER, COMMUNE = "000.00.01.H99", "000.00.02.H99", "000.01.03.H99"


def make_agency(slug: str, name: str, code: str = "") -> Agency:
    agency = Agency.objects.create(slug=slug)
    AgencyVersion.objects.create(
        agency=agency,
        name=name,
        short_name=name,
        folded=fold(name),
        level=AgencyVersion.Level.PROVINCE,
        kind=AgencyVersion.Kind.DEPARTMENT,
    )
    if code:
        AgencyIdentifier.objects.create(agency=agency, scheme=AgencyIdentifier.Scheme.CIRCULAR_10, code=code)
    return agency


def make_file(name="cong-van.txt", content=b"Van ban"):
    return enter_file(keep_bytes(content), name=name, media_type="text/plain", now=NOW)


def make_content(**said) -> Content:
    fields = {
        "source_uid": uuid4(),
        "document_id": f"{SENDER},2020/09/21,45/STN-VP",
        "code_number": "45",
        "code_notation": "STN-VP",
        "place": "Vân Sơn",
        "promulgated_on": date(2020, 9, 21),
        "type_name": "Công văn",
        "subject": "V/v thử nghiệm liên thông",
        "signer_competence": "KT.",
        "signer_position": "Phó Giám đốc",
        "signer_name": "Trần Văn Mẫu",
        "priority": 0,
    }
    return Content(**fields | said)


def send(sender, receivers, **said):
    enclosures = [Enclosure(make_file())]
    return send_packet(
        make_content(**said), sender=sender, receivers=receivers, enclosures=enclosures, by=CLERK, now=NOW
    )
