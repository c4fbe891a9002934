"""
The verbs that acts may have: one frozen dataclass for each, declared by the app that writes them (`acts.py`).

A payload, once shipped, is never rewritten. When its shape changes the version grows, and a pure function
lifts the details of the version before: `@lift("documents.outgoing.signed", 1)`.
"""

import dataclasses
import re
import types
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from . import canonical

if TYPE_CHECKING:
    from .models import Act

Details = dict[str, Any]
Lift = Callable[[Details], Details]
Payload = TypeVar("Payload", bound=type)

_VERB = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2}")
_LEAVES = {str, int, bool, types.NoneType, list, dict, tuple, date, datetime, UUID, Any, object, Ellipsis}


class UnknownFact(LookupError):
    """A verb that nobody declared, or a version newer than this code."""


@dataclasses.dataclass(frozen=True)
class Fact:
    verb: str
    version: int
    payload: type
    hints: dict[str, Any]


_facts: dict[str, Fact] = {}
_of_payload: dict[type, Fact] = {}
_lifts: dict[tuple[str, int], Lift] = {}


def fact(verb: str, version: int = 1) -> Callable[[Payload], Payload]:
    """Declare the payload of a verb: `app.noun.past`."""

    def declare(payload: Payload) -> Payload:
        if not _VERB.fullmatch(verb):
            raise ValueError(f"{verb} is not app.noun.past")
        if verb in _facts:
            raise ValueError(f"{verb} is declared twice")
        if not dataclasses.is_dataclass(payload):
            raise TypeError(f"The payload of {verb} is not a dataclass")
        hints = get_type_hints(payload)
        declared = Fact(
            verb, version, payload, {field.name: hints[field.name] for field in dataclasses.fields(payload)}
        )
        for name, hint in declared.hints.items():
            _check_hint(f"{verb}.{name}", hint)
        _facts[verb] = _of_payload[payload] = declared
        return payload

    return declare


def lift(verb: str, version: int) -> Callable[[Lift], Lift]:
    """Declare the pure function that turns details of `version` to those of the next."""

    def declare(function: Lift) -> Lift:
        if (verb, version) in _lifts:
            raise ValueError(f"{verb} is lifted from {version} twice")
        _lifts[verb, version] = function
        return function

    return declare


def declared_facts() -> dict[str, Fact]:
    """List what is declared, by verb."""
    return dict(_facts)


def verb_of(payload: type) -> str:
    """Say which verb a class is the payload of."""
    return _of_payload[payload].verb


def fact_of(payload: object) -> Fact:
    """Say which fact a payload is."""
    try:
        return _of_payload[type(payload)]
    except KeyError:
        raise UnknownFact(f"{type(payload).__name__} is not declared with @fact") from None


def details_of(payload: object) -> Details:
    """Write a payload as the details of an act."""
    return {name: canonical.plain(getattr(payload, name)) for name in fact_of(payload).hints}


def read(act: "Act") -> Any:
    """Read the payload of an act, lifted to today's version; details that were erased cannot be read."""
    known = check_known(act.verb, act.version)
    if act.details is None:
        raise LookupError(f"The details of act {act.uid} were erased")
    details = act.details
    for version in range(act.version, known.version):
        details = _lifts[act.verb, version](details)
    return known.payload(**{name: _revive(known.hints[name], value) for name, value in details.items()})


def check_known(verb: str, version: int) -> Fact:
    """Give the fact of a verb if this code can read that version of it."""
    known = _facts.get(verb)
    if known is None:
        raise UnknownFact(f"Nobody declares {verb}")
    steps = range(version, known.version)
    if version > known.version or any((verb, step) not in _lifts for step in steps):
        raise UnknownFact(f"{verb} version {version} is unknown, today's is {known.version}")
    return known


def _check_hint(name: str, hint: Any) -> None:
    """Refuse a field whose type has no canonical form, when it is declared and not in the evening."""
    inner = get_args(hint)
    if not inner and hint not in _LEAVES and not isinstance(hint, str | int):  # values of a Literal are leaves too
        raise TypeError(f"{name}: {hint} cannot stand in an act")
    for one in inner:
        _check_hint(name, one)


def _revive(hint: Any, value: Any) -> Any:
    """Give dates, times, identifiers and tuples back their types."""
    if value is None:
        return None
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _revive(next(one for one in inner if one is not types.NoneType), value)
    if origin is tuple:
        hints = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_revive(one, item) for one, item in zip(hints, value, strict=True))
    if hint in (date, datetime):
        return hint.fromisoformat(value)
    return UUID(value) if hint is UUID else value
