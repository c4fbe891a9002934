"""Registers of Sở Thông tin và Truyền thông: a line of each kind written by hand, and a series that was closed."""

from datetime import date

from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import Book
from langbiang.apps.documents.services import CopyUseLine, PostLine
from langbiang.apps.documents.tests.factories import DAY, NOW
from langbiang.apps.documents.tests.shelf import NEXT_YEAR

SLUGS = {
    "outgoing": "van-ban-di",
    "incoming": "van-ban-den",
    "follow-up": "theo-doi-giai-quyet",
    "post": "gui-buu-dien",
    "copies": "su-dung-ban-luu",
}


def make_things(world) -> None:
    clerk = world.seats["clerk"]
    told = {"seat": clerk, "now": NOW}
    post = PostLine(DAY, "12/ST-XA", _mark(world, "reg-post"), 1)
    world.things["reg-post"] = services.enter_post(clerk.agency, post, **told)
    copy = CopyUseLine(DAY, "Người mượn", "07/ST-XA", date(2020, 3, 2), _mark(world, "reg-copy"), "", "Xem", "Chánh VP")
    world.things["reg-copy"] = services.enter_copy_use(clerk.agency, copy, **told)
    series = queries.list_series(clerk.agency, DAY.year)[-1][0]
    held = services.reserve_number(clerk.agency, series=series, reason="Văn bản giấy", **told)
    services.cancel_number(held, reason="Không dùng", **told)
    volume = queries.Volume(clerk.agency, Book.OUTGOING, DAY.year, series)
    world.things["lock"] = services.close_register(volume, seat=clerk, now=NEXT_YEAR)


def _mark(world, name: str) -> str:
    """Name a line apart from the documents, whose hits are counted."""
    world.marks[name] = f"SỔ-DANH-{name.upper()}"
    return f"Nơi nhận {world.marks[name]}"


def arguments(world, name: str, thing: str) -> list[object] | None:
    """Give which register an address means; None where the thing's uid is all."""
    return [SLUGS[thing]] if name in ("documents:register", "documents:register-close") else None


def filled(world) -> dict[str, dict[str, object]]:
    post = {"transferred_on": "09/09/2020", "code": "13/ST-XA", "recipient": "UBND xã", "envelopes": 2}
    copy = {"used_on": "09/09/2020", "user_name": "Người khác", "code": "07/ST-XA", "title": "Quyết định"}
    copy |= {"purpose": "Đối chiếu", "allowed_by": "Chánh VP"}
    return {
        "documents:register-reopen": {"reason": "Thiếu một văn bản giấy"},
        "documents:post-enter": post,
        "documents:post-receipt": {"receipt": "Bưu điện Đà Lạt"},
        "documents:post-correct": {**post, "reason": "Nhầm số bì"},
        "documents:copy-enter": copy,
        "documents:copy-return": {"returned_on": "09/09/2020"},
        "documents:copy-correct": {**copy, "reason": "Nhầm người"},
    }
