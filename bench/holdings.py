"""
Holdings that agree with their journal, run inside an installation: `python -m bench.holdings make SIZE`, or `count`.

The rows are those of `bench.province`; each document, packet and delivery then gets an act written as services write
it, each document a file of its own, and all acts are sealed.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
AT = datetime(2020, 12, 29, 10, 30, tzinfo=UTC)
PART = 500
LETTER = b"%PDF-1.4\n" + b"Langbiang " * 200


def make(size: int) -> None:
    from bench import province
    from langbiang.apps.documents.acts import IncomingArrived, OutgoingRegistered
    from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument
    from langbiang.apps.exchange.acts import DeliveryArrived, PacketSent
    from langbiang.apps.exchange.models import Delivery, Packet, PacketFile
    from langbiang.foundation.journal.interface import seal_pending

    class Unjournalled(province.Year):
        """Acts made up in bulk have no digests: none of them."""

        def _act(self, *told: Any) -> None:
            pass

    province.generate(size, of=Unjournalled)
    _give_files(PacketFile, "file")
    _give_files(OutgoingDocument, "file", "original")
    _journal(Packet, lambda row: PacketSent(row.code_notation, row.subject, 1, [row.digest]))
    _journal(Delivery, lambda row: DeliveryArrived(row.receiver_name))
    _journal(IncomingDocument, lambda row: IncomingArrived(row.sender_name, row.code, row.integrity, row.verdict))
    _journal(OutgoingDocument, lambda row: OutgoingRegistered(row.subject, row.file.digest))
    while seal_pending(10_000):
        pass


def count() -> None:
    from django.conf import settings

    from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument
    from langbiang.apps.exchange.models import Delivery, Packet
    from langbiang.foundation.journal.models import Act, Seal
    from langbiang.foundation.search.models import Entry

    figures = {
        "documents": IncomingDocument.objects.count() + OutgoingDocument.objects.count(),
        "packets": Packet.objects.count(),
        "deliveries": Delivery.objects.count(),
        "found": Entry.objects.count(),
        "acts": Act.objects.count(),
        "files": sum(1 for _ in settings.FILES_DIR.glob("??/*")),
    }
    assert Seal.objects.count() == figures["acts"], "an act is not sealed"
    print(json.dumps(figures))


def _give_files(model: Any, *columns: str) -> None:
    from langbiang.foundation.files.interface import File, keep_bytes

    for rows in _parts(model):
        kept = [keep_bytes(LETTER + f"{model.__name__} {row.pk}".encode()) for row in rows]
        files = File.objects.bulk_create(
            File(digest=one.digest, size=one.size, name="van-ban.pdf", media_type="application/pdf", created_at=AT)
            for one in kept
        )
        for row, file in zip(rows, files, strict=True):
            for column in columns:
                setattr(row, column, file)
        model.objects.bulk_update(rows, columns)


def _journal(model: Any, fact: Callable[[Any], object]) -> None:
    """Write an act of each row, as a service does; a row made up with a version has one more."""
    from django.db import transaction

    from langbiang.foundation.journal.interface import Actor, Entry, write_many

    by = Actor(kind="import", id="bench", person="Nạp để đo")
    for rows in _parts(model):
        with transaction.atomic():
            write_many([Entry(row, fact(row)) for row in rows], by=by, now=AT, fields=[])


def _parts(model: Any) -> Iterator[list[Any]]:
    last = 0
    while rows := list(model.objects.filter(pk__gt=last).order_by("pk")[:PART]):
        last = rows[-1].pk
        yield rows


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    else:
        count()
