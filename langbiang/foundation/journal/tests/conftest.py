from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from langbiang.foundation.journal.interface import Actor, write
from langbiang.foundation.journal.tests.sample import handlers
from langbiang.foundation.journal.tests.sample.acts import PaperMoved, PaperWritten
from langbiang.foundation.journal.tests.sample.models import Paper

NOW = datetime(2020, 9, 9, 1, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def by():
    return Actor(
        kind="seat",
        id="17",
        person="Nguyễn Thị Hoa",
        post="Chuyên viên",
        agency_id=3,
        agency="Sở Nội vụ",
    )


@pytest.fixture
def write_paper(by):
    """Write a new paper, or move one that exists."""

    def write_paper(title="Công văn", *, paper=None, **told):
        with transaction.atomic():
            if paper is None:
                return write(Paper(title=title), PaperWritten(title=title), by=by, now=NOW, **told)
            paper.state, before = "moved", paper.state
            return write(paper, PaperMoved(), by=by, now=NOW, fields=["state"], moved_from=before, **told)

    return write_paper


@pytest.fixture
def fault(monkeypatch):
    """Let consumers fail: `fault(lambda consumer, act: ...)`."""
    return lambda function: monkeypatch.setattr(handlers, "fault", function)


@pytest.fixture
def on_sqlite():
    return connection.vendor == "sqlite"
