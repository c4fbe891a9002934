"""A day and hours that an administrator enters."""


def make_things(_world) -> None:
    """The calendar has no things of an agency."""


def filled(_world) -> dict[str, dict[str, object]]:
    hours = {"morning_from": "07:00", "morning_to": "11:30", "afternoon_from": "13:00", "afternoon_to": "16:30"}
    return {
        "deadlines:day-rule": {
            "day": "03/09/2020",
            "kind": "off",
            "name": "Quốc khánh",
            "source": "Thông báo 1/TB",
            "announced": "yes",
        },
        "deadlines:hours-set": {**hours, "since": "01/10/2020", "source": "Quyết định 1/QĐ"},
    }
