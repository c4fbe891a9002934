"""The incidents found as a table to be taken away; that it was done is an act."""

from datetime import datetime
from hashlib import sha256

from langbiang.apps.directory.interface import Seat
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import write_export
from langbiang.foundation.sheets import write_sheet
from langbiang.foundation.tables import Column, Row, Table

from .acts import IncidentsExported
from .models import Incident
from .queries import Asked, search_incidents

MOST = 10_000
COLUMNS = (
    *(Column("Mã"), Column("Sự cố", 4), Column("Loại", 2), Column("Mức độ"), Column("Bước"), Column("Cơ quan", 3)),
    *(Column("Phát hiện lúc", 2), Column("Báo lúc", 2), Column("Người báo", 3), Column("Người xử lý", 3)),
    *(Column("Đóng lúc", 2), Column("Nguyên nhân", 4), Column("Khắc phục", 4), Column("Số yêu cầu")),
)


class CannotExport(Refused):
    """Nothing was found, or more than a sheet is made of."""


def export_incidents(asked: Asked, *, words: str, seat: Seat, now: datetime) -> bytes:
    """
    Give what a seat finds as a spreadsheet, and write who took it away.

    :raises CannotExport: when there is nothing, or too much.
    """
    found = list(search_incidents(seat, asked).order_by("opened_at", "pk")[: MOST + 1])
    if not found:
        raise CannotExport("Không có sự cố nào khớp điều kiện tìm, nên chưa có gì để kết xuất.")
    if len(found) > MOST:
        raise CannotExport("Nhiều sự cố quá cho một tệp. Thu hẹp khoảng ngày rồi kết xuất từng phần.")
    notes = [f"Điều kiện: {words}"] if words else []
    table = Table("Sổ sự cố", seat.agency_name, COLUMNS, [_row(incident) for incident in found], notes)
    made = write_sheet(table)
    told = IncidentsExported(asked=words, count=len(found), digest=sha256(made).hexdigest())
    write_export(told, by=actor_of(seat), now=now)
    return made


def _row(incident: Incident) -> Row:
    what = (incident.code, incident.title, incident.get_kind_display(), incident.get_severity_display())
    when = (incident.noticed_at, incident.opened_at, incident.reporter_name, incident.handler_name)
    end = (incident.closed_at, incident.cause, incident.remedy, incident.fault_number)
    return Row([*what, incident.get_state_display(), incident.agency_name, *when, *end])
