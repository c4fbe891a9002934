"""
From the elements under AttachmentEncoded to attachments in the file store, checked.

Unwrapping (1.5): a ZIP with exactly one entry, that is no OOXML, ODF or JAR and whose name does not end in
`.zip`, is the wrapping of the Java library: the attachment is the entry's content. Its name is always
AttachmentName, never the entry's, which is another (`<uuid>.edxml` for a `.doc`) and could point out of the
folder.
"""

import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

from langbiang.apps.exchange.edxml import integrity
from langbiang.apps.exchange.edxml.frame import Element
from langbiang.apps.exchange.edxml.packet import Attachment
from langbiang.apps.exchange.edxml.payload import Payload, Sink, Spool, Stored
from langbiang.foundation.files import sniff

_PIECE = 64 * 1024
_NAME_LENGTH = 150
_EXTENSION_LENGTH = 12
_PACKAGE_ENTRIES = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")


@dataclass
class Arrival:
    """What the packet says of one attachment, and where its bytes are."""

    name: str
    content_id: str
    types: tuple[str, ...]
    description: str
    payload: Payload
    unzipped: bool = False
    stored: Stored | None = None


def arrivals(root: Element, nothing: Payload) -> list[Arrival]:
    """Match AttachmentEncoded with the manifest. `nothing` stands for the content of one that brings none."""
    listed = {_content_id(reference): reference for reference in _references(root)}
    return [
        _arrival(place, each, listed.get(_content_id(each), Element("Reference")), nothing)
        for place, each in enumerate(_encoded(root), start=1)
    ]


def mismatches(root: Element) -> Iterator[str]:
    """What the manifest lists and the packet lacks, and the other way round."""
    listed = Counter(_content_id(each) for each in _references(root))
    found = Counter(_content_id(each) for each in _encoded(root))
    for content_id in listed - found:
        yield f"Bản kê có tệp {content_id[:100] or '(không mã)'} nhưng gói tin không kèm."
    for content_id in found - listed:
        yield f"Gói tin kèm tệp {content_id[:100] or '(không mã)'} không có trong bản kê."


def unwrap(arrival: Arrival, expansion: integrity.Expansion) -> None:
    """Move a waiting ZIP, or what it wraps, to the store; one that does not expand is kept as it came."""
    spool = arrival.payload.target
    if not isinstance(spool, Spool):
        return
    with closing(spool.file) as packed:
        sink = arrival.payload.move_to_store()
        try:
            arrival.unzipped = _move_entry(packed, arrival.name, sink, expansion)
        except (zipfile.BadZipFile, integrity.TooLarge):  # the check of integrity will find and name it
            arrival.payload.discard()
            sink = arrival.payload.move_to_store()
        if not arrival.unzipped:
            packed.seek(0)
            while piece := packed.read(_PIECE):
                sink.write(piece)


def examine(
    arrival: Arrival, open_stored: Callable[[str], BinaryIO], openers: Mapping[str, integrity.Opener]
) -> Attachment:
    """Judge one attachment as it lies in the store."""
    kind = sniff.UNKNOWN
    verdict = integrity.damaged(arrival.payload.fault or "Tệp đính kèm rỗng.")
    stored = arrival.stored
    if stored and stored.size:
        with open_stored(stored.digest) as file:
            kind = sniff.sniff_file(file)
            verdict = integrity.judge(file, name=arrival.name, types=arrival.types, kind=kind, openers=openers)
    return Attachment(
        name=arrival.name,
        content_id=arrival.content_id,
        content_type=next(filter(None, arrival.types), ""),
        description=arrival.description,
        digest=stored.digest if stored else "",
        size=stored.size if stored else 0,
        sniffed=kind,
        integrity=verdict.integrity,
        reason=verdict.reason,
        warning=verdict.warning,
        unzipped=arrival.unzipped,
    )


def safe_name(name: str, place: int) -> str:
    """A name without folders, control characters or direction marks, short, with its extension."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(" " if c.isspace() else c for c in last if c.isspace() or _printable(c)).strip(" .")
    if not plain:
        return f"tep-dinh-kem-{place}"
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > _EXTENSION_LENGTH:
        return plain[:_NAME_LENGTH]
    return f"{stem[: _NAME_LENGTH - len(extension) - 1]}.{extension}"


def _printable(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")


def _arrival(place: int, element: Element, reference: Element, nothing: Payload) -> Arrival:
    name = element.value("AttachmentName") or reference.value("AttachmentName")
    return Arrival(
        name=safe_name(name, place),
        content_id=_content_id(element),
        types=(element.value("ContentType"), reference.value("ContentType")),
        description=element.value("Description") or reference.value("Description"),
        payload=element.at("ContentTransferEncoded").payload or nothing,
    )


def _references(root: Element) -> list[Element]:
    return root.at("edXMLEnvelope", "edXMLBody", "edXMLManifest").all("Reference")


def _encoded(root: Element) -> list[Element]:
    return [each for holder in root.all("AttachmentEncoded") for each in holder.all("Attachment")]


def _content_id(element: Element) -> str:
    """The Java library writes `cid:` in both places, .NET only in the manifest."""
    return element.value("ContentId").removeprefix("cid:").strip()


def _move_entry(packed: BinaryIO, name: str, sink: Sink, expansion: integrity.Expansion) -> bool:
    with sniff.open_zip(packed) as archive:
        entries = archive.infolist()
        if len(entries) != 1 or not _is_wrapping(entries[0], name):
            return False
        expansion.allow(entries)
        for piece in integrity.entry_pieces(archive, entries[0]):
            sink.write(piece)
    return True


def _is_wrapping(entry: zipfile.ZipInfo, name: str) -> bool:
    ours = entry.is_dir() or name.lower().endswith(".zip") or entry.filename in _PACKAGE_ENTRIES
    return integrity.extractable(entry) and not ours
