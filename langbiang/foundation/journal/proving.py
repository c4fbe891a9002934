"""
Acts shown and taken away with their proof: their place in the chain, and the chain from there to a signed head.

Of acts that are not taken away only the digests go along: they tie the others to the head and tell nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from . import canonical
from .actors import Actor
from .checkpoints import PublicKey, SignedHead, default_path, read_copy
from .models import Act, ActParty, Checkpoint, JournalHead, Seal
from .walking import CHUNK, chain_at, parties_of
from .writing import write


@dataclass(frozen=True)
class Proof:
    """What one act says of itself: each part recomputed; `linked` and `head` are empty while it waits for its seal."""

    content_holds: bool
    details_hold: bool | None  # None when the details were erased
    position: int | None
    chain: str
    linked: bool | None
    head: Checkpoint | None

    @property
    def holds(self) -> bool:
        return self.content_holds and self.details_hold is not False and self.linked is not False


def list_acts() -> QuerySet[Act]:
    """List every act with its seal; whoever asks narrows and orders."""
    return Act.objects.select_related("seal")


def touching(agencies: Iterable[int]) -> QuerySet[ActParty]:
    """Give the parts that these agencies had in acts of others."""
    return ActParty.objects.filter(agency_id__in=list(agencies))


def prove(act: Act) -> Proof:
    """Recompute one act and its link, and find the first signed head that covers it."""
    seal: Seal | None = getattr(act, "seal", None)
    details = None
    if act.details is not None and act.salt is not None:
        details = canonical.details_digest(act.details, bytes(act.salt)) == bytes(act.details_digest)
    return Proof(
        content_holds=canonical.act_digest(act, parties_of([act.pk])[act.pk]) == bytes(act.digest),
        details_hold=details,
        position=seal.position if seal else None,
        chain=bytes(seal.chain).hex() if seal else "",
        linked=_links(seal, act) if seal else None,
        head=head_over(seal.position) if seal else None,
    )


def head_over(position: int) -> Checkpoint | None:
    """Find the first head of this epoch that was signed at or after a position."""
    return (
        Checkpoint.objects.filter(position__gte=position, epoch=JournalHead.objects.values("epoch")[:1])
        .order_by("position")
        .first()
    )


def signed_head(row: Checkpoint) -> SignedHead:
    """Give a signed head as it stands in the signer's own file."""
    return SignedHead(
        province=getattr(settings, "PROVINCE", "lam-dong"),
        epoch=row.epoch,
        position=row.position,
        chain=row.chain_hex,
        at=canonical.moment(row.at),
        key_id=row.key_id,
        signature=bytes(row.signature).hex(),
    )


def find_signers_key(key_id: str) -> PublicKey | None:
    """Find the public key of a head in the signer's file; None where this process may not read that file."""
    try:
        keys = (line for line in read_copy(default_path()) if isinstance(line, PublicKey))
        return next((key for key in keys if key.key_id == key_id), None)
    except (OSError, ValueError):
        return None


def find_signers_copy() -> tuple[Path | None, list[PublicKey]]:
    """Find the signer's file of heads and the keys in it; none where this process may not read it."""
    try:
        return default_path(), [line for line in read_copy(default_path()) if isinstance(line, PublicKey)]
    except OSError:
        return None, []
    except ValueError:  # a line of it is torn or forged: to be told by who compares
        return default_path(), []


def open_heads() -> IO[bytes]:
    """Open the signer's file of heads. :raises OSError: when there is none, or this process may not read it."""
    return default_path().open("rb")


def act_line(act: Act, parties: list[int], *, details: bool) -> dict[str, Any]:
    """Write an act so that its digest can be computed from the line; without its details their digest still stands."""
    line: dict[str, Any] = {name: canonical.plain(getattr(act, name)) for name in canonical.ACT_COLUMNS}
    line |= {"position": act.seal.position, "parties": sorted(parties), "details": None, "salt": None}
    if details and act.details is not None and act.salt is not None:
        line |= {"details": act.details, "salt": bytes(act.salt).hex()}
    return line


def act_lines(acts: QuerySet[Act], *, details: bool) -> Iterator[dict[str, Any]]:
    """Write sealed acts in their order, a part at a time."""
    last = 0
    while part := list(acts.filter(seal__position__gt=last).order_by("seal__position")[:CHUNK]):
        parties = parties_of(act.pk for act in part)
        yield from (act_line(act, parties[act.pk], details=details) for act in part)
        last = part[-1].seal.position


def chain_lines(first: int, last: int) -> Iterator[dict[str, Any]]:
    """Write the chain from before a position up to another: digest and chain at each."""
    before = chain_at(first - 1)
    yield {"position": first - 1, "chain": (before or b"").hex()}
    at = first - 1
    while part := list(Seal.objects.filter(position__gt=at, position__lte=last).order_by("position")[:CHUNK]):
        digests = dict(Act.objects.filter(pk__in=[seal.act_id for seal in part]).values_list("pk", "digest"))
        for seal in part:
            digest = bytes(digests.get(seal.act_id, b"")).hex()
            yield {"position": seal.position, "digest": digest, "chain": bytes(seal.chain).hex()}
        at = part[-1].position


def write_export(told: object, *, by: Actor, now: datetime) -> Act:
    """Write into the journal, by a fact about it, what was taken away of it: whose it was may ask who has it."""
    with transaction.atomic():
        return write(JournalHead.objects.select_for_update().get(), told, by=by, now=now, fields=[])


def _links(seal: Seal, act: Act) -> bool:
    before = chain_at(seal.position - 1)
    return before is not None and canonical.link(before, seal.position, bytes(act.digest)) == bytes(seal.chain)
