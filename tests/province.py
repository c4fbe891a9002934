"""
A province at work, for tests of whole processes: `python -m tests.province WORD` within an installation.

prepare   load the province, with the keys that one document needs
work      draft, sign, issue and send documents, one after the other, for ever
go_on     take every document that was left half way to its end, then let the journal come to rest
look      say what stands, as one JSON object
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def prepare() -> None:
    from django.core.management import call_command

    from langbiang.apps.directory.interface import get_agency
    from langbiang.web import seeding

    call_command("migrate", verbosity=0)
    seeding.seed_province()
    leader = seeding.seat_named("ubnd-tinh", "Đinh Quốc Việt")
    seeding.key_for(leader, get_agency("ubnd-tinh"))


def work() -> None:
    while True:
        _advance(_draft())


def go_on() -> None:
    from langbiang.apps.documents.interface import OutgoingDocument
    from langbiang.foundation.journal.interface import drain

    for document in OutgoingDocument.objects.exclude(state="sent"):
        _advance(document)
    drain()


def look() -> None:
    from django.db.models import Count, Q

    from langbiang.apps.documents.interface import IncomingDocument, OutgoingDocument
    from langbiang.apps.exchange.interface import Delivery, Packet
    from langbiang.foundation.journal.interface import Parked, verify

    arrived = IncomingDocument.objects.values("delivery").annotate(n=Count("pk")).filter(n=1).count()
    reported = Delivery.objects.annotate(n=Count("reports", filter=Q(reports__code="01"))).filter(n=1).count()
    numbers = sorted(OutgoingDocument.objects.filter(number__isnull=False).values_list("number", flat=True))
    told = {
        "outgoing": OutgoingDocument.objects.count(),
        "sent": OutgoingDocument.objects.filter(state="sent").count(),
        "packets": Packet.objects.count(),
        "deliveries": Delivery.objects.count(),
        "queued": Delivery.objects.filter(state="queued").count(),
        "arrived_once": arrived,
        "incoming": IncomingDocument.objects.count(),
        "reported_once": reported,
        "numbers_without_gap": numbers == list(range(1, len(numbers) + 1)),
        "parked": Parked.objects.filter(resolved_at=None).count(),
        "findings": verify().findings,
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


def _draft():
    from django.core.files.uploadedfile import SimpleUploadedFile

    from langbiang.apps.documents.interface import Draft, get_type, register_outgoing
    from langbiang.foundation import clock
    from langbiang.web import seeding

    clerk = seeding.seat_named("vp-ubnd-tinh", "Vũ Hồng Nhung")
    leader = seeding.seat_named("ubnd-tinh", "Đinh Quốc Việt")
    pdf, _ = seeding.demo_letter()
    draft = Draft(leader.agency, get_type("cong-van"), "Thử sức chịu đựng", "UBND-VX", 0, leader)
    return register_outgoing(draft, SimpleUploadedFile("du-thao.pdf", pdf), seat=clerk, now=clock.now())


def _advance(document) -> None:
    """Take a document from the state in which it stands to the end."""
    from langbiang.apps.documents import interface as documents
    from langbiang.foundation import clock
    from langbiang.web import seeding

    clerk = seeding.seat_named("vp-ubnd-tinh", "Vũ Hồng Nhung")
    leader = seeding.seat_named("ubnd-tinh", "Đinh Quốc Việt")
    steps = {
        "draft": lambda: _present(document, clerk),
        "presented": lambda: documents.sign_outgoing(document, seat=leader, now=clock.now()),
        "signed": lambda: documents.issue_outgoing(document, seat=clerk, now=clock.now()),
        "issued": lambda: documents.send_outgoing(document, seat=clerk, now=clock.now()),
    }
    while document.state in steps:
        steps[document.state]()
        document.refresh_from_db()


def _present(document, clerk) -> None:
    from langbiang.apps.directory.interface import get_agency
    from langbiang.apps.documents.interface import choose_receivers, place_fields, present_outgoing
    from langbiang.foundation import clock
    from langbiang.web import seeding

    _, places = seeding.demo_letter()
    receivers = [get_agency("stttt"), get_agency("thanh-tra")]
    document = place_fields(document, places, seat=clerk, now=clock.now())
    document = choose_receivers(document, receivers, seat=clerk, now=clock.now())
    present_outgoing(document, seat=clerk, now=clock.now())


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "work": work, "go_on": go_on, "look": look}[sys.argv[1]]()
