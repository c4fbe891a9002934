"""The only place that writes the directory."""

from .people import give_seat, seed_people, set_end_of_seat
from .people_file import COLUMNS, CannotEnter, enter_people
from .periods import CannotOverlap, add_dated, close_dated
from .reference import load_reference

__all__ = [
    "COLUMNS",
    "CannotEnter",
    "CannotOverlap",
    "add_dated",
    "close_dated",
    "enter_people",
    "give_seat",
    "load_reference",
    "seed_people",
    "set_end_of_seat",
]
