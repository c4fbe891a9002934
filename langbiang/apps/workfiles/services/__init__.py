"""The only place that writes plans, work files and their contents."""

from .archive import CannotTransfer, accept_file, defer_transfer, return_file, submit_file
from .contents import CannotAdd, CannotRemove, Paper, add_document, add_paper, describe_item, remove_item
from .files import CannotClose, CannotOpen, Facts, change_file, close_file, open_file, reopen_file
from .handover import CannotHandOver, hand_over_file
from .lasting import make_copies, pack_again, queue_copies
from .moving import CannotDo
from .plan import (
    CannotPlan,
    Planned,
    add_entry,
    approve_plan,
    change_entry,
    draft_plan,
    remove_entry,
)
from .sharing import CannotShare, share_file, unshare_file

__all__ = [
    "CannotAdd",
    "CannotClose",
    "CannotDo",
    "CannotHandOver",
    "CannotOpen",
    "CannotPlan",
    "CannotRemove",
    "CannotShare",
    "CannotTransfer",
    "Facts",
    "Paper",
    "Planned",
    "accept_file",
    "add_document",
    "add_entry",
    "add_paper",
    "approve_plan",
    "change_entry",
    "change_file",
    "close_file",
    "defer_transfer",
    "describe_item",
    "draft_plan",
    "hand_over_file",
    "make_copies",
    "open_file",
    "pack_again",
    "queue_copies",
    "remove_entry",
    "remove_item",
    "reopen_file",
    "return_file",
    "share_file",
    "submit_file",
    "unshare_file",
]
