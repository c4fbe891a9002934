"""A browser, a live server with its real static files, and the demo's people at their desks."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from langbiang.apps.directory.interface import Seat
from langbiang.foundation import clock

from .desk import Desk

ARGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-sync"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Name the machine's own chromium; without one the journeys are left out, but never where CI runs."""
    found = shutil.which("chromium")
    if found is None and os.environ.get("LANGBIANG_CI") != "1":
        pytest.skip("no chromium on this machine")
    assert found, "chromium is missing, and CI may leave nothing out"
    return {"executable_path": found, "args": [*ARGS, "--no-first-run"]}


@pytest.fixture
def demo(transactional_db, province):
    """The demo on its first morning, with the keys that the main job needs."""
    clock._demo_began.cache_clear()
    leader = province.seat_named("ubnd-tinh", "Đinh Quốc Việt")
    province.key_for(leader, leader.agency)
    return province


@pytest.fixture
def open_desk(demo, browser: Browser, live_server) -> Iterator[Callable[..., Desk]]:
    """Open a browser of its own for each person; what the console says against the page fails the test at its end."""
    desks: list[Desk] = []

    def opened(*, pictures: bool = True, **options) -> Desk:
        context = browser.new_context(
            base_url=live_server.url, locale="vi-VN", viewport={"width": 1280, "height": 900}, **options
        )
        context.set_default_timeout(10_000)
        desks.append(Desk(context.new_page(), pictures=pictures))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.page.context.close()
    assert [line for desk in desks for line in desk.complaints] == []


@pytest.fixture
def at_desk(open_desk) -> Callable[..., Desk]:
    """Seat a person of the demo's entrance at a browser: `at_desk("Vũ Hồng Nhung")`."""

    def seated(name: str, title: str = "", **options) -> Desk:
        desk = open_desk(**options)
        desk.enter(name, title)
        return desk

    return seated


@pytest.fixture
def seat(demo) -> Callable[[str, str], Seat]:
    return demo.seat_named
