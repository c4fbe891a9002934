"""Writing a package, piece by piece: no document is held in memory whole."""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Protocol
from uuid import UUID

from langbiang.apps.documents.interface import IncomingDocument, OutgoingDocument, files_of
from langbiang.apps.workfiles import queries
from langbiang.apps.workfiles.models import FileItem, WorkFile
from langbiang.foundation import clock
from langbiang.foundation.files.interface import File, open_file
from langbiang.foundation.journal.interface import Act, timeline
from langbiang.foundation.search.interface import fold

from .layout import DOCUMENTS, HISTORY, LONG_TERM, MANIFEST, METADATA
from .metadata import Entry, Part, metadata_of

_PIECE = 1024 * 1024
_SAFE = re.compile(r"[^a-z0-9]+")
_EXTENSION = re.compile(r"\.[a-z0-9]{1,8}")


class Sink(Protocol):
    def write(self, piece: bytes, /) -> object: ...


class _Stream:
    """A sink as zipfile wants one: it can only be written to, never wound back."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def write(self, piece: bytes) -> int:
        self._sink.write(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """The sink is closed by who opened it."""


def write_package(file: WorkFile, sink: Sink, *, now: datetime, lasting: Mapping[int, File] | None = None) -> None:
    """
    Write the package of a work file; equal contents give equal bytes.

    `lasting` has the copies that carry validation data, by the primary key of their originals.
    """
    entries = list(_entries(queries.all_lines(queries.list_items(file)), lasting or {}))
    manifest: list[str] = []
    with zipfile.ZipFile(_Stream(sink), "w") as archive:

        def put(path: str, content: bytes) -> None:
            archive.writestr(_member(path, len(content)), content)
            manifest.append(f"{hashlib.sha256(content).hexdigest()}  {path}\n")

        put(METADATA, metadata_of(file, entries, clock.local(now).date()))
        for entry in entries:
            for part in entry.parts:
                _copy(archive, part.path, part.file)
                manifest.append(f"{part.file.digest}  {part.path}\n")
                if part.lasting is not None:
                    _copy(archive, part.lasting_path, part.lasting)
                    manifest.append(f"{part.lasting.digest}  {part.lasting_path}\n")
            put(entry.history, _history(_acts_of(entry.line.item)))
        put(f"{HISTORY}file.jsonl", _history(timeline(file.SUBJECT_KIND, file.uid)))
        text = "".join(manifest).encode()
        archive.writestr(_member(MANIFEST, len(text)), text)


def list_parts(file: WorkFile) -> Iterator[File]:
    """List the files that the documents of a work file consist of."""
    for item in queries.list_items(file):
        yield from _files_of(item)


def _entries(lines: Iterable[queries.Line], lasting: Mapping[int, File]) -> Iterator[Entry]:
    for line in lines:
        files = _files_of(line.item)
        several = len(files) > 1
        names = [f"{line.number:03}-{f'{k:02}-' if several else ''}{_name(file)}" for k, file in enumerate(files, 1)]
        parts = [
            Part(f"{DOCUMENTS}{name}", file, f"{LONG_TERM}{name}", lasting.get(file.pk))
            for name, file in zip(names, files, strict=True)
        ]
        yield Entry(line, parts, f"{HISTORY}{line.number:03}.jsonl")


def _files_of(item: FileItem) -> list[File]:
    if item.incoming is not None:
        return [enclosed.file for enclosed in files_of(item.incoming) if enclosed.file is not None]
    kept = item.outgoing.file if item.outgoing is not None else item.paper
    assert kept is not None
    return [kept]


def _name(file: File) -> str:
    """Give a name that every system takes: lower-case Latin letters, digits and dashes."""
    told = PurePath(file.name)
    extension = told.suffix.lower()
    stem = _SAFE.sub("-", fold(told.stem)).strip("-")[:60] or "tep"
    return f"{stem}{extension}" if _EXTENSION.fullmatch(extension) else stem


def _member(path: str, size: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.external_attr = 3, 0o644 << 16
    info.file_size = size
    return info


def _copy(archive: zipfile.ZipFile, path: str, file: File) -> None:
    with open_file(file) as source, archive.open(_member(path, file.size), "w") as target:
        while piece := source.read(_PIECE):
            target.write(piece)


def _acts_of(item: FileItem) -> Iterable[Act]:
    kind, uid = _subject_of(item)
    return timeline(kind, uid) if uid else ()


def _subject_of(item: FileItem) -> tuple[str, UUID | None]:
    if item.incoming is not None:
        return IncomingDocument.SUBJECT_KIND, item.incoming.uid
    return OutgoingDocument.SUBJECT_KIND, item.outgoing.uid if item.outgoing else None


def _history(acts: Iterable[Act]) -> bytes:
    """Tell acts one a line, each with the digest under which the journal sealed it."""
    return "".join(f"{json.dumps(_told(act), ensure_ascii=False, sort_keys=True)}\n" for act in acts).encode()


def _told(act: Act) -> dict[str, object]:
    return {
        "uid": str(act.uid),
        "at": clock.local(act.at).isoformat(),
        "verb": act.verb,
        "version": act.version,
        "person": act.person,
        "post": act.post,
        "on_behalf_of": act.on_behalf_of,
        "agency": act.agency,
        "old_state": act.old_state,
        "new_state": act.new_state,
        "details": act.details,
        "digest": bytes(act.digest).hex(),
    }
