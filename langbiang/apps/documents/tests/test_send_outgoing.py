from datetime import timedelta

import pytest
from django.test import Client

from langbiang.apps.documents import queries, services
from langbiang.apps.exchange.models import Packet
from langbiang.apps.identity.interface import open_demo_account
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import drain

from .factories import DAY, NOW, Outgoing, everything


def test_send_outgoing_queues_one_packet_for_all_receivers(outgoing, duc_trong):
    document = outgoing(Outgoing.SENT, receivers=duc_trong)
    packet = Packet.objects.get(source_uid=document.uid)
    assert packet.code == "01/UBND-VX"
    assert packet.signer_name == "Đinh Quốc Việt"
    assert [file.file.digest for file in packet.files.all()] == [document.file.digest]
    assert {d.receiver_id for d in queries.deliveries_of(document)} == {agency.pk for agency in duc_trong}


def test_decision28_art10_document_id_is_agency_date_and_code(outgoing, leader):
    document = outgoing(Outgoing.SENT)
    packet = Packet.objects.get(source_uid=document.uid)
    assert packet.document_id == f"{packet.sender_code},2020/09/09,01/UBND-VX"


def test_send_outgoing_to_one_that_is_no_more_is_refused_and_changes_nothing(outgoing, clerk, inspector):
    document = outgoing(Outgoing.ISSUED, receivers=[inspector.agency])
    inspector.agency.versions.update(valid_to=DAY)
    before = everything()
    with pytest.raises(Refused, match="không còn hoạt động"):
        services.send_outgoing(document, seat=clerk, now=NOW)
    assert everything() == before


def test_decision28_art8_what_has_not_arrived_in_time_is_listed_for_its_clerk_alone(
    outgoing, clerk, leader, stttt_clerk, worker, settings
):
    document = outgoing(Outgoing.SENT)
    settings.ALARM_HOURS = 4
    late = NOW + timedelta(hours=4, seconds=1)
    assert list(queries.list_unarrived(clerk, NOW + timedelta(hours=4))) == []
    assert list(queries.list_unarrived(clerk, late)) == [document]
    assert [list(queries.list_unarrived(seat, late)) for seat in (leader, stttt_clerk, worker)] == [[], [], []]
    drain()
    assert list(queries.list_unarrived(clerk, late)) == []


def test_the_tab_of_what_has_not_arrived_is_there_while_there_is_any(outgoing, clerk, settings):
    document = outgoing(Outgoing.SENT)
    client = Client()
    client.force_login(open_demo_account(clerk.person))
    session = client.session
    session["seat"] = str(clerk.uid)
    session.save()
    settings.ALARM_HOURS = -1  # whatever was queued until now
    shown = client.get("/van-ban-di/").context["tabs"][-1]
    assert (shown.name, shown.count) == ("Chưa đến nơi nhận", 1)
    assert client.get("/van-ban-di/?buoc=chua-den").context["page"].rows == [document]
    drain()
    assert client.get("/van-ban-di/").context["tabs"][-1].name == "Đã gửi"
    assert "Mọi văn bản đã gửi đều đến nơi" in client.get("/van-ban-di/?buoc=chua-den").content.decode()


@pytest.mark.parametrize("paper", [True, False])
def test_the_clerk_says_whether_paper_goes_as_well(outgoing, clerk, paper):
    document = services.send_outgoing(outgoing(Outgoing.ISSUED), paper=paper, seat=clerk, now=NOW)
    assert Packet.objects.get(source_uid=document.uid).paper is paper
