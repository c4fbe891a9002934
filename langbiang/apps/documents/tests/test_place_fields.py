from dataclasses import replace

import pytest

from langbiang.apps.documents import services
from langbiang.foundation.printing import Place
from langbiang.foundation.signing import CannotPrepare

from .factories import NOW, everything, places, register


@pytest.mark.parametrize(
    ("field", "place", "sentence"),
    [
        ("number", Place(7, 50, 700, 90, 720), "trang không có"),
        ("date", Place(0, 580, 700, 640, 720), "nằm ngoài trang"),
        ("person", Place(0, -5, 100, 80, 160), "nằm ngoài trang"),
        ("agency", Place(0, 300, 160, 300, 200), "nằm ngoài trang"),
    ],
)
def test_place_fields_that_cannot_stand_there_is_refused_and_changes_nothing(field, place, sentence, clerk, leader):
    document = register(clerk, leader)
    before = everything()
    with pytest.raises(CannotPrepare, match=sentence):
        services.place_fields(document, {**places(), field: place}, seat=clerk, now=NOW)
    assert everything() == before


def test_place_fields_one_over_another_is_refused(clerk, leader):
    document = register(clerk, leader)
    with pytest.raises(CannotPrepare, match="chồng lên nhau"):
        services.place_fields(document, {**places(), "date": places()["number"]}, seat=clerk, now=NOW)


def test_place_fields_keeps_the_places_and_the_file_as_it_was(clerk, leader):
    document = register(clerk, leader)
    moved = {**places(), "number": replace(places()["number"], y0=700.5, y1=716.5)}
    services.place_fields(document, moved, seat=clerk, now=NOW)
    document.refresh_from_db()
    assert document.places["number"]["y0"] == 700.5
    assert document.file == document.original


def test_place_fields_nobody_knows_is_refused(clerk, leader):
    with pytest.raises(services.CannotChange, match="ô"):
        services.place_fields(register(clerk, leader), {**places(), "seal": places()["agency"]}, seat=clerk, now=NOW)
