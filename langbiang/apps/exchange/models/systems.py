"""The systems that are connected to this hub, the agencies that live on them, and the axis's list of agencies."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langbiang.foundation.journal.interface import Subject


class System(Subject):
    """
    Another system, spoken to in one protocol.

    Either it calls us (it sends, lists what waits for it, fetches, acknowledges) or we call it at `address`. `code`
    is its name on the wire: the `systemid` of the national protocol, the client id of our own. The secret is sealed
    under a key outside the database (`foundation.vault`).
    """

    SUBJECT_KIND: ClassVar = "exchange.system"
    OFFICIAL_FIELDS: ClassVar = ("code", "name", "protocol", "way", "address", "is_axis", "state")

    class Protocol(models.TextChoices):
        NATIONAL = "national", "Trục liên thông văn bản quốc gia"
        V1 = "v1", "REST của trục Lâm Đồng trước đây (chưa kiểm chứng)"
        OWN = "own", "Giao diện Langbiang"

    class Way(models.TextChoices):
        CALLS = "calls", "Hệ thống ấy gọi đến"
        CALLED = "called", "Hệ thống này gọi sang"

    class State(models.TextChoices):
        ACTIVE = "active", "Đang kết nối"
        SUSPENDED = "suspended", "Tạm dừng"

    MOVES: ClassVar = {State.ACTIVE: {State.SUSPENDED}, State.SUSPENDED: {State.ACTIVE}}

    code = models.CharField("mã hệ thống", max_length=100, unique=True)
    name = models.CharField("tên", max_length=300)
    protocol = models.CharField("giao thức", max_length=8, choices=Protocol)
    way = models.CharField("chiều gọi", max_length=6, choices=Way)
    address = models.CharField("địa chỉ", max_length=500, blank=True)
    is_axis = models.BooleanField("trục quốc gia", default=False)  # takes whatever has no home elsewhere
    sealed_secret = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.ACTIVE)
    calls_a_minute = models.PositiveIntegerField("số lần gọi mỗi phút", default=600)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField("lần cuối liên lạc", null=True)
    # The circuit of a system that we call: after repeated failures nothing is tried before `rests_until`.
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way="calls", address="") | (Q(way="called") & ~Q(address="")),
                name="exchange_system_called_has_address",
            ),
            models.UniqueConstraint(
                fields=["is_axis"], condition=Q(is_axis=True, state="active"), name="exchange_system_one_axis"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Home(models.Model):
    """That an identifier code lives on a system, and nowhere else. A code without a row is hosted here, or outside."""

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="homes")
    code = models.CharField("mã định danh", max_length=200, unique=True)
    agency = models.ForeignKey("directory.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    # When the system itself asked to receive no more for the code; an administrator decides.
    release_asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class ListedAgency(models.Model):
    """
    An agency that another system's list names, brought up to date every night; never deleted, for old packets name it.

    Of the axis's list everybody stands here; of another system's list only the agencies that live there. It is found by
    the words of `folded`, which migration 0010 indexes in the way of each database.
    """

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    code = models.CharField("mã định danh", max_length=200)
    old_code = models.CharField("mã cũ", max_length=200, blank=True)
    parent_code = models.CharField(max_length=200, blank=True)
    name = models.CharField("tên", max_length=500)
    folded = models.TextField()  # name and codes without tones, for finding
    mail = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)  # of what the list says of it: only what changed is written
    listed_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["code", "system"], name="exchange_listed_once_a_system")]
        indexes = [
            models.Index(fields=["code"], condition=Q(gone_at__isnull=False), name="exchange_listed_gone"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class AgencySync(models.Model):
    """
    One run that brings the list of a system up to date. What came of it is an act of the system; this row is technique.

    While it is RUNNING it belongs to one process until `until`; who dies gives it back when that is past.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        RUNNING = "running", "Đang đọc"
        DONE = "done", "Xong"
        REFUSED = "refused", "Không nhận danh sách"
        FAILED = "failed", "Không lấy được"

    OPEN: ClassVar = (State.WAITING, State.RUNNING)

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    asked_by = models.CharField(max_length=300, blank=True)  # empty: by the hour
    asked_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    passed_over = models.PositiveIntegerField(default=0)  # entries without a code, and codes named twice
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["system"], condition=Q(state__in=["waiting", "running"]), name="exchange_one_open_sync_a_system"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system}: {self.get_state_display()}"
