"""The work that is measured, run inside a throw-away installation: `python -m bench.work WORD NUMBER…`."""

import multiprocessing
import os
import statistics
import sys
import time
from datetime import date
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_CASES = 20  # of each writer, moved in turn
_WAIT = 60.0


def prepare() -> None:
    from django.core.management import call_command
    from django.db import connection

    from bench.load.models import Case, Effect
    from langbiang.web import seeding

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (Case, Effect):
            editor.create_model(model)
    seeding.seed_province()


def acts(writers: int, seconds: int) -> float:
    """Let so many processes write for so long; give acts a second until the last one was consumed."""
    start = multiprocessing.get_context("spawn").Barrier(writers + 1)
    context = multiprocessing.get_context("spawn")
    counts = context.Queue()
    processes = [context.Process(target=_write_acts, args=(start, seconds, counts)) for _ in range(writers)]
    for process in processes:
        process.start()
    start.wait()
    begun = time.monotonic()
    written = sum(counts.get() for _ in processes)
    _wait_for_effects(written)
    return written / (time.monotonic() - begun)


def _write_acts(start, seconds: int, counts) -> None:
    django.setup()
    from django.db import transaction

    from bench.load.acts import CaseMoved
    from bench.load.models import Case
    from bench.load.services import BY, move_case
    from langbiang.foundation import clock
    from langbiang.foundation.journal.interface import write

    cases = [Case() for _ in range(_CASES)]
    with transaction.atomic():
        for case in cases:
            write(case, CaseMoved("Mở"), by=BY, now=clock.now())
    start.wait()
    end, written = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        move_case(cases[written % _CASES], now=clock.now())
        written += 1
    counts.put(written)


def _wait_for_effects(written: int) -> None:
    from bench.load.models import Effect
    from langbiang.foundation.journal.interface import Act

    end = time.monotonic() + _WAIT
    while Effect.objects.count() < Act.objects.filter(verb="bench.case.moved").count():
        assert time.monotonic() < end, f"not consumed within {_WAIT} s of {written} acts"
        time.sleep(0.02)


def latency(probes: int) -> float:
    """Give the 95th percentile, in ms, of the time from commit to an effect that another process can read."""
    from django.db import transaction

    from bench.load.acts import CaseMoved
    from bench.load.models import Case, Effect
    from bench.load.services import BY, move_case
    from langbiang.foundation import clock
    from langbiang.foundation.journal.interface import write

    case = Case()
    with transaction.atomic():
        write(case, CaseMoved("Mở"), by=BY, now=clock.now())
    took = []
    for _ in range(probes):
        time.sleep(0.1)
        act = move_case(case, now=clock.now())
        committed = time.perf_counter()
        while not Effect.objects.filter(act=act.uid).exists():
            time.sleep(0.0005)
        took.append((time.perf_counter() - committed) * 1000)
    return statistics.quantiles(took, n=20)[-1]


def documents(count: int) -> float:
    """Send so many packets, one after the other; give documents a second until the last status 01 is back."""
    from langbiang.apps.directory.interface import get_agency
    from langbiang.apps.exchange.interface import Delivery, Enclosure
    from langbiang.foundation import clock
    from langbiang.foundation.files.interface import enter_file, keep_bytes
    from langbiang.web import seeding

    sender, receiver = get_agency("ubnd-tinh"), get_agency("stttt")
    letter, _ = seeding.demo_letter()
    begun = time.monotonic()
    for number in range(1, count + 1):
        kept = keep_bytes(letter + str(number).encode())
        file = enter_file(kept, name="van-ban.pdf", media_type="application/pdf", now=clock.now())
        _send(number, sender, receiver, Enclosure(file))
    while (done := Delivery.objects.filter(status="01").count()) < count:
        assert time.monotonic() < begun + _WAIT, f"only {done} of {count} came back"
        time.sleep(0.02)
    return count / (time.monotonic() - begun)


def _send(number: int, sender, receiver, enclosure) -> None:
    from bench.load.services import BY
    from langbiang.apps.exchange.interface import Content, send_packet
    from langbiang.foundation import clock

    content = Content(
        source_uid=uuid4(),
        document_id=f"bench,{number}",
        code_number=str(number),
        code_notation="UBND-VX",
        place="Lâm Đồng",
        promulgated_on=date(2020, 9, 9),
        type_name="Công văn",
        subject=f"Đo tốc độ, văn bản {number}",
        signer_competence="TM.",
        signer_position="Chủ tịch",
        signer_name="Nguyễn Văn Đo",
        priority=0,
    )
    send_packet(content, sender=sender, receivers=[receiver], enclosures=[enclosure], by=BY, now=clock.now())


def prove() -> str:
    """Show that what was measured was done in earnest: the journal verifies, nothing was parked."""
    from langbiang.foundation.journal.interface import list_parked, verify

    report = verify()
    assert report.ok, report.findings[:3]
    assert not list_parked().exists()
    return f"{report.acts} acts verified"


if __name__ == "__main__":
    django.setup()
    words = {function.__name__: function for function in (prepare, acts, latency, documents, prove)}
    print(words[sys.argv[1]](*map(int, sys.argv[2:])))
