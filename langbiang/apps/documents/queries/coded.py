"""Which documents a number and notation stands for: for who controls, who reads of what was done, not the documents."""

from collections.abc import Collection

from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument


def list_uids_coded(code: str, *, most: int) -> list[str]:
    """List the public ids of documents of any agency with this number and notation, at most so many of each kind."""
    found = [model.objects.filter(code__iexact=code) for model in (OutgoingDocument, IncomingDocument)]
    return [str(uid) for documents in found for uid in documents.values_list("uid", flat=True)[:most]]


def names_by_uid(uids: Collection[str]) -> dict[str, str]:
    """Name documents of any agency by their public ids: number and notation where there is one, and the subject."""
    names: dict[str, str] = {}
    for model in (OutgoingDocument, IncomingDocument):
        for uid, code, subject in model.objects.filter(uid__in=uids).values_list("uid", "code", "subject"):
            names[str(uid)] = f"{code}: {subject}" if code else subject
    return names
