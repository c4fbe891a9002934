"""Asks about the way of a draft to its leader: whose turn it is, who is asked, what changed between versions."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from langbiang.apps.directory.interface import Role, Seat, list_seats_in, list_units
from langbiang.apps.documents.models import FileText, Opinion, OutgoingDocument, OutgoingVersion

from .inside import find_copy_to_do, find_copy_to_give
from .outgoing import may_edit
from .publishing import PUBLISHABLE, publications_of
from .rights import keeps_records_of

State = OutgoingDocument.State


def next_step(document: OutgoingDocument, day: date) -> State:
    """
    Say to whom a draft goes first: the head of its unit, the office, or the leader.

    The head of the unit answers for the content, who is charged with the form for that (Decree 30/2020, Article 12):
    a drafter who is one of them does not ask themselves; a unit without a head has only the second check.
    """
    if keeps_records_of(document.drafter, document.agency_id, day):
        return State.PRESENTED
    if heads_of(document, day) and not is_head_of(document.drafter, document):
        return State.CONTENT
    return State.FORM


def heads_of(document: OutgoingDocument, day: date) -> list[Seat]:
    """List who heads the drafting unit on a day."""
    heads = list_seats_in(document.drafter.agency_id, day, role=Role.UNIT_HEAD)
    return [seat for seat in heads if seat.unit_id == document.unit_id]


def is_head_of(seat: Seat, document: OutgoingDocument) -> bool:
    return seat.has(Role.UNIT_HEAD) and seat.unit_id == document.unit_id


def may_review(seat: Seat, document: OutgoingDocument, day: date) -> bool:
    """Say whether the document stands before this seat: as head of the unit, as the office, or as the leader."""
    if document.state == State.CONTENT:
        return is_head_of(seat, document)
    if document.state == State.FORM:
        return keeps_records_of(seat, document.agency_id, day)
    return document.state == State.PRESENTED and document.signer_id == seat.pk


def outgoing_steps(seat: Seat, document: OutgoingDocument, day: date) -> set[str]:
    """Say which steps this seat may take now, by name; the page offers exactly these."""
    state, keeps = State(document.state), keeps_records_of(seat, document.agency_id, day)
    steps = set[str]()
    if state == State.DRAFT and may_edit(seat, document, day):
        steps |= {"change", "place", "receivers", "submit", "cancel"}
    if state in (State.DRAFT, State.CONTENT) and (document.drafter_id == seat.pk or is_head_of(seat, document)):
        steps |= {"ask"}
    if state in (State.CONTENT, State.FORM, State.PRESENTED) and document.drafter_id == seat.pk:
        steps |= {"withdraw"}
    if may_review(seat, document, day):
        steps |= REVIEWS.get(state, set() if seat.acted_by else {"sign"})  # signing is not deputised
        steps |= {"return"}
    if find_opinion_asked_of(seat, document):
        steps |= {"opinion"}
    if state == State.SENT:
        steps |= _with_copy(seat, document)
    if keeps:
        steps |= AFTER_SIGNING.get(state, set()) | _records_of_publication(document)
    return steps


def _with_copy(seat: Seat, document: OutgoingDocument) -> set[str]:
    """Say what may be done with the copy that a unit of the agency received."""
    steps = {"see"} if find_copy_to_do(seat, document) else set[str]()
    return steps | ({"give"} if find_copy_to_give(seat, document) else set())


def _records_of_publication(document: OutgoingDocument) -> set[str]:
    """Say what may be recorded of the publication of a legal document: that it appeared, that this was a mistake."""
    if document.state not in PUBLISHABLE:
        return set()
    return {"unpublish" if one.published_on else "publish" for one in publications_of(document)}


REVIEWS: dict[State, set[str]] = {State.CONTENT: {"approve"}, State.FORM: {"check", "place", "receivers"}}
AFTER_SIGNING = {
    State.SIGNED: {"issue", "receivers"},
    State.ISSUED: {"send", "void", "receivers"},
    State.SENT: {"packet", "further", "recall", "replace"},
    State.RECALLED: {"packet"},
    State.REPLACED: {"packet"},
}


# -- opinions


def opinions_of(document: OutgoingDocument) -> QuerySet[Opinion]:
    return document.opinions.order_by("pk")


def find_opinion_asked_of(seat: Seat, document: OutgoingDocument) -> Opinion | None:
    """Find what the unit this seat heads is still asked to say of a draft."""
    if not seat.has(Role.UNIT_HEAD) or document.state not in (State.DRAFT, State.CONTENT):
        return None
    return document.opinions.filter(unit=seat.unit_id, given_at=None).first()


def units_to_ask(document: OutgoingDocument, day: date) -> list[tuple[int, str]]:
    """List the other units of the drafter's agency that have a head to answer and are not asked yet, with names."""
    agency = document.drafter.agency
    headed = {seat.unit_id for seat in list_seats_in(agency, day, role=Role.UNIT_HEAD)}
    asked = set(document.opinions.values_list("unit_id", flat=True))
    units = list_units(agency, day).filter(unit__in=headed - asked - {document.unit_id})
    return [(version.unit_id, version.name) for version in units]


def units_awaited(document: OutgoingDocument, now: datetime) -> list[str]:
    """Name the units that were asked, have time left, and have not answered."""
    return list(document.opinions.filter(given_at=None, due_at__gt=now).values_list("unit_name", flat=True))


# -- versions


@dataclass(frozen=True)
class Piece:
    """A run of words: `kind` is "" where both versions agree, "ins" for new words, "del" for those taken out."""

    kind: str
    words: str


def versions_of(document: OutgoingDocument) -> list[OutgoingVersion]:
    return list(document.versions.select_related("file").order_by("number"))


def compare(old: OutgoingVersion, new: OutgoingVersion) -> list[list[Piece]]:
    """Compare two versions paragraph by paragraph, word by word, as a person reads changes."""
    texts = dict(FileText.objects.filter(digest__in=[old.file.digest, new.file.digest]).values_list("digest", "text"))
    before, after = _paragraphs(texts.get(old.file.digest, "")), _paragraphs(texts.get(new.file.digest, ""))
    return list(_compared(before, after))


def _paragraphs(text: str) -> list[str]:
    """Bring lines broken by the page together again: a line that ends in the middle of a sentence goes on."""
    joined = re.sub(r"(?<![.;:!?…])\s*\n\s*(?=[^\W\dA-ZĐ])", " ", text.replace("\r", ""))
    return [" ".join(line.split()) for line in joined.split("\n") if line.strip()]


def _compared(before: list[str], after: list[str]) -> Iterator[list[Piece]]:
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ([Piece("", words)] for words in before[i1:i2])
            continue
        yield list(_words_compared(" ".join(before[i1:i2]).split(), " ".join(after[j1:j2]).split()))


def _words_compared(before: list[str], after: list[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("", " ".join(before[i1:i2]))
            continue
        if i2 > i1:
            yield Piece("del", " ".join(before[i1:i2]))
        if j2 > j1:
            yield Piece("ins", " ".join(after[j1:j2]))
