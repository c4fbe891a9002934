"""The triggers, put back for these tests."""

import pytest
from django.db import DatabaseError, connection, transaction

from langbiang.foundation.journal import guard
from langbiang.foundation.journal.interface import erase_details, seal_pending, verify
from langbiang.foundation.journal.models import Act, ActParty, Checkpoint, Seal

TABLES = [Act, ActParty, Seal, Checkpoint]


@pytest.fixture
def guarded(transactional_db):
    with connection.schema_editor() as editor:
        guard.install(None, editor)
    yield
    with connection.schema_editor() as editor:
        guard.remove(None, editor)


@pytest.fixture
def act(guarded, write_paper, now):
    act = write_paper(parties=[4])
    seal_pending()
    Checkpoint.objects.create(epoch=1, position=1, chain=b"a", at=now, key_id="k", signature=b"s")
    return act


def refused():
    return pytest.raises(DatabaseError, match="is refused")


@pytest.mark.parametrize("model", TABLES)
def test_deleting_is_refused(act, model):
    with refused(), transaction.atomic():
        model.objects.all()._raw_delete("default")
    assert model.objects.count() == 1


@pytest.mark.parametrize(
    ("model", "change"),
    [(ActParty, {"agency_id": 5}), (Seal, {"chain": b"b"}), (Checkpoint, {"chain": b"b"})],
)
def test_updating_is_refused(act, model, change):
    with refused(), transaction.atomic():
        model.objects.update(**change)


def changes():
    """One change for each column of the act; a column added later is tried too."""
    for field in Act._meta.concrete_fields:
        kind = field.get_internal_type()
        value = {
            "DateTimeField": "2001-01-01T00:00:00Z",
            "UUIDField": "0" * 32,
            "BinaryField": b"0",
            "JSONField": {"a": 1},
        }
        if field.name == "salt":
            continue
        yield field.name, value.get(kind, "7")


@pytest.mark.parametrize(("column", "value"), list(changes()))
def test_updating_an_act_is_refused(act, column, value):
    with refused(), transaction.atomic():
        Act.objects.update(**{column: value})
    with refused(), transaction.atomic():
        Act.objects.update(**{"details": None, "salt": None, column: value})


@pytest.mark.parametrize("half", [{"details": None}, {"salt": None}])
def test_half_an_erasure_is_refused(act, half):
    with refused(), transaction.atomic():
        Act.objects.update(**half)


def test_erasure_passes(act, by, now):
    assert erase_details([act], ground="Nghị định", by=by, now=now) == 1
    assert verify().ok
    assert not any("chốt chặn" in note for note in verify().notes)


@pytest.mark.parametrize("model", TABLES)
def test_truncating_is_refused(act, model, on_sqlite):
    if on_sqlite:
        pytest.skip("SQLite has no TRUNCATE")
    with refused(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
