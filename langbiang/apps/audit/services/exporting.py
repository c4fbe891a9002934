"""What controlling writes: that acts, or rows of the access log, were taken away."""

import json
import zipfile
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.db.models import Max, Min
from django.template.loader import render_to_string

from langbiang.apps.audit.queries import Asked, names_of_things, search_acts, search_looks, sees_details
from langbiang.apps.audit.words import LOOKED_AT
from langbiang.apps.directory.interface import Seat
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import (
    ActsExported,
    act_lines,
    chain_lines,
    find_signers_key,
    head_over,
    signed_head,
    write_export,
)
from langbiang.foundation.looking.interface import Look, RowsExported
from langbiang.foundation.sheets import write_sheet
from langbiang.foundation.tables import Column, Row, Table

MOST_ACTS = 10_000
MOST_LOOKS = 10_000
MOST_LINKS = 500_000  # positions of the chain in one file


class CannotExport(Refused):
    """Nothing to take away, or more than one file holds."""


def export_acts(asked: Asked, out: IO[bytes], *, words: str, seat: Seat, now: datetime) -> None:
    """
    Write a ZIP of the acts that a seat asks for, with the chain that ties them to a signed head; and that it was done.

    What is not sealed yet is not in it. `words` say in the journal what was asked. `out` can be read again.
    """
    acts = search_acts(seat, asked).filter(seal__isnull=False)
    told = acts.aggregate(first=Min("seal__position"), last=Max("seal__position"))
    count = acts.order_by()[: MOST_ACTS + 1].count()
    if not count:
        raise CannotExport("Không có hành vi nào đã niêm phong khớp điều kiện tìm, nên chưa có gì để kết xuất.")
    head = head_over(told["last"])
    last = head.position if head else told["last"]
    if count > MOST_ACTS or last - told["first"] >= MOST_LINKS:
        raise CannotExport("Khoảng tìm quá lớn cho một tệp. Thu hẹp khoảng ngày hoặc điều kiện rồi kết xuất từng phần.")
    heads: list[dict[str, Any]] = []
    if head is not None:
        key = find_signers_key(head.key_id)
        heads = [*([asdict(key)] if key else []), asdict(signed_head(head))]
    details = sees_details(seat)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        _write_lines(package, "hanh-vi.jsonl", act_lines(acts, details=details))
        _write_lines(package, "chuoi.jsonl", chain_lines(told["first"], last))
        _write_lines(package, "dau-chuoi.jsonl", heads)
        package.writestr("kiem-tra.py", (Path(__file__).parent.parent / "checking.py").read_text(encoding="utf-8"))
        context = {"asked": words, "count": count, "first": told["first"], "last": last, "head": head}
        context |= {"details": details, "now": now, "who": actor_of(seat)}
        package.writestr("DOC-TRUOC.txt", render_to_string("audit/export.txt", context))
    told_as = ActsExported(asked=words, count=count, details=details, digest=_digest(out))
    write_export(told_as, by=actor_of(seat), now=now)


def export_looks(asked: Asked, *, words: str, seat: Seat, now: datetime) -> bytes:
    """
    Give the looks that a seat asks for as a spreadsheet, each with the digest of its hour; and write that it was done.

    A digest covers all rows of its hour, so the sheet does not prove itself; `journal verify` at the server does.
    """
    looks = list(search_looks(seat, asked).select_related("hour").order_by("begins", "pk")[: MOST_LOOKS + 1])
    if not looks:
        raise CannotExport("Không có lượt xem nào khớp điều kiện tìm, nên chưa có gì để kết xuất.")
    if len(looks) > MOST_LOOKS:
        raise CannotExport("Khoảng tìm quá lớn cho một tệp. Thu hẹp khoảng ngày hoặc điều kiện rồi kết xuất từng phần.")
    names = names_of_things(seat, looks)
    table = Table(
        title="Nhật ký truy cập",
        agency=seat.agency_name,
        columns=_LOOK_COLUMNS,
        rows=[_look_row(look, names) for look in looks],
        notes=[f"Điều kiện: {words}", "Giá trị băm phủ mọi dòng của cả giờ; đối chiếu bằng langbiang journal verify."],
    )
    made = write_sheet(table)
    told = RowsExported(asked=words, count=len(looks), digest=sha256(made).hexdigest())
    write_export(told, by=actor_of(seat), now=now)
    return made


_LOOK_COLUMNS = (
    *(Column("Lần đầu", 2), Column("Lần cuối", 2), Column("Số lần"), Column("Cách xem", 2)),
    *(Column("Loại", 2), Column("Đối tượng", 4), Column("Mã", 3)),
    *(Column("Người", 2), Column("Chức vụ", 2), Column("Cơ quan", 3), Column("Thay cho", 2), Column("Băm của giờ", 3)),
)


def _look_row(look: Look, names: dict[str, str]) -> Row:
    thing = (LOOKED_AT.get(look.subject_kind, look.subject_kind), names.get(look.subject_id, ""), look.subject_id)
    who = (look.person, look.post, look.agency, look.on_behalf_of)
    when = (look.first_at, look.last_at, look.times, look.get_what_display())
    return Row([*when, *thing, *who, look.hour.digest if look.hour else "chờ niêm phong"])


def _write_lines(package: zipfile.ZipFile, name: str, lines: Iterable[dict[str, Any]]) -> None:
    with package.open(name, "w", force_zip64=True) as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def _digest(out: IO[bytes]) -> str:
    """Digest a file whole, and leave it to be read from its beginning."""
    made = sha256()
    out.seek(0)
    for part in iter(partial(out.read, 1 << 20), b""):
        made.update(part)
    out.seek(0)
    return made.hexdigest()
