"""
Finding without tones, with those first that have the tones that were typed, and never more than a seat may see.

Audience tokens stand inside the index: order, count and suggestion are all asked with them. Of more than a thousand
matches the newest thousand are put in order, and the count says "1.000+".
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from langbiang.foundation import clock

from . import database
from .asking import Question, lexemes_for, read
from .folding import fold, words_of
from .lexemes import audience_lexemes, day_lexemes, number_lexemes, numbers_of, text_lexemes
from .models import Entry
from .ranking import Found, Order

__all__ = ["Hits", "Listing", "entry_of", "find", "fold", "forget", "index", "lexemes_of", "suggest"]

COUNTED = 1000
ENOUGH = 50  # exact matches among the newest thousand, beyond which older ones are not asked for
BEGINNING = 3  # letters from which the beginning of a word is looked up in the index


@dataclass(frozen=True)
class Listing:
    """
    What the index holds of one thing.

    `shown` and `note` are for the person. It is found by the rest: `title` first, `body` for names, types and the
    like, `text` for the words of its file, `numbers` as people write them (12/QĐ-UBND, đến 2146), `days` it is dated.
    """

    kind: str
    subject_uid: UUID
    title: str
    shown: str
    at: datetime
    audience: Sequence[str]
    body: str = ""
    note: str = ""
    text: str = ""
    numbers: Sequence[str] = ()
    days: Sequence[date] = ()


@dataclass(frozen=True)
class Hits:
    """The best matches, and how many there are; `more` when counting stopped at 1,000."""

    entries: list[Entry]
    count: int
    more: bool


@transaction.atomic
def index(listings: Iterable[Listing]) -> None:
    """Enter things into the index, or replace what it holds of them, with the services that change them."""
    for listing in listings:
        made = entry_of(listing)
        told = {field.attname: getattr(made, field.attname) for field in Entry._meta.fields if not field.primary_key}
        key = {name: told.pop(name) for name in ("kind", "subject_uid")}
        entry, _ = Entry.objects.update_or_create(**key, defaults=told)
        database.write_words(entry.pk, lexemes_of(listing))


@transaction.atomic
def forget(kind: str, subject_uid: UUID) -> None:
    for entry in Entry.objects.filter(kind=kind, subject_uid=subject_uid):
        database.remove_words(entry.pk)
        entry.delete()


def entry_of(listing: Listing) -> Entry:
    """Give the row that `index` keeps of a thing."""
    title, body = words_of(listing.title), words_of(listing.body)
    return Entry(
        kind=listing.kind,
        subject_uid=listing.subject_uid,
        title=" ".join(word.plain for word in title),
        title_toned=" ".join(word.toned for word in title),
        body=" ".join(word.plain for word in body),
        body_toned=" ".join(word.toned for word in body),
        numbers=" ".join(numbers_of(listing.numbers))[:300],
        audience=" ".join(listing.audience),
        shown=listing.shown[:500],
        note=listing.note[:300],
        at=listing.at,
    )


def lexemes_of(listing: Listing) -> set[str]:
    """Give what a thing is found by."""
    day = clock.local(listing.at).date()
    return (
        text_lexemes(f"{listing.title}\n{listing.body}\n{listing.text}")
        | number_lexemes(listing.numbers)
        | day_lexemes([day, *listing.days])
        | audience_lexemes(listing.audience, day)
    )


def find(words: str, *, audience: Iterable[str], kinds: Sequence[str] = (), limit: int = 20) -> Hits:
    """Find what an audience may see, best first; where no word ends as the last one, it is taken as a beginning."""
    asked, tokens = read(words), sorted(set(audience))
    if not asked or not tokens:
        return Hits([], 0, more=False)
    search = _Search(asked, tokens, kinds)
    found = search.whole() or search.begun()
    return _hits(found, asked, limit)


def suggest(words: str, *, audience: Iterable[str], limit: int = 8) -> list[str]:
    """Give what somebody who is still typing may mean, in the words of the things themselves."""
    asked, tokens = read(words), sorted(set(audience))
    if not asked or not tokens:
        return []
    search = _Search(asked, tokens, ())
    found = search.whole()
    if len(found) < limit:
        found = {**search.begun(), **found}
    return list(dict.fromkeys(entry.shown for entry in _hits(found, asked, limit).entries))


def _hits(found: dict[int, Found], asked: Question, limit: int) -> Hits:
    best = heapq.nlargest(limit, found.values(), key=Order(asked))
    entries = Entry.objects.in_bulk([one.pk for one in best])
    count = min(len(found), COUNTED)
    return Hits([entries[one.pk] for one in best if one.pk in entries], count, more=len(found) > COUNTED)


class _Search:
    """One question asked of the index for one audience."""

    def __init__(self, asked: Question, tokens: list[str], kinds: Sequence[str]) -> None:
        self.asked, self.tokens, self.kinds = asked, tokens, kinds
        self.dates = [[lexeme] for lexeme in asked.dates]

    def whole(self) -> dict[int, Found]:
        """Give what has the words, the tones and the number; a thousand and one of each."""
        toned = [*lexemes_for(self.asked.words, toned=True), *self.dates] if self.asked.marked else []
        found = self._newest([*lexemes_for(self.asked.words), *self.dates], exact=toned)
        seen = sum(one.exact for one in found.values())
        if toned and not (database.is_postgresql() and (len(found) <= COUNTED or seen >= ENOUGH)):
            exact = self._newest(toned)
            for one in exact.values():
                one.exact = True
            found |= exact
        return {**self._numbered(), **found}

    def begun(self) -> dict[int, Found]:
        """
        Take the last word as a beginning, looked for in titles and names of what the other words find.

        Alone it is looked up in the index when long enough: that reads all words that begin so, a tenth of a second
        in a province.
        """
        if not self.asked.words:
            return {}
        *others, last = self.asked.words
        wanted = [*lexemes_for(others), *self.dates]
        if wanted:
            found = self._newest(wanted)
            return {pk: one for pk, one in found.items() if f" {last.plain}" in f" {one.title} {one.body}"}
        if len(last.plain) < BEGINNING:
            return {}
        return database.select([[]], self._tokens(""), self.kinds, COUNTED + 1, begins=last.plain)

    def _numbered(self) -> dict[int, Found]:
        ways = [[[f"#{number.form}"], *lexemes_for(number.rest), *self.dates] for number in self.asked.numbers]
        return database.select(ways, self._tokens(""), self.kinds, COUNTED + 1) if ways else {}

    def _tokens(self, *since: str) -> list[str]:
        return [f"@{token}{part}" for token in self.tokens for part in since]

    def _newest(self, wanted: list[list[str]], *, exact: database.Way = ()) -> dict[int, Found]:
        """Look at this month first, then as far back as it takes to have more than are counted."""
        today, months, found = clock.today(), 1, dict[int, Found]()
        while True:
            since = database.back_to(today, months)
            found = database.select([wanted], self._tokens(*since), self.kinds, COUNTED + 1, exact=exact)
            if len(found) > COUNTED or since == [""]:
                return found
            # Half as far again as the last round promises; a year has to be asked whole.
            needed = 3 * COUNTED * months // (2 * max(len(found), 1))
            months = max(needed, 12 if months > 3 else months + 1) if months < 12 else 99
