"""
What every protocol of the axis can do, seen from the side that calls: six verbs and three ways to fail.

A protocol has a server (views that the other system calls) and a client (a `Transport`). Neither knows what a packet
means: edXML is read and written elsewhere, from the same bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, BinaryIO, Literal, Protocol

from langbiang.foundation.line import CallFailed, Rubbish, Unreached

Kind = Literal["edoc", "status"]


__all__ = [
    "Entry",
    "Kind",
    "Receipt",
    "RefusedByPeer",
    "Rubbish",
    "Sent",
    "TransferFailed",
    "Transport",
    "Unreached",
    "Waiting",
]

TransferFailed = CallFailed  # a thing could not be handed over or fetched


class RefusedByPeer(TransferFailed):
    """The other system understood and said no; trying the same again changes nothing."""

    def __init__(self, words: str, code: str = "") -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True)
class Waiting:
    """A thing that waits for us at the other system."""

    remote_id: str
    kind: Kind
    from_code: str = ""
    to_code: str = ""


@dataclass(frozen=True)
class Sent:
    """What the other system says became of a thing we sent."""

    remote_id: str
    to_code: str
    state: str
    words: str = ""


@dataclass(frozen=True)
class Entry:
    """One agency of the other system's list."""

    code: str
    name: str
    old_code: str = ""
    parent_code: str = ""
    mail: str = ""
    deleted: bool = False


@dataclass(frozen=True)
class Receipt:
    """
    What a receiver on the other side signed: over the bytes themselves, or over a manifest that names them.

    `statement` and `manifest` are empty in the first case; `uid` is the name by which the manifest calls the seal.
    """

    remote_id: str
    to_code: str
    uid: str
    statement: str
    manifest: str
    cms: bytes


class Transport(Protocol):
    """A client of one connected system. Every call raises a `TransferFailed` or has worked."""

    def send(
        self,
        body: BinaryIO,
        *,
        size: int,
        digest: str,
        kind: Kind,
        from_code: str,
        to: Sequence[str],
        seal: bytes = b"",
    ) -> str:
        """
        Hand over the bytes of an edXML file (SHA-256 `digest`); give the id the other system knows it by.

        `seal` is what the sending agency signed over them (CMS, DER), for a protocol that has a place for it.
        """

    def list_received(self, kind: Kind) -> Iterator[Waiting]:
        """List what waits for us; it is listed again until it is acknowledged."""

    def fetch(self, remote_id: str, out: IO[bytes]) -> None:
        """Write the bytes of a waiting thing to `out`."""

    def acknowledge(self, remote_id: str, *, done: bool, words: str = "") -> None:
        """Say that a thing is safely stored here, or why it never will be."""

    def list_sent(self, kind: Kind) -> Iterator[Sent]:
        """List what became of what we sent."""

    def agencies(self) -> Iterator[Entry]:
        """List the agencies that can be reached through the other system, without holding all at once."""
