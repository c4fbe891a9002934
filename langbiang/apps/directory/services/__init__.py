"""The only place that writes the directory."""

from .people import give_seat, seed_people
from .periods import CannotOverlap, add_dated, close_dated
from .reference import load_reference

__all__ = ["CannotOverlap", "add_dated", "close_dated", "give_seat", "load_reference", "seed_people"]
