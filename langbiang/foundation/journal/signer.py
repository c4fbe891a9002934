"""
The signer of the journal: a process, and on a server a system user, of its own.

It needs SELECT on the journal, INSERT on `journal_checkpoint`, its key and its own copy. Before it signs it
recomputes everything since that copy, else it would sign a rewritten chain. Time stamps (RFC 3161) are the
worker's to ask for (stamping.py): this process calls nobody.
"""

import logging
import os
import threading
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import Error, close_old_connections, connections

from langbiang.foundation import clock

from .canonical import moment
from .checkpoints import OwnCopy, PublicKey, SignedHead, default_path
from .epochs import list_epochs
from .models import Checkpoint, JournalHead
from .walking import Walk, chain_at

logger = logging.getLogger(__name__)

EVERY = 60.0


class ChainBroken(Exception):
    """
    The journal is not what was signed before, or contradicts itself.

    Nothing is signed until people have looked.
    """


class Signer:
    """Signs the head with a key that the database never sees."""

    def __init__(self, *, key_path: Path | None = None, copy_path: Path | None = None) -> None:
        self._key = _load_key(key_path or settings.KEYS_DIR / "journal_signer.pem")
        raw = self._key.public_key().public_bytes_raw()
        public = PublicKey(key_id=sha256(raw).hexdigest()[:16], public_key=raw.hex())
        self._key_id = public.key_id
        self._copy = OwnCopy(copy_path or default_path())
        if not self._copy.knows(public):
            self._copy.append(public)

    def run(self, stop: threading.Event, every: float = EVERY) -> None:
        """Sign every minute when the head moved, until told to stop."""
        while not stop.is_set():
            try:
                self.sign(clock.now())
            except ChainBroken as broken:
                logger.critical("CẢNH BÁO: không ký nhật ký. %s", broken)
            except Error:
                logger.exception("The database failed")
                connections.close_all()
            close_old_connections()
            stop.wait(every)
        connections.close_all()

    def sign(self, now: datetime) -> SignedHead | None:
        """
        Recompute, sign, keep.

        None when the head has not moved. The copy comes first: it is what counts.
        """
        head, last = JournalHead.objects.get(), self._copy.last()
        walk = self._start(head, last)
        for finding in walk.findings(head.position):
            raise ChainBroken(finding)
        if walk.chain != bytes(head.chain):
            raise ChainBroken(f"Đầu chuỗi không khớp con dấu ở vị trí {head.position}.")
        if last and (last.epoch, last.position) == (head.epoch, head.position):
            return None
        signed = self._signed(head, now)
        self._copy.append(signed)
        row = Checkpoint(
            epoch=signed.epoch,
            position=signed.position,
            chain=bytes(head.chain),
            at=now,
            key_id=signed.key_id,
            signature=bytes.fromhex(signed.signature),
        )
        Checkpoint.objects.bulk_create([row], ignore_conflicts=True)  # it is there when a copy was lost
        return signed

    def _signed(self, head: JournalHead, now: datetime) -> SignedHead:
        unsigned = SignedHead(
            province=getattr(settings, "PROVINCE", "lam-dong"),
            epoch=head.epoch,
            position=head.position,
            chain=bytes(head.chain).hex(),
            at=moment(now),
            key_id=self._key_id,
        )
        return SignedHead(**{**vars(unsigned), "signature": self._key.sign(unsigned.text()).hex()})

    def _start(self, head: JournalHead, last: SignedHead | None) -> Walk:
        """
        Begin at the last copy that still holds.

        A later epoch may have declared what stood behind it lost.
        """
        if last and head.epoch > last.epoch:
            last = self._before_the_cut(last)
        if last is None:
            return Walk()
        if head.epoch < last.epoch or head.position < last.position:
            raise ChainBroken(
                f"Nhật ký đã bị cắt: điểm kiểm cuối ở vị trí {last.position}, nay chỉ còn {head.position}."
            )
        if chain_at(last.position) != bytes.fromhex(last.chain):
            raise ChainBroken(f"Chuỗi đã bị viết lại: vị trí {last.position} không còn như đã ký.")
        return Walk(last.position, bytes.fromhex(last.chain))

    def _before_the_cut(self, last: SignedHead) -> SignedHead | None:
        cuts = [begun.position for begun in list_epochs() if begun.epoch > last.epoch]
        if not cuts:
            raise ChainBroken(f"Có kỷ nguyên mới sau {last.epoch} mà không có hành vi nào nêu lý do.")
        if last.position <= min(cuts):
            return last
        logger.warning("A new epoch declares positions after %s lost", min(cuts))
        return self._copy.newest_upto(min(cuts))


def _load_key(path: Path) -> Ed25519PrivateKey:
    """Read the key, making it at first run, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        pem = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path.name} is not an Ed25519 key")
    return key
