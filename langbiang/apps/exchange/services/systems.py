"""Connecting other systems: who they are, which codes live on them, their secret, and stopping them."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from langbiang.apps.directory.interface import find_by_identifier, list_seats_in, name_of
from langbiang.apps.exchange.acts import (
    HomeGiven,
    HomeTaken,
    ReleaseAsked,
    SecretRenewed,
    SystemConnected,
    SystemResumed,
    SystemSuspended,
)
from langbiang.apps.exchange.models import Home, System
from langbiang.apps.exchange.protocols.own import SCOPES
from langbiang.apps.identity.interface import close_api_client, open_api_client, scopes_of
from langbiang.foundation import clock, vault
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.journal.interface import Actor, lock, write

from .addressing import route_unknown

SEEN_AT_MOST_EACH = timedelta(minutes=1)
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
HOSTED = (
    "{name} có {count} vị trí đang dùng hệ thống này. Từ nay văn bản gửi đến mã {code} chuyển sang hệ thống {system}, "
    "không vào khay của cơ quan ở đây nữa."
)
AXIS_HAS_NO_CODES = "Trục quốc gia nhận mọi mã không có nơi ở khác; không giao mã riêng."


class CannotConnect(Refused):
    """What was said of the system is incomplete, or a code lives elsewhere already."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """
    A system to be connected.

    `code` is its id on the wire; empty to have one made. `secret` is the one that the other side gave, for a system
    that we call; one that calls us gets a new one from here.
    """

    name: str
    protocol: str
    codes: Sequence[str] = ()
    address: str = ""
    is_axis: bool = False
    code: str = ""
    secret: str = ""


@dataclass(frozen=True)
class Connected:
    """A connected system with its secret, said this once, and what the administrator should know."""

    system: System
    secret: str
    warnings: tuple[str, ...] = ()


@transaction.atomic
def connect_system(wanted: Wanted, *, by: Actor, now: datetime) -> Connected:
    """
    Connect a system; with an address we call it, without it calls us.

    :raises CannotConnect: with the sentence and the field it belongs to.
    """
    codes = list(dict.fromkeys(code.strip() for code in wanted.codes if code.strip()))
    _check_wanted(wanted, codes)
    secret = wanted.secret or secrets.token_urlsafe(32)
    system = System(
        code=wanted.code.strip() or _free_code(codes),
        name=wanted.name.strip(),
        protocol=wanted.protocol,
        way=System.Way.CALLED if wanted.address else System.Way.CALLS,
        address=wanted.address.strip(),
        is_axis=wanted.is_axis,
        sealed_secret=vault.seal(secret),
        created_at=now,
    )
    write(system, SystemConnected(system.name, system.protocol, system.way, codes), by=by, now=now)
    _open_client(system, secret)
    homes = [_give(system, code, now) for code in codes]
    route_unknown(None if system.is_axis else codes, by=by, now=now)
    return Connected(system, secret, tuple(warning for home in homes if (warning := _hosted_still(home, now))))


def _check_wanted(wanted: Wanted, codes: list[str]) -> None:
    check_said(wanted.name, limit=300, refusal=CannotConnect, missing="Nhập tên hệ thống.", field="name")
    if wanted.protocol not in System.Protocol.values:
        raise CannotConnect("Chọn giao thức.", field="protocol")
    if codes and wanted.is_axis:
        raise CannotConnect(AXIS_HAS_NO_CODES, field="codes")
    if not codes and not wanted.is_axis:
        raise CannotConnect("Nhập ít nhất một mã định danh của cơ quan dùng hệ thống này.", field="codes")
    if wanted.code and not _CODE.fullmatch(wanted.code.strip()):
        raise CannotConnect("Mã hệ thống chỉ gồm chữ không dấu, số, dấu chấm, gạch nối.", field="code")
    if wanted.code and System.objects.filter(code=wanted.code.strip()).exists():
        raise CannotConnect(f"Mã hệ thống {wanted.code} đã có.", field="code")
    if wanted.is_axis and System.objects.filter(is_axis=True, state=System.State.ACTIVE).exists():
        raise CannotConnect("Đã có một trục quốc gia đang kết nối. Tạm dừng trục ấy trước.", field="is_axis")
    _check_address(wanted)


def _check_address(wanted: Wanted) -> None:
    if not wanted.address:
        if wanted.secret:
            raise CannotConnect("Hệ thống gọi đến nhận bí mật do hệ thống này cấp, không nhập bí mật.", field="secret")
        return
    if not re.match(r"https?://[^/\s]+", wanted.address.strip()):
        raise CannotConnect("Địa chỉ bắt đầu bằng https:// (hoặc http:// trong mạng riêng).", field="address")
    if not wanted.secret:
        raise CannotConnect("Hệ thống mà ta gọi sang cần bí mật do bên ấy cấp.", field="secret")


def _free_code(codes: list[str]) -> str:
    """Make an id from the first code, as systems on the axis are named: H36.2.LT1."""
    stem = re.sub(r"[^0-9A-Za-z.]", "", codes[0] if codes else "")[:80].strip(".") or "TRUC"
    taken = set(System.objects.filter(code__startswith=f"{stem}.LT").values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"{stem}.LT{number}") not in taken)


# -- where codes live


@transaction.atomic
def give_home(system: System, code: str, *, by: Actor, now: datetime) -> str:
    """
    Let a code live on a system; what waited for it without a way goes there. Give what the administrator should know.

    :raises CannotConnect: when it lives on another system, or the system is the axis.
    """
    system = lock(system)
    if system.is_axis:
        raise CannotConnect(AXIS_HAS_NO_CODES)
    home = _give(system, code.strip(), now)
    write(system, HomeGiven(home.code), by=by, now=now, fields=[], moved_from=system.state)
    route_unknown([home.code], by=by, now=now)
    return _hosted_still(home, now)


@transaction.atomic
def take_home(system: System, code: str, *, by: Actor, now: datetime) -> None:
    """
    Let a code live there no more; what waits for it already still does.

    :raises CannotConnect: when it does not live on this system.
    """
    system = lock(system)
    deleted, _ = Home.objects.filter(system=system, code=code).delete()
    if not deleted:
        raise CannotConnect(f"Mã {code} không ở hệ thống {system.code}.")
    write(system, HomeTaken(code), by=by, now=now, fields=[], moved_from=system.state)


@transaction.atomic
def ask_release(system: System, code: str, *, by: Actor, now: datetime) -> None:
    """
    Note that a system wants to receive no more for a code of its own; asking again changes nothing.

    :raises CannotConnect: when the code is not its own.
    """
    home = _own_home(system, code)
    if home.release_asked_at is None:
        home.release_asked_at = now
        home.save(update_fields=["release_asked_at"])
        system = lock(System.objects.get(pk=system.pk))
        write(system, ReleaseAsked(code), by=by, now=now, fields=[], moved_from=system.state)


@transaction.atomic
def withdraw_release(system: System, code: str) -> None:
    """
    Forget that a system asked to receive no more for a code: it registers the code again.

    :raises CannotConnect: when the code is not its own.
    """
    home = _own_home(system, code)
    home.release_asked_at = None
    home.save(update_fields=["release_asked_at"])


def _own_home(system: System, code: str) -> Home:
    home = Home.objects.select_for_update().filter(system=system, code=code).first()
    if home is None:
        raise CannotConnect(f"Mã {code} chưa được giao cho hệ thống {system.code}. Liên hệ quản trị trục.")
    return home


def _give(system: System, code: str, now: datetime) -> Home:
    if not _CODE.fullmatch(code):
        raise CannotConnect(f"“{code[:60]}” không phải mã định danh: chỉ gồm chữ, số, dấu chấm.", field="codes")
    there = Home.objects.filter(code=code).select_related("system").first()
    if there is not None:
        raise CannotConnect(f"Mã {code} đang ở hệ thống {there.system.code}. Mỗi mã ở một hệ thống.", field="codes")
    agency = find_by_identifier(code, clock.local(now).date())
    return Home.objects.create(system=system, code=code, agency=agency)


def _hosted_still(home: Home, now: datetime) -> str:
    """Say, instead of forbidding it, that people work here in an agency whose documents now go elsewhere."""
    if home.agency is None:
        return ""
    day = clock.local(now).date()
    seats = list_seats_in(home.agency.pk, day)
    if not seats:
        return ""
    return HOSTED.format(name=name_of(home.agency, day).name, count=len(seats), code=home.code, system=home.system.code)


# -- going on and stopping


@transaction.atomic
def suspend_system(system: System, *, reason: str, by: Actor, now: datetime) -> System:
    """
    Stop a system: its calls are refused, and what is on the way to it waits.

    :raises CannotConnect: without a reason, or when it is suspended already.
    """
    reason = check_said(reason, limit=300, refusal=CannotConnect, missing="Nhập lý do tạm dừng.", field="reason")
    return _move(system, System.State.SUSPENDED, SystemSuspended(reason), by=by, now=now)


@transaction.atomic
def resume_system(system: System, *, by: Actor, now: datetime) -> System:
    """
    Let a system go on; what was sent beyond the province while no axis was connected goes to the axis now.

    :raises CannotConnect: when it is not suspended, or another axis is connected.
    """
    if system.is_axis and System.objects.filter(is_axis=True, state=System.State.ACTIVE).exists():
        raise CannotConnect("Đã có một trục quốc gia khác đang kết nối.")
    system = _move(system, System.State.ACTIVE, SystemResumed(), by=by, now=now)
    if system.is_axis:
        route_unknown(None, by=by, now=now)
    return system


@transaction.atomic
def renew_secret(system: System, *, by: Actor, now: datetime) -> str:
    """
    Give a system that calls us a new secret, said this once; the old one is worth nothing from now on.

    :raises CannotConnect: when its secret is the other side's to give.
    """
    system = lock(system)
    if system.way != System.Way.CALLS:
        raise CannotConnect("Bí mật của hệ thống này do bên ấy cấp; kết nối lại để đổi.")
    secret = secrets.token_urlsafe(32)
    system.sealed_secret = vault.seal(secret)
    write(system, SecretRenewed(), by=by, now=now, fields=["sealed_secret"], moved_from=system.state)
    _open_client(system, secret)
    return secret


def note_seen(system: System, *, now: datetime) -> None:
    """Note that a system spoke to us, at most once a minute."""
    if system.seen_at is None or now - system.seen_at >= SEEN_AT_MOST_EACH:
        System.objects.filter(pk=system.pk).update(seen_at=now)


def _move(system: System, state: str, told: object, *, by: Actor, now: datetime) -> System:
    system = lock(system)
    if state not in System.MOVES[System.State(system.state)]:
        raise CannotConnect(f"Hệ thống đang ở trạng thái “{system.get_state_display()}”.")
    before, system.state = system.state, state
    system.failures, system.rests_until = 0, None
    write(system, told, by=by, now=now, fields=["state", "failures", "rests_until"], moved_from=before)
    return system


def _open_client(system: System, secret: str) -> None:
    """Make the system's id and secret an API client, where it speaks our own protocol to us; it keeps its scopes."""
    scopes = scopes_of(system.code) or list(SCOPES)
    close_api_client(system.code)
    if system.protocol == System.Protocol.OWN and system.way == System.Way.CALLS:
        open_api_client(system.code, system.name, scopes=scopes, secret=secret)
