"""What can be seen to be wrong before anything runs."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from .facts import declared_facts
from .hearing import declared_consumers
from .subjects import Subject


@register()
def check_journal(app_configs: Any, **kwargs: Any) -> list[Error]:
    return [*_unheard_verbs(), *_unclear_subjects()]


def subject_models() -> list[type[Subject]]:
    """List the kinds of subject there are."""
    return [model for model in apps.get_models() if issubclass(model, Subject) and not model._meta.proxy]


def say_state(kind: str, state: str) -> str:
    """Say the state that a kind of subject was in; as it stands where this code knows no such kind."""
    model = next((model for model in subject_models() if kind == model.SUBJECT_KIND), None)
    return model.say_state(state) if model else state


def _unheard_verbs() -> Iterator[Error]:
    declared = declared_facts()
    for consumer in declared_consumers().values():
        for verb in set(consumer.verbs) - set(declared):
            yield Error(f"Consumer {consumer.name} hears {verb}, which nobody declares", id="journal.E001")


def _unclear_subjects() -> Iterator[Error]:
    kinds = Counter(model.SUBJECT_KIND for model in subject_models())
    for model in subject_models():
        if not model.SUBJECT_KIND or kinds[model.SUBJECT_KIND] > 1:
            yield Error("SUBJECT_KIND is empty or taken", obj=model, id="journal.E002")
        for name in model.official_names():
            if not _can_be_official(model, name):
                yield Error(f"{name} cannot be an official field", obj=model, id="journal.E003")


def _can_be_official(model: type[Subject], name: str) -> bool:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return isinstance(field, models.Field) and not isinstance(field, models.FloatField | models.DecimalField)
