"""A document written here, laid out after Annex I of Decree 30/2020 (services never edit a signed file)."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from langbiang.apps.directory.interface import AgencyVersion, name_of
from langbiang.apps.documents import queries
from langbiang.apps.documents.models import OutgoingDocument, Urgency
from langbiang.foundation import printing

GROUND = re.compile(r"^(Căn cứ|Theo đề nghị|Xét đề nghị)\b")
ARTICLE = re.compile(r"^(Điều \d+[a-zđ]?\.)\s*(.*)$", re.S)
HEADING = re.compile(r"^(Phần|Chương|Mục|Tiểu mục)\b")
LETTERS = ("cong-van", "thu-cong")  # their abstract stands under the number (cell 5b), not under a title (5a)
COLLECTIVE = (AgencyVersion.Kind.STATE, AgencyVersion.Kind.ELECTED)


def lay_out(document: OutgoingDocument, *, day: date, now: datetime) -> tuple[bytes, dict[str, printing.Place]]:
    """Set the document's own words as PDF/A, and say where its four fields stand."""
    data = letter_data(document, day)
    return printing.render_pdf("van_ban", data, now=now), printing.letter_places(data, now=now)


def letter_data(document: OutgoingDocument, day: date) -> dict[str, Any]:
    """Give what the layout is made from: the cells of Annex I."""
    version = name_of(document.agency, day)
    superior, own = _issuing_body(version, day)
    data: dict[str, Any] = {
        "agency": own,
        "notation": document.notation,
        "place": document.place,
        "abstract": document.subject,
        "to": _lines(document.addressed_to),
        "paragraphs": list(_paragraphs(document.body)),
        "authority": authority_lines(document, version, day),
        "signer": document.signer.person.full_name if document.signer else "",
        "recipients": [line.rstrip(".;") for line in _lines(document.copies_to)],
    }
    if superior:
        data["superior"] = superior
    if document.type.code not in LETTERS:
        data["type"] = re.sub(r"\s*\(.*\)$| của .*$", "", document.type.name)
    if document.urgency:
        data["urgency"] = Urgency(document.urgency).label
    return data


def authority_lines(document: OutgoingDocument, version: AgencyVersion, day: date) -> list[str]:
    """
    Write who signs and by what right (cell 7a; Decree 30/2020, Article 13 and Annex I).

    A collective body is named with TM. first; a deputy signs KT. its head; who signs by order or authorisation
    names whom for; an acting head is Q.
    """
    signer = document.signer
    if signer is None:
        return []
    right = queries.right_to_sign(signer, document.agency, day)
    competence, principal = (right.competence, right.principal) if right else (signer.competence, "")
    title = f"Q. {signer.title}" if competence == "Q." else signer.title
    lines = [f"{competence} {principal}", title] if principal else [title]
    own = signer.agency_id == document.agency_id
    if version.kind in COLLECTIVE and own and competence in ("TM.", "KT.", "Q."):
        lines.insert(0, f"TM. {_collective(version)}")
    return lines


def _issuing_body(version: AgencyVersion, day: date) -> tuple[str, str]:
    """Give cell 2: the body above and the issuing one. A people's committee stands alone over its territory."""
    if version.kind in COLLECTIVE:
        name = _collective(version)
        return name, version.name[len(name) :].strip() or version.name
    superior = name_of(version.parent, day).name if version.parent else ""
    return superior, version.name


def _collective(version: AgencyVersion) -> str:
    for name in ("Ủy ban nhân dân", "Hội đồng nhân dân"):
        if version.name.startswith(name):
            return name
    return version.name


def _lines(words: str) -> list[str]:
    return [line.strip(" -\t") for line in words.splitlines() if line.strip(" -\t")]


def _paragraphs(body: str) -> Iterator[dict[str, str]]:
    """Tell each paragraph with its kind: grounds are italic, headings and the number of an article bold (cell 6)."""
    for words in (line.strip() for line in body.replace("\r", "").split("\n")):
        if not words:
            continue
        article = ARTICLE.match(words)
        if article:
            yield {"kind": "article", "lead": article[1], "text": article[2]}
        elif GROUND.match(words):
            yield {"kind": "ground", "lead": "", "text": words}
        elif HEADING.match(words):
            yield {"kind": "heading", "lead": "", "text": words}
        else:
            yield {"kind": "text", "lead": "", "text": words}
