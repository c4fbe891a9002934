"""
Verification: recomputes the whole journal and compares it with the subjects as they stand.

From the database alone it shows that the journal agrees with itself. That it is the journal that was
written, with nothing cut or rewritten, only checkpoints kept outside can prove.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import Exists, Model, OuterRef, QuerySet

from langbiang.foundation import signing

from . import guard
from .checkpoints import PublicKey, SignedHead, read_copy
from .checks import subject_models
from .epochs import list_epochs
from .models import Act, ActPending, Checkpoint, CheckpointStamp, JournalHead, Seal
from .stamping import find_faults, list_unstamped
from .subjects import Subject
from .walking import CHUNK, Walk, chain_at, parties_of

_MOST = 1000  # findings told one by one
Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")


@dataclass
class Report:
    """What was found, in sentences for people; `proved` only when checkpoints from outside hold."""

    proved: bool = False
    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    more_findings: int = 0
    acts: int = 0
    pending: int = 0
    erased: int = 0
    subjects: int = 0
    checkpoints: int = 0
    look_hours: int = 0
    position: int = 0
    proved_upto: int = 0
    stamps: int = 0
    stamps_waiting: int = 0

    @property
    def ok(self) -> bool:
        return not self.findings

    def add(self, finding: str) -> None:
        if len(self.findings) < _MOST:
            self.findings.append(finding)
        else:
            self.more_findings += 1


Verifier = Callable[[Report], Iterator[str]]
_verifiers: list[Verifier] = []


def verified_too(find: Verifier) -> Verifier:
    """Declare what else `verify` recomputes: a function that gives its findings."""
    _verifiers.append(find)
    return find


def verify(*, checkpoints: Path | None = None, tell: Callable[[int, int], None] = lambda done, whole: None) -> Report:
    """
    Verify everything; with a file of checkpoints kept outside, prove it up to the last of them.

    `tell` hears before each step how many are done, of how many.
    """
    report = Report()
    steps = _steps(report, checkpoints)
    for done, findings in enumerate(steps):
        tell(done, len(steps))
        for finding in findings:
            report.add(finding)
    report.proved = report.ok and report.proved_upto > 0
    report.notes.append(_conclusion(report))
    if report.stamps or report.stamps_waiting:
        report.notes.append(f"{report.stamps} đầu chuỗi có dấu thời gian, {report.stamps_waiting} đang chờ.")
    if not guard.is_installed(connection):
        report.notes.append("Cơ sở dữ liệu này không có chốt chặn sửa xoá (trigger) của nhật ký.")
    return report


def _steps(report: Report, checkpoints: Path | None) -> list[Iterator[str]]:
    """Give what is to be done, in order; nothing is begun yet."""
    steps = [_journal(report), _queue(), _stamps(report)]
    for model in subject_models():
        steps += [_subject_rows(model, report), _vanished(model)]
    steps += [find(report) for find in _verifiers]
    return steps if checkpoints is None else [*steps, _against(checkpoints, report)]


def _conclusion(report: Report) -> str:
    if not report.ok:
        return "Nhật ký KHÔNG nguyên vẹn."
    if not report.proved:
        return (
            "Nhật ký nhất quán với chính nó, chưa được chứng minh: không có điểm kiểm nào giữ ở bên ngoài để đối chiếu."
        )
    rest = report.position - report.proved_upto
    return (
        f"Đã chứng minh đến vị trí {report.proved_upto}; {rest} hành vi sau đó "
        f"và {report.pending} hành vi chờ niêm phong mới chỉ nhất quán với chính chúng."
    )


def _journal(report: Report) -> Iterator[str]:
    """Walk the seals to the head as it is now, then the acts that wait; writers may be at work meanwhile."""
    head = JournalHead.objects.get()
    walk = Walk()
    yield from walk.findings(head.position)
    if walk.chain != bytes(head.chain):
        yield f"Đầu chuỗi không khớp con dấu ở vị trí {walk.position}."
    report.position, sealed = walk.position, walk.count
    for acts in _parts(_by_key(Act.objects.filter(seal__isnull=True))):
        parties = parties_of(act.pk for act in acts)
        for act in acts:
            yield from walk.content(act, parties[act.pk], "chờ niêm phong")
    report.acts, report.erased, report.pending = walk.count, walk.erased, walk.count - sealed


def _queue() -> Iterator[str]:
    """
    Say what is in neither seal nor queue, in both, or where it should not be.

    One statement sees one moment.
    """
    for act in Act.objects.filter(seal__isnull=True, pending__isnull=True).iterator(CHUNK):
        yield f"Hành vi {act.uid} không có con dấu mà cũng không chờ niêm phong."
    for act in Act.objects.filter(seal__isnull=False, pending__isnull=False).iterator(CHUNK):
        yield f"Hành vi {act.uid} vừa có con dấu vừa chờ niêm phong."
    lost = ActPending.objects.filter(~Exists(Act.objects.filter(pk=OuterRef("act_id"))))
    for pending in lost.iterator(CHUNK):
        yield f"Hành vi số {pending.act_id} chờ niêm phong nhưng đã bị xoá."
    beyond = Seal.objects.filter(position__gt=JournalHead.objects.values("position")[:1])
    for seal in beyond.iterator(CHUNK):
        yield f"Con dấu ở vị trí {seal.position} nằm ngoài đầu chuỗi."


def _stamps(report: Report) -> Iterator[str]:
    """Judge every time stamp, then whether its head is still the journal's; one that waits for a stamp is no fault."""
    trust, cuts = signing.trusted_roots(), [(begun.epoch, begun.position) for begun in list_epochs()]
    for row in _by_key(CheckpointStamp.objects.select_related("checkpoint")):
        report.stamps += 1
        head = row.checkpoint
        faults = list(find_faults(head, bytes(row.token), trust))
        yield from faults
        if not faults and not _is_declared_lost(head.epoch, head.position, cuts):
            where = f"Đầu chuỗi có dấu thời gian ở vị trí {head.position} (kỷ nguyên {head.epoch})"
            yield from _departures(where, head.position, head.chain_hex)
    headless = CheckpointStamp.objects.filter(~Exists(Checkpoint.objects.filter(pk=OuterRef("pk"))))
    for row in headless.iterator(CHUNK):
        yield f"Đầu chuỗi số {row.pk} có dấu thời gian nhưng đã bị xoá."
    if settings.TSA:
        report.stamps_waiting = list_unstamped().count()


