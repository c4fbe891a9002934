"""Connected systems: one that goes on, with something set aside for it, and one that was stopped; and the programs."""

from langbiang.apps.exchange.models import Transfer
from langbiang.apps.exchange.services import set_transfer_aside, suspend_system
from langbiang.apps.exchange.tests.factories import (
    ADMIN,
    FAR,
    FAR_TOO,
    NOW,
    come,
    connect,
    connect_axis,
    document_bytes,
)

PROGRAMS = {"exchange:national": ["getAgenciesList"], "exchange:v1": ["getOrganizations"]}


def make_things(world) -> None:
    world.things["system"], sender = connect(FAR), connect(FAR_TOO)
    come(sender, document_bytes(sender=FAR_TOO, to=[FAR]))
    transfer = Transfer.objects.get(system=world.things["system"])
    world.things["aside"] = set_transfer_aside(transfer, "Tệp hỏng", by=ADMIN, now=NOW)
    world.things["stopped"] = suspend_system(sender, reason="Bảo trì", by=ADMIN, now=NOW)
    world.things["axis"] = connect_axis()
    for name in ("system", "stopped"):
        world.things[name].refresh_from_db()


def arguments(world, name: str, thing: str) -> list[object] | None:
    """Give which operation an address of a program means; None where the thing's uid is all."""
    if name in ("exchange:api-document", "exchange:api-evidence"):
        return [str(world.things["arrived"].delivery.packet.uid)]
    return PROGRAMS.get(name)


def filled(world) -> dict[str, dict[str, object]]:
    # A thing set aside has no version; what is done to it is checked against its system's.
    version = world.things["system"].version
    return {
        "exchange:system-new": {"name": "Hệ thống mới", "protocol": "national", "codes": "H99.8", "role": "system"},
        "exchange:system-suspend": {"reason": "Bảo trì"},
        "exchange:home-give": {"code": "H99.9"},
        "exchange:home-take": {"code": FAR},
        "exchange:transfer-again": {"version": version},
    }
