"""
Asks of the journal and the access log for who controls; never writes. Who may see which is said here once.

An auditor sees every act whole. An administrator sees the acts of the own agency and those it took part in, without
their details: what stands in a document is not for who runs the machines. So with looks: those from the own agency,
without the names of what was looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from langbiang.apps.directory.interface import Role, Seat, list_agencies, list_people
from langbiang.apps.documents.interface import list_uids_coded, names_by_uid
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import Act, list_acts, touching
from langbiang.foundation.looking.interface import Look

from .models import VerificationReport

MOST_NAMED = 200  # people, agencies or documents that one word may mean


@dataclass(frozen=True)
class Asked:
    """A period and what narrows it; empty texts narrow nothing."""

    begins: datetime
    ends: datetime
    family: str = ""
    person: str = ""
    agency: str = ""
    code: str = ""
    subject: str = ""
    what: str = ""  # of looks alone


def sees_details(seat: Seat) -> bool:
    return seat.has(Role.AUDITOR)


def list_visible(seat: Seat) -> QuerySet[Act]:
    """List the acts that a seat may see."""
    if seat.has(Role.AUDITOR):
        return list_acts()
    if not seat.has(Role.ADMIN):
        return list_acts().none()
    part = touching([seat.agency_id]).values("act")
    return list_acts().filter(Q(agency_id=seat.agency_id) | Q(pk__in=part))


def get_act(seat: Seat, uid: UUID) -> Act:
    return list_visible(seat).get(uid=uid)


def search_acts(seat: Seat, asked: Asked) -> QuerySet[Act]:
    """Find acts that were written in a period; the caller orders."""
    acts = list_visible(seat).filter(recorded_at__gte=asked.begins, recorded_at__lt=asked.ends)
    if asked.family:
        acts = acts.filter(verb__startswith=f"{asked.family}.")
    if asked.person:
        acts = acts.filter(_by(asked.person))
    if asked.agency:
        acts = acts.filter(_of(asked.agency))
    if asked.code:
        acts = acts.filter(subject_id__in=list_uids_coded(asked.code, most=MOST_NAMED))
    if asked.subject:
        acts = acts.filter(subject_id=asked.subject)
    return acts


def search_looks(seat: Seat, asked: Asked) -> QuerySet[Look]:
    """Find looks that began in a period; the caller orders."""
    looks = Look.objects.filter(begins__gte=asked.begins, begins__lt=asked.ends)
    if not seat.has(Role.AUDITOR):
        looks = looks.filter(agency_id=seat.agency_id) if seat.has(Role.ADMIN) else looks.none()
    if asked.what:
        looks = looks.filter(what=asked.what)
    if asked.person:
        looks = looks.filter(_by(asked.person))
    if asked.agency:
        looks = looks.filter(Q(agency_id__in=_agencies(asked.agency)) | Q(agency__icontains=asked.agency))
    if asked.code:
        looks = looks.filter(subject_id__in=list_uids_coded(asked.code, most=MOST_NAMED))
    if asked.subject:
        looks = looks.filter(subject_id=asked.subject)
    return looks


def names_of_things(seat: Seat, looks: Iterable[Look]) -> dict[str, str]:
    """Name the documents that were looked at, for who may see what stands in them."""
    documents = {look.subject_id for look in looks if look.subject_id and look.subject_kind.startswith("documents:")}
    return names_by_uid(documents) if sees_details(seat) else {}


def list_reports(seat: Seat) -> QuerySet[VerificationReport]:
    """List the reports of verification, newest first: they name things of every agency, so for auditors alone."""
    reports = VerificationReport.objects.select_related("file")
    return reports if seat.has(Role.AUDITOR) else reports.none()


def _by(words: str) -> Q:
    """Find who acted, by name without tones among who holds a seat today, and by the name as the journal keeps it."""
    seats = list_people(clock.today(), words=words).values_list("uid", flat=True)[:MOST_NAMED]
    return Q(actor_id__in=[str(uid) for uid in seats]) | Q(person__icontains=words)


def _of(words: str) -> Q:
    """Find whose act it was, or who took part."""
    named = _agencies(words)
    return Q(agency_id__in=named) | Q(agency__icontains=words) | Q(pk__in=touching(named).values("act"))


def _agencies(words: str) -> list[int]:
    """Find agencies by name without tones."""
    return list(list_agencies(clock.today(), words=words).values_list("agency", flat=True)[:MOST_NAMED])
