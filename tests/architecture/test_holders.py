"""Design, section 5: what points at a seat or an agency has a holder, or says why it never moves."""

import pytest
from django.apps import apps

from langbiang.apps.directory.interface import Agency, Seat, frozen_keys, list_holders

OWNERS = (Agency, Seat)


def keys() -> set[str]:
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.remote_field and field.remote_field.model in OWNERS
    }


def test_every_key_to_a_seat_or_an_agency_has_a_holder_or_a_reason():
    held = {key for holder in list_holders() for key in holder.keys}
    assert keys() == held | set(frozen_keys())
    assert not held & set(frozen_keys())


@pytest.mark.parametrize("key", sorted(frozen_keys()))
def test_what_never_moves_says_why(key):
    assert frozen_keys()[key].endswith(".")


def test_a_kind_is_registered_once():
    kinds = [holder.kind for holder in list_holders()]
    assert len(kinds) == len(set(kinds))
