"""A verification is ordered by an inspector and made by a worker; it may take long, so nobody waits on a page."""

import logging
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.db.models import Q, QuerySet

from langbiang.apps.audit.acts import ReportFailed, ReportMade, ReportOrdered
from langbiang.apps.audit.models import VerificationReport
from langbiang.apps.audit.reporting import TITLE, set_report
from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.exchange.interface import HUB
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock, signing
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import enter_file, keep_bytes
from langbiang.foundation.journal.interface import Actor, find_signers_copy, lock, verify, write

logger = logging.getLogger(__name__)

State = VerificationReport.State
MAKER = Actor(kind="timer", id="audit.reports")
GIVEN_UP = timedelta(hours=1)  # a report whose worker was killed is begun anew after this
FAULT = "Kiểm tra dừng giữa chừng vì lỗi; quản trị xem nhật ký máy chủ."


class CannotVerify(Refused):
    """This seat may not, the system has no key to sign with, or a verification is at work."""


def order_report(*, seat: Seat, now: datetime) -> VerificationReport:
    """:raises CannotVerify: with the reason."""
    if not seat.has(Role.AUDITOR):
        raise CannotVerify("Chỉ người thanh tra, kiểm tra mới lập biên bản kiểm tra.")
    try:
        signing.server_key(HUB)
    except Refused as missing:
        raise CannotVerify("Hệ thống chưa có khóa ký của mình nên chưa lập được biên bản có chữ ký.") from missing
    with transaction.atomic():
        if VerificationReport.objects.select_for_update().filter(state=State.ORDERED).exists():
            raise CannotVerify("Đang có một lần kiểm tra. Chờ xong rồi lập lần nữa.")
        by = actor_of(seat)
        asked = VerificationReport(asked_by=f"{by.person}, {by.post}, {by.agency}", asked_at=now)
        write(asked, ReportOrdered(), by=by, now=now)
    return asked


def make_waiting(now: datetime) -> None:
    """Make the report that waits, if there is one and no other worker has it."""
    free = VerificationReport.objects.filter(Q(begun_at=None) | Q(begun_at__lt=now - GIVEN_UP), state=State.ORDERED)
    waiting = free.first()
    if waiting is None or not free.filter(pk=waiting.pk).update(begun_at=now, step=0):
        return
    try:
        _make(waiting, now)
    except Refused as refusal:
        _fail(waiting, str(refusal))
    except Exception:
        logger.exception("A report of verification could not be made")
        _fail(waiting, FAULT)


def _make(asked: VerificationReport, begun: datetime) -> None:
    copy, _ = find_signers_copy()
    row = VerificationReport.objects.filter(pk=asked.pk)
    found = verify(checkpoints=copy, tell=partial(_tell, row))
    now = clock.now()
    pdf = set_report(asked, found, copy=copy, begun=begun, now=now)
    signed = signing.sign_report(pdf, signing.server_key(HUB), name="Langbiang", reason=TITLE, now=now)
    name = f"bien-ban-kiem-tra-{clock.local(now):%Y%m%d-%H%M}.pdf"
    with transaction.atomic():
        report = lock(asked)
        report.file = enter_file(keep_bytes(signed), name=name, media_type="application/pdf", now=now)
        report.position, report.proved, report.digest = found.position, found.proved, sha256(signed).hexdigest()
        report.findings = len(found.findings) + found.more_findings
        told = ReportMade(report.position, report.findings, report.proved, report.digest)
        _end(report, State.MADE, told, ["file", "position", "proved", "digest", "findings"], now)


def _tell(row: QuerySet[VerificationReport], done: int, whole: int) -> None:
    row.update(step=done, steps=whole)


def _fail(asked: VerificationReport, reason: str) -> None:
    now = clock.now()
    with transaction.atomic():
        report = lock(asked)
        report.failed_for = reason[:300]
        _end(report, State.FAILED, ReportFailed(report.failed_for), ["failed_for"], now)


def _end(report: VerificationReport, state: State, told: object, fields: list[str], now: datetime) -> None:
    before, report.state, report.finished_at = report.state, state, now
    write(report, told, by=MAKER, now=now, fields=[*fields, "state", "finished_at"], moved_from=before)
