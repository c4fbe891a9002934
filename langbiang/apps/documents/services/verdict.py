"""The verdict on a file's signatures, found once for each content."""

from dataclasses import asdict
from datetime import datetime

from langbiang.apps.documents.models import FileVerdict
from langbiang.apps.exchange.interface import Packet
from langbiang.foundation import signing
from langbiang.foundation.files.interface import File, read_file

PDF = "application/pdf"
NO_PDF = "unsigned"


def judge_packet(packet: Packet, *, now: datetime) -> str:
    """Judge the signatures of a packet's first PDF; says the standing, "unsigned" when there is no PDF."""
    for enclosed in packet.files.select_related("file"):
        if enclosed.file is not None and enclosed.file.media_type == PDF:
            return judge_file(enclosed.file, now=now).standing
    return NO_PDF


def judge_file(file: File, *, now: datetime) -> FileVerdict:
    """Judge a PDF's signatures, or give what was found for the same bytes before."""
    known = FileVerdict.objects.filter(digest=file.digest).first()
    if known is not None:
        return known
    verdict = signing.verify(read_file(file), trust=signing.trusted_roots(), now=now)
    findings = [{**asdict(s), "signed_at": s.signed_at.isoformat() if s.signed_at else ""} for s in verdict.signatures]
    found, _ = FileVerdict.objects.get_or_create(
        digest=file.digest,
        defaults={
            "standing": verdict.standing,
            "sentence": verdict.sentence,
            "signatures": findings,
            "checked_at": now,
        },
    )
    return found
