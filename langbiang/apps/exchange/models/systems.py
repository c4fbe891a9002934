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

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class ListedAgency(models.Model):
    """An agency of the axis's own list, brought up to date every night; never deleted, for old packets name it."""

    code = models.CharField("mã định danh", max_length=200, unique=True)
    old_code = models.CharField("mã cũ", max_length=200, blank=True, db_index=True)
    parent_code = models.CharField(max_length=200, blank=True)
    name = models.CharField("tên", max_length=500)
    folded = models.CharField(max_length=500)  # the name without tones, for finding
    mail = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)  # of what the list says of it: only what changed is written
    listed_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["folded"], name="exchange_listed_by_name")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
