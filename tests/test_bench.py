"""The bench of documents measures what it says: run small, on both databases, its figures in place."""

import json
import os
import subprocess
import sys

import pytest

from tests import postgresql
from tests.installations import ROOT

PAGES = ("board", "register", "page", "search_commune", "search_department", "search_province")


@pytest.mark.skipif(not postgresql.available(), reason="PostgreSQL is not installed: apt-get install postgresql")
def test_bench_documents_gives_its_figures_at_a_small_size() -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LANGBIANG_")}
    small = {"LANGBIANG_BENCH_SIZES": "600", "LANGBIANG_BENCH_REQUESTS": "3", "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-m", "bench", "documents"]
    told = subprocess.run(run, env={**inherited, **small}, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-3000:]
    figures = json.loads(told.stdout.splitlines()[-1])["figures"]
    databases = ("postgresql.600", "sqlite.600")
    expected = {f"{database}.{page}_p95_ms" for database in databases for page in PAGES}
    expected.add("generated_rows_per_second")
    assert figures.keys() == expected
    assert min(figures.values()) > 0


def test_bench_exchange_gives_its_figures_at_a_small_size() -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LANGBIANG_")}
    small = {
        "SECONDS": "3",
        "PACKET_MB": "5",
        "KILLS": "0",
        "AGENCIES": "200",
        "RECEIVERS": "20",
    }  # the crash test is a test by itself
    told = {f"LANGBIANG_BENCH_{name}": value for name, value in small.items()}
    run = [sys.executable, "-m", "bench", "exchange"]
    done = subprocess.run(
        run, env={**inherited, **told, "PYTHONPATH": str(ROOT)}, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    figures = json.loads(done.stdout.splitlines()[-1])["figures"]
    assert figures.keys() >= {"messages_per_second.1", "messages_per_second.8", "cpu_ms_per_message", "agency_list_s"}
    assert min(figure for name, figure in figures.items() if name.startswith(("messages", "cpu", "limit"))) > 0


def test_bench_restore_gives_its_figures_at_a_small_size() -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LANGBIANG_")}
    small = {"LANGBIANG_BENCH_DOCUMENTS": "40", "LANGBIANG_BENCH_DATABASES": "sqlite", "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-m", "bench", "restore"]
    done = subprocess.run(run, env={**inherited, **small}, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    figures = json.loads(done.stdout.splitlines()[-1])["figures"]
    words = ("documents", "acts", "files", "set_mb", "seed_s", "backup_s", "restore_s", "verify_s")
    assert figures.keys() == {f"sqlite.{word}" for word in words}
    assert figures["sqlite.documents"] == 40
    assert min(figures.values()) > 0


def test_a_made_up_document_is_indexed_as_the_service_would(province, tmp_path, settings) -> None:
    from bench import province as bench
    from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument
    from langbiang.foundation.search.interface import find
    from langbiang.foundation.search.models import Entry

    if Entry.objects.exists() or OutgoingDocument.objects.exists():
        pytest.skip("another test left documents behind")
    settings.FILES_DIR = tmp_path
    bench.generate(40)
    assert IncomingDocument.objects.count() + OutgoingDocument.objects.count() == Entry.objects.count() == 40
    document = OutgoingDocument.objects.exclude(number=None).first() or IncomingDocument.objects.first()
    seen = [f"a{document.agency_id}"]
    assert find(document.subject, audience=seen).entries[0].shown == document.subject
    if document.code:
        assert document.uid in {entry.subject_uid for entry in find(document.code, audience=seen).entries}