def _subject_rows(model: type[Subject], report: Report) -> Iterator[str]:
    """Compare each row with the act of its version: both were written in one transaction."""
    columns = ("pk", "uid", "version", *model.official_names())
    for rows in _parts(_by_key(model._default_manager.only(*columns))):
        report.subjects += len(rows)
        told = _told_of(model, rows)
        for row in rows:
            yield from _subject_row(row, told[str(row.uid)])


def _told_of(model: type[Subject], rows: list[Subject]) -> dict[str, dict[int, bytes]]:
    told: dict[str, dict[int, bytes]] = defaultdict(dict)
    acts = Act.objects.filter(subject_kind=model.SUBJECT_KIND, subject_id__in=[str(row.uid) for row in rows])
    for subject_id, version, digest in acts.values_list("subject_id", "subject_version", "official_digest"):
        told[subject_id][version] = bytes(digest)
    return told


def _subject_row(row: Subject, told: dict[int, bytes]) -> Iterator[str]:
    name = f"{row.SUBJECT_KIND} {row.uid} (phiên bản {row.version})"
    if row.version == 0 and isinstance(row, JournalHead):
        return  # nothing has been told of the journal itself yet
    if row.version not in told:
        yield f"{name} không có hành vi nào trong nhật ký cho phiên bản ấy."
    elif told[row.version] != row.official_digest():
        yield f"{name} đã bị sửa ngoài hệ thống: không khớp hành vi cuối cùng của nó."
    elif max(told) > row.version and _still_at(row):
        yield f"{name} đã bị đưa về bản cũ: nhật ký đã có phiên bản {max(told)}."


def _still_at(row: Subject) -> bool:
    """Look again: a service may have gone on between the two looks."""
    return type(row)._default_manager.filter(pk=row.pk, version=row.version).exists()


def _vanished(model: type[Subject]) -> Iterator[str]:
    """Say which subjects have a first act but no row any more."""
    first = Act.objects.filter(subject_kind=model.SUBJECT_KIND, subject_version=1).only("pk", "subject_id")
    for acts in _parts(_by_key(first)):
        uids = {act.subject_id for act in acts}
        present = model._default_manager.filter(uid__in=uids).values_list("uid", flat=True)
        for uid in sorted(uids - {str(uid) for uid in present}):
            yield f"{model.SUBJECT_KIND} {uid} có trong nhật ký nhưng không còn trong bảng của nó."


def _against(path: Path, report: Report) -> Iterator[str]:
    """Compare with checkpoints kept outside: their signatures, then the chain at their positions."""
    keys: dict[str, PublicKey] = {}
    cuts = [(begun.epoch, begun.position) for begun in list_epochs()]
    declared_lost = 0
    try:
        for line in read_copy(path):
            if isinstance(line, PublicKey):
                keys[line.key_id] = line
                continue
            report.checkpoints += 1
            if _is_declared_lost(line.epoch, line.position, cuts):
                declared_lost += 1
            else:
                yield from _one_checkpoint(line, keys, report)
    except (OSError, ValueError) as error:
        yield f"Tệp điểm kiểm không đọc được: {error}"
    if declared_lost:
        report.notes.append(
            f"{declared_lost} điểm kiểm nằm trong phần mà một kỷ nguyên mới đã khai là mất: "
            "hãy xem hành vi mở kỷ nguyên ấy."
        )


def _one_checkpoint(line: SignedHead, keys: dict[str, PublicKey], report: Report) -> Iterator[str]:
    where = f"Điểm kiểm ở vị trí {line.position} (kỷ nguyên {line.epoch}, {line.at})"
    key = keys.get(line.key_id)
    if key is None or not line.is_signed_by(key.load()):
        yield f"{where} có chữ ký không hợp lệ."
        return
    departures = list(_departures(where, line.position, line.chain))
    yield from departures
    if not departures:
        report.proved_upto = max(report.proved_upto, line.position)


def _departures(where: str, position: int, told: str) -> Iterator[str]:
    """Say how the journal departs from the chain that was told (hex) of a position."""
    chain = chain_at(position)
    if chain is None:
        yield f"{where}: vị trí ấy không còn trong nhật ký, phần cuối đã bị cắt."
    elif chain.hex() != told:
        yield f"{where}: chuỗi tại đó đã bị viết lại."


def _is_declared_lost(epoch: int, position: int, cuts: list[tuple[int, int]]) -> bool:
    """Say whether a later epoch began before this position."""
    return any(later > epoch and begun < position for later, begun in cuts)


def _by_key(rows: "QuerySet[Row]") -> Iterator[Row]:
    """Stream rows by primary key, a part at a time: no cursor is held open, no snapshot either."""
    last = None
    while True:
        ahead = rows.filter(pk__gt=last) if last is not None else rows
        part = list(ahead.order_by("pk")[:CHUNK])
        yield from part
        if len(part) < CHUNK:
            return
        last = part[-1].pk


def _parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while part := list(islice(rest, CHUNK)):
        yield part
