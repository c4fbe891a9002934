"""Backup and restore: database, files, list of keys and journal head as one consistent set."""

from langbiang.foundation.backup.making import CannotBackUp, back_up, folder_for, forget_oldest, list_sets
from langbiang.foundation.backup.manifest import Head, Manifest
from langbiang.foundation.backup.restoring import CannotRestore, Restored, restore

__all__ = [
    "CannotBackUp",
    "CannotRestore",
    "Head",
    "Manifest",
    "Restored",
    "back_up",
    "folder_for",
    "forget_oldest",
    "list_sets",
    "restore",
]
