"""How long the server takes for the pages people open all day: `python -m bench.pages SIZE` in an installation."""

import gc
import itertools
import json
import os
import random
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
REQUESTS = int(os.environ.get("LANGBIANG_BENCH_REQUESTS", "48"))  # of each page by each kind of seat
QUERIES = (
    "phòng cháy chữa cháy rừng",
    "phong chay chua chay rung",
    "báo cáo",
    "bao cao ket qua",
    "12/UBND-VP",
    "số đến 14",
    "ký số văn bản điện tử",
    "quy hoạch Đà Lạt",
    "tiếp công dân tháng 9/2020",
    "giai phong mat bang",
    "về việc",
    "chợ nông sản",
    "công văn tháng 12/2020",
    "bảo hiểm y tế",
    "bao hiem y te toan dan",
    "rau hoa công nghệ cao",
    "nông thôn mới",
    "thi đua khen thưởng 09/09/2020",
    "dự toán",
    "sạt lở đất Đức Trọng",
    "khong co trong muc luc",
    "triển khai",
    "cử tri",
    "Tet Nguyen dan",
)


def main(size: int) -> None:
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django.setup()
    from django.core.management import call_command

    from langbiang.apps.directory.models import Seat

    call_command("migrate", verbosity=0)
    figures: dict[str, float] = {}
    if not Seat.objects.exists():
        from bench import province

        figures = province.generate(size)
    gc.collect()
    gc.freeze()  # as the web server does, config/wsgi.py
    print(json.dumps({**figures, **measure()}))


def measure() -> dict[str, float]:
    kinds = {"commune": _with_pages(_communes()), "department": _departments(), "province": _provincials()}
    took: dict[str, list[float]] = {"board": [], "register": [], "page": []}
    for kind, seats in kinds.items():
        desks = [(seat, _client(seat)) for seat in seats]
        turn = list(itertools.islice(itertools.cycle(desks), REQUESTS))
        pages = {seat.pk: _pages(seat) for seat in seats}
        for client in (client for _, client in desks):
            _time(client, "/")
            _time(client, "/van-ban-den/")
            _time(client, "/tim/?q=thong bao")
        took["board"] += [_time(client, "/") for _, client in turn]
        took["register"] += [_time(client, "/van-ban-den/") for _, client in turn]
        for seat, client in turn[:3]:
            _time(client, next(pages[seat.pk]))
        took["page"] += [_time(client, next(pages[seat.pk])) for seat, client in turn]
        asked = [
            _time(client, "/tim/", q=words) for (_, client), words in zip(turn, itertools.cycle(QUERIES), strict=False)
        ]
        took[f"search_{kind}"] = asked
        slow = sorted(zip(asked, itertools.cycle(QUERIES), strict=False), reverse=True)[:4]
        print(kind, "slowest:", [(round(ms), words) for ms, words in slow], file=sys.stderr)
    for name, times in took.items():
        median, most = statistics.median(times), max(times)
        print(f"{name}: {len(times)} requests, p50 {median:.1f} ms, max {most:.1f} ms", file=sys.stderr)
    return {f"{name}_p95_ms": statistics.quantiles(times, n=20)[-1] for name, times in took.items()}


def _communes() -> list:
    from langbiang.apps.directory.models import AgencyVersion, Role, Seat

    communes = AgencyVersion.objects.filter(level="commune").values("agency")
    seats = Seat.objects.filter(agency__in=communes).select_related("person").order_by("pk")
    return [seat for seat in seats if seat.has(Role.CLERK)][:40]


def _with_pages(seats: list) -> list:
    return [seat for seat in seats if next(_pages(seat), None)][:8]


def _departments() -> list:
    """Give specialists of departments who have incoming documents to work on."""
    from langbiang.apps.directory.models import AgencyVersion, Seat
    from langbiang.apps.documents.models import IncomingDocument

    kinds = AgencyVersion.objects.filter(kind="department").values("agency")
    seats = Seat.objects.filter(agency__in=kinds, title="Chuyên viên").select_related("person").order_by("pk")
    busy = set(IncomingDocument.objects.filter(assigned_to__in=seats[:200]).values_list("assigned_to", flat=True))
    return [seat for seat in seats[:200] if seat.pk in busy][:8]


def _provincials() -> list:
    from langbiang.apps.directory.models import Role, Seat

    seats = Seat.objects.filter(agency__slug="vp-ubnd-tinh").select_related("person").order_by("pk")
    return [seat for seat in seats if seat.has(Role.CLERK)][:8]


def _client(seat):
    from django.test import Client

    from langbiang.apps.identity.interface import open_demo_account

    client = Client(SERVER_NAME="localhost")
    client.force_login(open_demo_account(seat.person))
    session = client.session
    session["seat"] = str(seat.uid)
    session.save()
    return client


def _pages(seat):
    """Give the addresses of documents of a seat, old and new, without end."""
    from langbiang.apps.documents.interface import read_whole
    from langbiang.apps.documents.models import IncomingDocument
    from langbiang.foundation import clock

    whole = read_whole(seat, clock.today())
    rows = (
        IncomingDocument.objects.filter(agency__in=whole)
        if whole
        else IncomingDocument.objects.filter(assigned_to=seat)
    )
    uids = list(rows.order_by("pk").values_list("uid", flat=True)[:20000])
    random.Random(seat.pk).shuffle(uids)
    return itertools.cycle([f"/van-ban-den/{uid}/" for uid in uids[:60]])


def _time(client, address: str, **said: str) -> float:
    begun = time.perf_counter()
    answer = client.get(address, said)
    took = (time.perf_counter() - begun) * 1000
    assert answer.status_code == 200, (address, answer.status_code)
    return took


if __name__ == "__main__":
    main(int(sys.argv[1]))
