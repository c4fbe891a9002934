"""
Triggers that make the journal insert-only. They stop slips, not somebody who owns the database.

For that there are the checkpoints kept outside and, on PostgreSQL, roles. Tests flush tables between them,
so the root conftest.py takes the guard off the test database; `test_guard.py` puts it back where it is
tried.
"""

from typing import Any

_TABLES = ("journal_act", "journal_act_party", "journal_seal", "journal_checkpoint")

_PG_FUNCTIONS = """
CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'journal: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE OR REPLACE FUNCTION journal_only_erase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.details IS NULL AND NEW.salt IS NULL
        AND to_jsonb(NEW) - 'details' - 'salt' = to_jsonb(OLD) - 'details' - 'salt' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'journal: UPDATE on % is refused', TG_TABLE_NAME;
END $$;
"""


def install(apps: Any, schema_editor: Any) -> None:
    """Put the guard on (a step of a migration)."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    """Take the guard off."""
    connection = schema_editor.connection
    on_table = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in _TABLES:
            for name in ("update", "delete", *(["truncate"] if on_table else [])):
                suffix = f" ON {table}" if on_table else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{suffix}")


def is_installed(connection: Any) -> bool:
    """Say whether every trigger is in its place."""
    postgresql = connection.vendor == "postgresql"
    query = "SELECT tgname FROM pg_trigger" if postgresql else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    actions = ("update", "delete", "truncate") if postgresql else ("update", "delete")
    return all(f"{table}_{action}" in present for table in _TABLES for action in actions)


def _statements(connection: Any) -> list[str]:
    return _postgresql() if connection.vendor == "postgresql" else _sqlite(connection)


def _postgresql() -> list[str]:
    statements = [_PG_FUNCTIONS]
    for table in _TABLES:
        update = "journal_only_erase" if table == "journal_act" else "journal_refuse"
        row = "FOR EACH ROW EXECUTE FUNCTION"
        statements += [
            f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {row} {update}()",
            f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {row} journal_refuse()",
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION journal_refuse()",
        ]
    return statements


def _sqlite(connection: Any) -> list[str]:
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, "journal_act")]
    same = [f"NEW.{column} IS OLD.{column}" for column in columns if column not in ("details", "salt")]
    erasure = " AND ".join(["NEW.details IS NULL", "NEW.salt IS NULL", *same])
    statements = []
    for table in _TABLES:
        when = f"WHEN NOT ({erasure})" if table == "journal_act" else ""
        for action, condition in (("UPDATE", when), ("DELETE", "")):
            refuse = f"SELECT RAISE(ABORT, 'journal: {action} on {table} is refused');"
            name = f"{table}_{action.lower()}"
            statements.append(f"CREATE TRIGGER {name} BEFORE {action} ON {table} {condition} BEGIN {refuse} END")
    return statements
