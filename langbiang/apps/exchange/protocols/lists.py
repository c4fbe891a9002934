"""Long lists in JSON, read member by member from a file: the list of all agencies of the country fits no memory."""

from collections.abc import Iterator
from typing import IO, Any

import ijson

from langbiang.apps.exchange.transport import Entry, Rubbish

LONGEST = 256 * 1024 * 1024  # bytes of a list; the whole country's is some 25 MB
DEEPEST = 8  # an agency is an object in a list in the answer
BROKEN = "Danh sách bị cắt ngang hoặc không phải JSON."


def read_head(copy: IO[bytes], name: str) -> dict[str, Any]:
    """
    Give what an answer says beside its list `name`, and under that name whether it is a list, reading it to the end.

    :raises Rubbish: when it is no JSON, or is cut off.
    """
    copy.seek(0)
    said, depth, key = dict[str, Any](), 0, ""
    try:
        for event, value in ijson.basic_parse(copy):
            if event.startswith("start"):
                said |= {name: event == "start_array"} if (depth, key) == (1, name) else {}
                depth += 1
            elif event.startswith("end"):
                depth -= 1
            elif depth == 1:
                key = value if event == "map_key" else key
                said |= {} if event == "map_key" else {key: value}
            if depth > DEEPEST:
                raise Rubbish(BROKEN)
    except (ijson.JSONError, ValueError) as error:
        raise Rubbish(BROKEN) from error
    return said


def read_entries(copy: IO[bytes], name: str, *, code: str, title: str, old: str, parent: str) -> Iterator[Entry]:
    """
    Read the agencies of a list, each by the names its protocol has for these parts.

    :raises Rubbish: when a member is no object.
    """
    copy.seek(0)
    for item in ijson.items(copy, f"{name}.item"):
        if not isinstance(item, dict):
            raise Rubbish(f"Danh sách trả lời có phần tử của {name} không phải đối tượng.")
        told = {each: str(item.get(each) or "").strip() for each in (code, title, old, parent, "mail")}
        deleted = item.get("deleted") is True
        yield Entry(told[code], told[title], told[old], told[parent], told["mail"], deleted=deleted)
