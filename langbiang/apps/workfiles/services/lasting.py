"""
Packages that last: the signed PDFs of a submitted file get their validation data, when services outside give it.

Handing over waits for none of it: the package is written at once, and once more when the data is there.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from langbiang.apps.workfiles import packaging
from langbiang.apps.workfiles.acts import FileMadeLasting
from langbiang.apps.workfiles.models import LastingCopy, WorkFile
from langbiang.foundation import signing
from langbiang.foundation.files.interface import PDF, File, Writer, enter_file, keep_bytes, open_file, read_file
from langbiang.foundation.journal.interface import Actor, lock, write

State = LastingCopy.State
MAKER = Actor(kind="timer", id="workfiles.lasting")
SUBMITTED = [WorkFile.State.SUBMITTED, WorkFile.State.ARCHIVED]  # one that was given back waits to be submitted anew
BATCH = 10  # copies in one turn
HELD = timedelta(minutes=15)  # one whose worker was killed is taken up again after this
LONGEST_PAUSE = timedelta(hours=6)


def queue_copies(file: WorkFile, *, now: datetime) -> None:
    """Let each signed PDF of a file that is submitted wait for its data; what was made before stays made."""
    if not settings.LONG_TERM:
        return
    signed = [part for part in packaging.list_parts(file) if _is_signed(part)]
    file.lasting_copies.exclude(original__in=signed).delete()
    file.lasting_copies.exclude(state=State.MADE).update(state=State.WAITING, reason="", tries=0, next_at=now)
    rows = [LastingCopy(file=file, original=part, next_at=now) for part in signed]
    LastingCopy.objects.bulk_create(rows, ignore_conflicts=True)


def _is_signed(part: File) -> bool:
    return part.media_type == PDF and signing.carries_signature(open_file(part))


def make_copies(*, now: datetime) -> int:
    """
    Make the copies that are due, the longest due first, until a service does not answer; say how many are done with.

    What does not come to be waits twice as long each time, so that one silent authority holds the others up no longer.
    """
    if not settings.LONG_TERM:
        return 0
    done = 0
    due = LastingCopy.objects.filter(file__state__in=SUBMITTED, state=State.WAITING, next_at__lte=now)
    for row in due.select_related("original").order_by("next_at", "pk")[:BATCH]:
        if not LastingCopy.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=now + HELD):
            continue  # another worker was first
        try:
            _make(row, now)
        except signing.NotYet as failure:
            pause = min(timedelta(minutes=2 ** min(row.tries, 10)), LONGEST_PAUSE)
            _note(row, reason=str(failure)[:300], tries=row.tries + 1, next_at=now + pause)
            break
        done += 1
    return done


def _make(row: LastingCopy, now: datetime) -> None:
    """:raises signing.NotYet: when a service fails."""
    try:
        content = signing.make_lasting(read_file(row.original), trust=signing.trusted_roots(), now=now)
    except signing.CannotLast as refusal:
        _note(row, state=State.CANNOT, reason=str(refusal)[:300])
        return
    with transaction.atomic():
        copy = enter_file(keep_bytes(content), name=row.original.name, media_type=PDF, now=now)
        _note(row, state=State.MADE, copy=copy, reason="")


def _note(row: LastingCopy, **told: object) -> None:
    LastingCopy.objects.filter(pk=row.pk).update(**told)


def pack_again(*, now: datetime) -> int:
    """Write the packages once more whose copies are all there, or cannot be had; say how many."""
    waiting = LastingCopy.objects.filter(file=OuterRef("pk"), state=State.WAITING)
    made = LastingCopy.objects.filter(file=OuterRef("pk"), state=State.MADE)
    ready = WorkFile.objects.filter(~Exists(waiting), Exists(made), state__in=SUBMITTED, lasting_package=None)
    files = list(ready.order_by("pk")[:BATCH])
    for file in files:
        _pack(file, now)
    return len(files)


@transaction.atomic
def _pack(file: WorkFile, now: datetime) -> None:
    file = lock(file)
    if file.package_id is None or file.lasting_package_id is not None:
        return  # given back meanwhile, or another worker was first
    copies = {row.original_id: row.copy for row in file.lasting_copies.select_related("copy") if row.copy is not None}
    writer = Writer()
    try:
        packaging.write_package(file, writer, now=now, lasting=copies)
    except BaseException:
        writer.discard()
        raise
    stored = writer.keep()
    name = f"{file.notation}-{file.year}-dai-han.zip"
    file.lasting_package = enter_file(stored, name=name, media_type=packaging.MEDIA_TYPE, now=now)
    told = FileMadeLasting(stored.digest, len(copies), file.lasting_copies.filter(copy=None).count())
    write(file, told, by=MAKER, now=now, fields=["lasting_package"], parties=[file.agency_id])
