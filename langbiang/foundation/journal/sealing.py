"""The sealer: gives acts their position and chains them. The only clever part of the journal."""

from django.db import transaction

from .canonical import link
from .models import Act, ActPending, JournalHead, Seal


def seal_pending(limit: int = 500) -> int:
    """
    Seal the acts that wait, at most `limit`; say how many.

    On PostgreSQL the row of the head is the lock (READ COMMITTED; held until commit, so that a position is
    seen only with all before it). On SQLite transactions are IMMEDIATE, which is the lock; hence the look
    before.
    """
    if not ActPending.objects.exists():
        return 0
    with transaction.atomic():
        head = JournalHead.objects.select_for_update(skip_locked=True).first()
        if head is None:
            return 0  # another sealer is at work
        waiting = Act.objects.filter(pending__isnull=False).order_by("id").values_list("id", "digest")[:limit]
        seals = [_seal(head, act_id, bytes(digest)) for act_id, digest in waiting]
        Seal.objects.bulk_create(seals, batch_size=limit)
        ActPending.objects.filter(pk__in=[seal.act_id for seal in seals]).delete()
        head.save(update_fields=["position", "chain"])
    return len(seals)


def _seal(head: JournalHead, act_id: int, digest: bytes) -> Seal:
    head.position += 1
    head.chain = link(bytes(head.chain), head.position, digest)
    return Seal(position=head.position, act_id=act_id, chain=head.chain)
