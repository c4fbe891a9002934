"""
Where a packet goes: to an agency of this installation, to the system on which a code lives, to the national axis.

One packet and one stored file however many receivers. Only what was sent from this province goes to the axis, so that
nothing that came from outside, or was carried in by hand, travels out again.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q

from langbiang.apps.directory.interface import Agency, AgencyVersion, find_by_identifier, identifiers_of, list_agencies
from langbiang.apps.exchange import edxml, queries
from langbiang.apps.exchange.acts import DeliveryQueued
from langbiang.apps.exchange.models import Delivery, Packet, StatusReport, System, Transfer
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import File, Writer, enter_file, open_file
from langbiang.foundation.journal.interface import Actor, Entry, write_many

from .export import write_packet, write_report
from .moving import TAKEN_BACK, advance, belongs_here
from .sealing import seal_as_sender

State = Delivery.State
Named = Callable[[], File]
EDXML = "application/xml"


class CannotSend(Refused):
    """There is nobody to send to, or nothing to send."""


@dataclass(frozen=True)
class Addressee:
    """Whom a packet names: an agency of the directory, or one known by code and name alone."""

    agency: Agency | None
    code: str
    name: str


class Routes:
    """Where the receivers of one packet live, asked once."""

    def __init__(self, addressees: Iterable[Addressee], packet: Packet) -> None:
        self._codes = [each.code for each in addressees if each.code]
        self._agencies = [each.agency.pk for each in addressees if each.agency]
        self._packet = packet

    def to(self, addressee: Addressee) -> tuple[System, str] | None:
        """Give the system and the code there; None for who is hosted here, or known to nobody."""
        by_code, by_agency = self._homes
        home = by_code.get(addressee.code) or (by_agency.get(addressee.agency.pk) if addressee.agency else None)
        if home is not None:
            return home.system, home.code  # also back to who sent it: that system named its own agency
        if addressee.agency is None and addressee.code and self._axis is not None:
            return self._axis, addressee.code
        return None

    @cached_property
    def _homes(self) -> tuple[queries.HomesByCode, queries.HomesByAgency]:
        return queries.find_homes(self._codes, self._agencies)

    @cached_property
    def _axis(self) -> System | None:
        return queries.find_axis() if _sent_from_this_province(self._packet) else None


def _sent_from_this_province(packet: Packet) -> bool:
    if packet.origin == Packet.Origin.SYSTEM:
        return packet.system is not None and not packet.system.is_axis
    return packet.origin == Packet.Origin.INSIDE


def addressees_of(agencies: Sequence[Agency], now: datetime) -> list[Addressee]:
    """
    Name agencies of the directory as they are called on the day.

    :raises CannotSend: when one is no longer in force.
    """
    names = names_of(agencies, now)
    codes = identifiers_of([agency.pk for agency in agencies], clock.local(now).date())
    return [Addressee(each, codes.get(each.pk, ""), names[each.pk].name) for each in agencies]


def names_of(agencies: Sequence[Agency], now: datetime) -> dict[int, AgencyVersion]:
    wanted = {agency.pk for agency in agencies}
    if not wanted:  # a packet on its way through: not even an empty question is asked
        return {}
    found = list_agencies(clock.local(now).date()).filter(agency__in=wanted)
    names = {version.agency_id: version for version in found}
    if missing := wanted - names.keys():
        raise CannotSend(f"{len(missing)} nơi nhận không còn hoạt động vào ngày gửi. Bỏ khỏi danh sách rồi gửi lại.")
    return names


def queue_deliveries(
    packet: Packet, addressees: Sequence[Addressee], *, by: Actor, now: datetime, named_by: Named | None = None
) -> list[Delivery]:
    """
    Queue a packet for those who do not have it yet, in bulk, and route each.

    `named_by` enters the bytes that name them, where those are not the packet's own.

    :raises CannotSend: when the packet has to leave as edXML and cannot be written.
    """
    new = _without_those_there(packet, addressees)
    routes = Routes(new, packet)
    routed = [(_delivery(packet, each, routes.to(each), now), routes.to(each)) for each in new]
    deliveries = [delivery for delivery, _ in routed]
    write_many(
        [
            Entry(d, DeliveryQueued(d.receiver_name), parties=[d.receiver_id] if d.receiver_id else [])
            for d in deliveries
        ],
        by=by,
        now=now,
    )
    leaving = [(delivery, *route) for delivery, route in routed if route is not None]
    if leaving:
        _leave(packet, leaving, named_by, now)
    _match_waiting(packet, deliveries, by=by, now=now)
    return deliveries


def _without_those_there(packet: Packet, addressees: Sequence[Addressee]) -> list[Addressee]:
    """Give who has no delivery of the packet yet, each once, also where an agency is named by two codes."""
    there = {pk or code for pk, code in packet.deliveries.values_list("receiver_id", "receiver_code")}
    new = {each.agency.pk if each.agency else each.code[:200]: each for each in reversed(addressees)}
    return [each for key, each in reversed(new.items()) if key not in there]


def _delivery(packet: Packet, addressee: Addressee, route: tuple[System, str] | None, now: datetime) -> Delivery:
    known = addressee.agency is not None or route is not None
    return Delivery(
        packet=packet,
        receiver=addressee.agency,
        receiver_code=addressee.code[:200],
        receiver_name=addressee.name[:300],
        state=State.QUEUED if known else State.UNKNOWN,
        queued_at=now,
    )


def route_unknown(codes: Sequence[str] | None, *, by: Actor, now: datetime) -> int:
    """Send on what was kept for codes that have a way only now (None: any code); say how many."""
    unknown = Delivery.objects.select_for_update(of=("self",)).filter(state=State.UNKNOWN).exclude(receiver_code="")
    if codes is not None:
        unknown = unknown.filter(receiver_code__in=codes)
    by_packet: dict[Packet, list[Delivery]] = {}
    for delivery in unknown.select_related("packet__system", "packet__original").order_by("pk"):
        by_packet.setdefault(delivery.packet, []).append(delivery)
    return sum(_route_again(packet, deliveries, by=by, now=now) for packet, deliveries in by_packet.items())


def _route_again(packet: Packet, deliveries: list[Delivery], *, by: Actor, now: datetime) -> int:
    named = {Addressee(None, each.receiver_code, each.receiver_name): each for each in deliveries}
    routes = Routes(named, packet)
    leaving = [(delivery, *route) for each, delivery in named.items() if (route := routes.to(each))]
    if not leaving or (packet.original is None and packet.origin != Packet.Origin.INSIDE):
        return 0
    for delivery, *_ in leaving:
        delivery.state = State.QUEUED
    told = [Entry(d, DeliveryQueued(d.receiver_name), moved_from=State.UNKNOWN) for d, *_ in leaving]
    write_many(told, by=by, now=now, fields=["state"])
    _leave(packet, leaving, None, now)
    return len(leaving)


# -- what leaves


Leaving = tuple[Delivery, System, str]


def _leave(packet: Packet, leaving: Sequence[Leaving], named_by: Named | None, now: datetime) -> None:
    """Put deliveries on their way to other systems, each with bytes that name its receiver."""
    within = [delivery for delivery, system, _ in leaving if not system.is_axis]
    outside = [delivery for delivery, system, _ in leaving if system.is_axis]
    if packet.origin == Packet.Origin.INSIDE:
        _write_down(packet, within, outside, now)
    else:
        _pass_on(packet, within, outside, named_by, now)
    Transfer.objects.bulk_create(
        Transfer(
            system=system,
            kind=Transfer.Kind.DOCUMENT,
            delivery=delivery,
            from_code=packet.sender_code,
            to_code=code,
            next_at=now,
            created_at=now,
        )
        for delivery, system, code in leaving
    )


def _write_down(packet: Packet, within: list[Delivery], outside: list[Delivery], now: datetime) -> None:
    """Write a packet of ours: whole the first time, then for those alone who are added; the axis sees its own."""
    if packet.original is None:
        named = list(packet.deliveries.exclude(receiver_code="").order_by("pk")) if within else outside
        packet.original = _sealed(packet, named, now)
        packet.save(update_fields=["original"])
        if within and outside and len(outside) < len(named):
            _keep_original(outside, _sealed(packet, outside, now))
        return
    for added in (within, outside):
        if added:
            _keep_original(added, _sealed(packet, added, now))


def _sealed(packet: Packet, named: Sequence[Delivery], now: datetime) -> File:
    file = written(packet, named, now)
    seal_as_sender(packet, file.digest, now=now)
    return file


def _pass_on(
    packet: Packet, within: list[Delivery], outside: list[Delivery], named_by: Named | None, now: datetime
) -> None:
    """Hand on the very bytes that came; for the axis without those receivers that do not lie outside."""
    came = named_by() if named_by else packet.original
    if came is None:
        raise CannotSend("Gói tin nhập trước đây không giữ tệp gốc nên không chuyển tiếp được. Nhập lại tệp.")
    if named_by is not None:
        _keep_original(within, came)
    if outside:
        _keep_original(outside, _filtered(came, {d.receiver_code for d in outside}, now))


def _keep_original(deliveries: Sequence[Delivery], file: File) -> None:
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(original=file)


def written(packet: Packet, named: Sequence[Delivery], now: datetime) -> File:
    """
    Write a packet as edXML into the file store, for these receivers.

    :raises CannotSend: with the sentence that says what edXML does not allow.
    """
    writer = Writer()
    try:
        write_packet(packet, named, writer)
    except Refused as refusal:
        writer.discard()
        raise CannotSend(f"Có nơi nhận ở hệ thống khác, nhưng không lập được tệp edXML: {refusal}") from refusal
    except BaseException:
        writer.discard()
        raise
    return enter_file(writer.keep(), name=f"{packet.uid}.edxml", media_type=EDXML, now=now)


def _filtered(came: File, codes: Collection[str], now: datetime) -> File:
    writer = Writer()
    try:
        with open_file(came) as packet:
            edxml.keep_receivers(packet, codes, writer)
    except BaseException:
        writer.discard()
        raise
    return enter_file(writer.keep(), name=came.name, media_type=EDXML, now=now)


# -- statuses


def route_report(report: StatusReport, *, now: datetime) -> Transfer | None:
    """Hand a status on to where the other party lives, unless it came from there; None for a party hosted here."""
    system = _home_of_party(report)
    if system is None or system.pk == report.system_id:
        return None
    transfer = Transfer(
        system=system,
        kind=Transfer.Kind.STATUS,
        report=report,
        from_code=report.reporter_code,
        to_code=report.response_organ,
        next_at=now,
        created_at=now,
    )
    try:
        _write_report(report, now)
    except Refused as refusal:  # who reports is not held up by it; it stands aside with its reason
        transfer.state, transfer.reason = Transfer.State.SET_ASIDE, str(refusal)[:500]
    transfer.save()
    return transfer


def _home_of_party(report: StatusReport) -> System | None:
    """Give the system of the other party; beyond it the way its document took, or, of an unknown one, the axis."""
    party, delivery = report.response_organ, report.delivery
    homes, _ = queries.find_homes([party], [])
    if party in homes:
        return homes[party].system
    if delivery is not None and party == delivery.packet.sender_code:
        return delivery.packet.system
    if delivery is not None:
        transfer = Transfer.objects.filter(delivery=delivery).select_related("system").first()
        return transfer.system if transfer else None
    hosted = find_by_identifier(party, clock.local(report.recorded_at).date())
    return None if hosted or report.system is None else queries.find_axis()


def _write_report(report: StatusReport, now: datetime) -> None:
    if report.original is not None:
        return
    writer = Writer()
    try:
        write_report(report, writer)
    except BaseException:
        writer.discard()
        raise
    report.original = enter_file(writer.keep(), name=f"{report.uid}.edxml", media_type=EDXML, now=now)
    report.save(update_fields=["original"])


def _match_waiting(packet: Packet, deliveries: Sequence[Delivery], *, by: Actor, now: datetime) -> None:
    """Give a document the statuses that were here before it; they move it in the order in which they were given."""
    codes = [delivery.receiver_code for delivery in deliveries if delivery.receiver_code]
    parties = Q(reporter_code__in=codes, response_organ=packet.sender_code)
    parties |= Q(reporter_code=packet.sender_code, response_organ__in=codes, code=TAKEN_BACK)
    same = Q(response_code=packet.code)
    if packet.document_id:
        same |= Q(response_document_id=packet.document_id)
    by_code = {delivery.receiver_code: delivery for delivery in deliveries}
    for report in StatusReport.objects.select_for_update().filter(parties & same, delivery=None).order_by("at", "pk"):
        delivery = by_code[report.response_organ if report.code == TAKEN_BACK else report.reporter_code]
        report.delivery = delivery
        report.save(update_fields=["delivery"])
        if not belongs_here(report.code, delivery):
            advance(delivery, report, by=by, now=now)
