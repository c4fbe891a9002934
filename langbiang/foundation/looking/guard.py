"""
Triggers that keep sealed looks as they are. They stop slips, not somebody who owns the database.

A row is inserted without an hour, counts up, is given its hour once, and goes only when that hour is marked removed.
"""

from typing import Any

_SEALED = "OLD.hour_id IS NOT NULL"
_KEPT = "NOT EXISTS (SELECT 1 FROM looking_sealedhour h WHERE h.id = OLD.hour_id AND h.state = 'removed')"

_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION looking_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND {_SEALED} OR TG_OP = 'DELETE' AND {_KEPT} THEN
        RAISE EXCEPTION 'looking: % on % is refused', TG_OP, TG_TABLE_NAME;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER looking_look_guard BEFORE UPDATE OR DELETE ON looking_look
    FOR EACH ROW EXECUTE FUNCTION looking_refuse()
"""
_SQLITE = [
    f"""CREATE TRIGGER looking_look_{action.lower()} BEFORE {action} ON looking_look WHEN {condition}
    BEGIN SELECT RAISE(ABORT, 'looking: {action} on looking_look is refused'); END"""
    for action, condition in (("UPDATE", _SEALED), ("DELETE", _KEPT))
]


def install(apps: Any, schema_editor: Any) -> None:
    """Put the guard on (a step of a migration)."""
    with schema_editor.connection.cursor() as cursor:
        for statement in [_POSTGRESQL] if schema_editor.connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    """Take the guard off."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS looking_look_guard ON looking_look")
            return
        for action in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS looking_look_{action}")
