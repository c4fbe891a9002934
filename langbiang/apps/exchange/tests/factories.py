"""Two departments and a commune with identifier codes, an office without one; packets that go between them."""

import io
from datetime import UTC, date, datetime
from uuid import uuid4

from langbiang.apps.directory.models import Agency, AgencyIdentifier, AgencyVersion
from langbiang.apps.exchange.services import Content, Enclosure, Wanted, connect_system, receive, send_packet
from langbiang.foundation.files.interface import enter_file, keep_bytes
from langbiang.foundation.journal.interface import Actor
from langbiang.foundation.search.folding import fold

NOW = datetime(2020, 9, 21, 2, 0, tzinfo=UTC)
CLERK = Actor(kind="seat", id="7", person="Lê Thị Mẫu", post="Văn thư", agency_id=1, agency="Sở Thử nghiệm")
OPERATOR = Actor(kind="import", id="uid:0", person="Lệnh nhập tệp edXML")
ADMIN = Actor(kind="seat", id="9", person="Lâm Quang Huy", post="Quản trị trục", agency_id=1, agency="Sở Thử nghiệm")
FAR, FAR_TOO, OUTSIDE = "H99.1.2", "H99.3.4", "000.00.00.G22"  # on other systems, and beyond the province
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


def send(sender, receivers, outside=(), **said):
    parties = {"sender": sender, "receivers": receivers, "outside": outside}
    return send_packet(make_content(**said), **parties, enclosures=[Enclosure(make_file())], by=CLERK, now=NOW)


# -- other systems


def connect(*codes, protocol="national", **said):
    """Connect a system; give its row, with the secret beside it."""
    wanted = Wanted(name=said.pop("name", f"Hệ thống {codes[:1]}"), protocol=protocol, codes=codes, **said)
    connected = connect_system(wanted, by=ADMIN, now=NOW)
    connected.system.secret = connected.secret
    return connected.system


def connect_axis(**said):
    told = {"address": "https://truc.example", "secret": "bi-mat", "code": "00.99.W00"}
    return connect(is_axis=True, **told | said)


def party(tag, code):
    name = f"Cơ quan {code}"
    return f"<e:{tag}><e:OrganId>{code}</e:OrganId><e:OrganName>{name}</e:OrganName></e:{tag}>"


def document_bytes(sender=FAR, to=(FAR_TOO,), *, document_id="", number="77", subject="V/v thử nghiệm", business=0):
    """Give a small document packet, as another system would write it."""
    document_id = document_id or f"{sender},2026/11/03,{number}/UBND-VP"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">
<e:edXMLEnvelope xmlns:e="http://www.mic.gov.vn/TBT/QCVN_102_2016"><e:edXMLHeader><e:MessageHeader>
{party("From", sender)}{"".join(party("To", code) for code in to)}
<e:Code><e:CodeNumber>{number}</e:CodeNumber><e:CodeNotation>UBND-VP</e:CodeNotation></e:Code>
<e:PromulgationInfo><e:PromulgationDate>2026/11/03</e:PromulgationDate></e:PromulgationInfo>
<e:Subject>{subject}</e:Subject><e:DocumentId>{document_id}</e:DocumentId>
</e:MessageHeader><e:TraceHeaderList><e:Bussiness><e:BussinessDocType>{business}</e:BussinessDocType></e:Bussiness>
</e:TraceHeaderList></e:edXMLHeader><e:edXMLBody><e:edXMLManifest version="1.0"><e:Reference>
<e:ContentId>cid:1</e:ContentId><e:AttachmentName>a.txt</e:AttachmentName></e:Reference></e:edXMLManifest></e:edXMLBody>
</e:edXMLEnvelope><AttachmentEncoded><Attachment><ContentId>cid:1</ContentId><AttachmentName>a.txt</AttachmentName>
<ContentType>text/plain</ContentType><e:ContentTransferEncoded xmlns:e="http://www.mic.gov.vn/TBT/QCVN_102_2016"
>VmFuIGJhbg==</e:ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>
""".encode()


def status_bytes(reporter=FAR_TOO, other=FAR, code="03", *, document_id="", number="77", at="2026/11/23 06:22:06"):
    """Give a status packet, as another system would write it."""
    document_id = document_id or f"{other if code != '13' else reporter},2026/11/03,{number}/UBND-VP"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">
<e:edXMLEnvelope xmlns:e="http://www.mic.gov.vn/TBT/QCVN_102_2016"><e:edXMLHeader><e:MessageHeader>
{party("From", reporter)}<e:ResponseFor><e:OrganId>{other}</e:OrganId><e:Code>{number}/UBND-VP</e:Code>
<e:DocumentId>{document_id}</e:DocumentId></e:ResponseFor>
<e:StaffInfo><e:Staff>Lê Thị Nhận</e:Staff></e:StaffInfo><e:StatusCode>{code}</e:StatusCode>
<e:Description>Đã nhận</e:Description><e:Timestamp>{at}</e:Timestamp>
</e:MessageHeader></e:edXMLHeader></e:edXMLEnvelope></edXML>
""".encode()


def come(system, content, kind="edoc", **said):
    return receive(io.BytesIO(content), system=system, kind=kind, now=NOW, **said)
