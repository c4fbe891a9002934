"""Incidents as people report them: through the service."""

from datetime import timedelta

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents.tests.factories import NOW
from langbiang.apps.incidents import services
from langbiang.apps.incidents.models import Incident


def report(seat: Seat, *, now=NOW, **said) -> Incident:
    usual = {"title": "Không gửi được văn bản", "words": "Báo lỗi từ 7 giờ.", "kind": "fault", "severity": "medium"}
    told = services.Report(**{**usual, "noticed_at": now - timedelta(hours=1), **said})
    return services.report_incident(told, seat=seat, now=now)
