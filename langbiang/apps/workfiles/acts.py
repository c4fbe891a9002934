"""The facts that the keeping of work files journals."""

from dataclasses import dataclass

from langbiang.foundation.journal.interface import fact


@fact("workfiles.plan.drafted", version=1)
@dataclass(frozen=True)
class PlanDrafted:
    year: int
    copied_from: int  # the year whose plan was copied, 0 when none was


@fact("workfiles.plan.changed", version=1)
@dataclass(frozen=True)
class PlanChanged:
    what: str


@fact("workfiles.plan.approved", version=1)
@dataclass(frozen=True)
class PlanApproved:
    entries: int


@fact("workfiles.plan.supplemented", version=1)
@dataclass(frozen=True)
class PlanSupplemented:
    """An entry was added in the course of the year, after the approval (Decree 30/2020, Article 28)."""

    notation: str
    title: str


@fact("workfiles.file.opened", version=1)
@dataclass(frozen=True)
class FileOpened:
    notation: str
    planned: bool


@fact("workfiles.file.changed", version=1)
@dataclass(frozen=True)
class FileChanged:
    what: str


@fact("workfiles.file.item_added", version=1)
@dataclass(frozen=True)
class ItemAdded:
    """`title` is told of own papers only: who sees the file may not see every document in it."""

    kind: str
    uid: str
    title: str


@fact("workfiles.file.item_described", version=1)
@dataclass(frozen=True)
class ItemDescribed:
    uid: str


@fact("workfiles.file.item_removed", version=1)
@dataclass(frozen=True)
class ItemRemoved:
    kind: str
    uid: str
    title: str
    reason: str


@fact("workfiles.file.shared", version=1)
@dataclass(frozen=True)
class FileShared:
    to: str
    may_add: bool


@fact("workfiles.file.unshared", version=1)
@dataclass(frozen=True)
class FileUnshared:
    to: str


@fact("workfiles.file.closed", version=1)
@dataclass(frozen=True)
class FileClosed:
    documents: int
    pages: int


@fact("workfiles.file.reopened", version=1)
@dataclass(frozen=True)
class FileReopened:
    reason: str


@fact("workfiles.file.submitted", version=1)
@dataclass(frozen=True)
class FileSubmitted:
    package: str  # SHA-256


@fact("workfiles.file.made_lasting", version=1)
@dataclass(frozen=True)
class FileMadeLasting:
    """The package was written once more, with copies that carry their validation data."""

    package: str  # SHA-256
    copies: int
    without: int  # signed PDFs for which there was no such data to be had


@fact("workfiles.file.returned", version=1)
@dataclass(frozen=True)
class FileReturned:
    reason: str


@fact("workfiles.file.archived", version=1)
@dataclass(frozen=True)
class FileArchived:
    """The agency's archive took the package over."""

    package: str


@fact("workfiles.file.deferred", version=1)
@dataclass(frozen=True)
class FileDeferred:
    """The unit keeps it longer, with written consent (Decree 30/2020, Article 30)."""

    until: str
    ground: str


@fact("workfiles.file.handed_over", version=1)
@dataclass(frozen=True)
class FileHandedOver:
    to: str
    undo: bool
