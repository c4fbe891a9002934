"""
The data fields of Decree 30/2020, Annex VI, part II: 11 of the file, 16 of an outgoing, 18 of an incoming document.

A field of which the system knows nothing stands there empty, so that who reads sees that it was not forgotten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from langbiang.apps.directory.interface import identifier_of, identifiers_of
from langbiang.apps.documents.interface import IncomingDocument, OutgoingDocument
from langbiang.apps.workfiles import queries
from langbiang.apps.workfiles.models import FileItem, WorkFile
from langbiang.foundation.files.interface import File
from langbiang.foundation.xml import Element, write_xml

from .layout import ROOT, VERSION


@dataclass(frozen=True)
class Part:
    """A file of the package with the bytes it stands for."""

    path: str
    file: File
    lasting_path: str = ""
    lasting: File | None = None


@dataclass(frozen=True)
class Entry:
    """One line of the table of contents with its files and its history in the package."""

    line: queries.Line
    parts: Sequence[Part]
    history: str


def metadata_of(file: WorkFile, entries: Sequence[Entry], day: date) -> bytes:
    code = _code_of(file, day)
    documents = [_document(entry, file, code, day) for entry in entries]
    root = Element(ROOT, attributes={"version": VERSION}, children=[_file(file, code), _many("Documents", documents)])
    return write_xml(root)


def _code_of(file: WorkFile, day: date) -> Element:
    organ = identifier_of(file.agency, day)
    return _fields("FileCode", {"OrganId": organ, "FileCatalog": file.year, "FileNotation": file.notation})


def _file(file: WorkFile, code: Element) -> Element:
    told = _fields(
        "File",
        {
            "Title": file.title,
            "Maintenance": file.retention,
            "Rights": file.rights,
            "Creator": file.keeper_name.split(",")[0][:30],
            "Language": file.language,
            "StartDate": file.start_date,
            "EndDate": file.end_date,
            "DocTotal": file.doc_total,
            "PageTotal": file.page_total,
            "Description": file.description,
        },
    )
    return Element("File", attributes={"id": str(file.uid)}, children=[code, *told.children])


def _document(entry: Entry, file: WorkFile, code: Element, day: date) -> Element:
    item = entry.line.item
    own = _own_fields(item, file, day)
    content = [_attachment("Attachment", part.path, part.file) for part in entry.parts]
    content += [_attachment("LongTerm", part.lasting_path, part.lasting) for part in entry.parts if part.lasting]
    return Element(
        "Document",
        attributes={"kind": item.kind, "id": _uid(item)},
        children=[
            code,
            *_fields("", {"DocOrdinal": entry.line.number}).children,
            *own,
            _many("Content", content),
            Element("History", attributes={"path": entry.history}),
        ],
    )


def _attachment(name: str, path: str, file: File) -> Element:
    return Element(name, file.name, {"path": path, "sha256": file.digest})


def _own_fields(item: FileItem, file: WorkFile, day: date) -> list[Element]:
    if item.incoming is not None:
        return _incoming(item, item.incoming, file)
    return _outgoing(item, item.outgoing, file, day) if item.outgoing is not None else _paper(item, file)


def _incoming(item: FileItem, document: IncomingDocument, file: WorkFile) -> list[Element]:
    number, _, notation = document.code.partition("/")
    trace = [document.get_state_display(), document.instructed_by, document.instruction, document.result]
    common = _common(item, file, document.type_name, number, notation)
    own = _fields(
        "",
        {
            **common,
            "OrganName": document.sender_name,
            "Subject": document.subject,
            "ArrivalDate": document.arrived_at.date(),
            "ArrivalNumber": document.arrival_number,
        },
    ).children
    signer = _signer(document.signer_position, document.signer_name)
    rest = _fields(
        "",
        {
            "Priority": document.urgency,
            "ToPlaces": document.assigned_name,
            "TraceHeaderList": "; ".join(part for part in trace if part),
            "DueDate": document.due_at.date() if document.due_at else None,
        },
    ).children
    return [*own, signer, *rest]


def _outgoing(item: FileItem, document: OutgoingDocument, file: WorkFile, day: date) -> list[Element]:
    number = f"{document.number:02}" if document.number else ""
    common = _common(item, file, document.type.name, number, document.notation)
    own = _fields("", {**common, "OrganName": document.agency_name, "Subject": document.subject}).children
    signer = _signer(document.signer_title, document.signer_name)
    to = [_fields("To", {"OrganId": code, "OrganName": name}) for code, name in _receivers(document, day)]
    rest = _fields("", {"Priority": document.urgency, "IssuedAmount": None, "DueDate": None}).children
    return [*own, signer, *to, *rest]


def _receivers(document: OutgoingDocument, day: date) -> list[tuple[str, str]]:
    """Give code and name of each agency to which a document went; units of the own one are none."""
    rows = list(document.recipients.filter(unit=None))
    agencies = [row.agency_id for row in rows if row.agency_id]
    codes, names = identifiers_of(agencies, day), queries.names_of(agencies, day)
    return [
        (codes.get(row.agency_id, ""), names.get(row.agency_id, ""))
        if row.agency_id
        else (row.outside_code, row.outside_name)
        for row in rows
    ]


def _paper(item: FileItem, file: WorkFile) -> list[Element]:
    number, _, notation = item.code.partition("/")
    common = _common(item, file, "", number, notation)
    return _fields("", {**common, "OrganName": item.author, "Subject": item.title}).children


def _common(item: FileItem, file: WorkFile, kind: str, number: str, notation: str) -> dict[str, object]:
    return {
        "TypeName": kind,
        "CodeNumber": number,
        "CodeNotation": notation,
        "IssuedDate": item.dated,
        "OrganName": "",
        "Subject": "",
        "Language": file.language,
        "PageAmount": item.pages,
        "Description": item.note,
    }


def _signer(position: str, name: str) -> Element:
    return _fields("SignerInfo", {"Position": position, "FullName": name})


def _fields(name: str, told: Mapping[str, object]) -> Element:
    return Element(name, children=[Element(key, _written(value)) for key, value in told.items()])


def _many(name: str, children: list[Element]) -> Element:
    return Element(name, children=children)


def _written(value: object) -> str:
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _uid(item: FileItem) -> str:
    document = item.incoming or item.outgoing
    return str(document.uid if document else item.uid)
