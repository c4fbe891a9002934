"""
A walk along the seals that recomputes everything.

Content, details, links. Signer and verifier both walk.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from . import canonical
from .acts import DetailsErased
from .facts import read, verb_of
from .models import Act, ActParty, Seal

CHUNK = 500


class Walk:
    """
    Goes on from a position known to be good.

    Memory stays flat. `position` and `chain` say how far it came.
    """

    def __init__(self, position: int = 0, chain: bytes = canonical.GENESIS) -> None:
        self.position = position
        self.chain = chain
        self.count = 0
        self.erased = 0
        self._erasures = Erasures()

    def findings(self, upto: int) -> Iterator[str]:
        """Walk to a position and say what is wrong on the way."""
        while self.position < upto:
            waiting = Seal.objects.filter(position__gt=self.position, position__lte=upto).order_by("position")
            seals = list(waiting[:CHUNK])
            if not seals:
                yield f"Thiếu các vị trí từ {self.position + 1} đến {upto}, nơi đầu chuỗi chỉ tới."
                return
            acts = Act.objects.in_bulk([seal.act_id for seal in seals])
            parties = parties_of(acts)
            for seal in seals:
                yield from self._step(seal, acts.get(seal.act_id), parties)

    def content(self, act: Act, parties: list[int], where: str) -> Iterator[str]:
        """Say what is wrong with one act by itself."""
        self.count += 1
        if canonical.act_digest(act, parties) != bytes(act.digest):
            yield f"Hành vi {act.uid} ({where}) đã bị sửa: nội dung không khớp mã băm của nó."
        if act.details is None or act.salt is None:
            yield from self._erasure(act, where)
        elif canonical.details_digest(act.details, bytes(act.salt)) != bytes(act.details_digest):
            yield f"Chi tiết của hành vi {act.uid} ({where}) đã bị sửa: không khớp mã băm của chi tiết."

    def _step(self, seal: Seal, act: Act | None, parties: dict[int, list[int]]) -> Iterator[str]:
        if seal.position != self.position + 1:
            yield f"Thiếu các vị trí từ {self.position + 1} đến {seal.position - 1} trong chuỗi."
        if act is None:
            yield f"Hành vi ở vị trí {seal.position} đã bị xoá khỏi nhật ký."
        else:
            yield from self.content(act, parties[act.pk], f"vị trí {seal.position}")
            yield from self._link(seal, act)
        # What follows is measured from the chain as it stands: one wrong link is told once.
        self.position, self.chain = seal.position, bytes(seal.chain)

    def _link(self, seal: Seal, act: Act) -> Iterator[str]:
        linked = canonical.link(self.chain, seal.position, bytes(act.digest))
        if seal.position == self.position + 1 and linked != bytes(seal.chain):
            yield f"Chuỗi đứt tại vị trí {seal.position} (hành vi {act.uid})."

    def _erasure(self, act: Act, where: str) -> Iterator[str]:
        self.erased += 1
        if not self._erasures.names(act.uid) or act.details is not None or act.salt is not None:
            yield f"Chi tiết của hành vi {act.uid} ({where}) bị xoá mà không có hành vi xoá nào nêu căn cứ."


def parties_of(acts: Iterable[int]) -> dict[int, list[int]]:
    """Give the agencies that took part in each of these acts."""
    result: dict[int, list[int]] = defaultdict(list)
    for act_id, agency_id in ActParty.objects.filter(act__in=list(acts)).values_list("act_id", "agency_id"):
        result[act_id].append(agency_id)
    return result


class Erasures:
    """The acts whose details were erased on a legal ground; new erasures are looked up when one is missed."""

    def __init__(self) -> None:
        self._named: set[bytes] = set()
        self._last = 0

    def names(self, uid: UUID) -> bool:
        if uid.bytes not in self._named:
            self._read_on()
        return uid.bytes in self._named

    def _read_on(self) -> None:
        newer = Act.objects.filter(verb=verb_of(DetailsErased), details__isnull=False, pk__gt=self._last)
        for erasure in newer.order_by("pk").iterator(CHUNK):
            self._named |= {UUID(uid).bytes for uid in read(erasure).acts}
            self._last = erasure.pk


def chain_at(position: int) -> bytes | None:
    """Give the chain as it stands at a position."""
    if position == 0:
        return canonical.GENESIS
    chain = Seal.objects.filter(position=position).values_list("chain", flat=True).first()
    return bytes(chain) if chain is not None else None
