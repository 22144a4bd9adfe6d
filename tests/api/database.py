"""Whether anything in the database has changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

OURS = ("kernel", "users", "catalog", "cart", "orders", "payments", "fulfillment", "notifications")
NOTED_BY_READING = ("last_used_at", "position")
"""When a key was last used, and the place of an event in the feed: reads write these."""


def fingerprint() -> dict[str, tuple[int, str]]:
    """Rows and a checksum of each table of ours."""
    tables = sorted({model._meta.db_table for label in OURS for model in apps.get_app_config(label).get_models()})
    without = "".join(f" - '{column}'" for column in NOTED_BY_READING)
    parts = [
        f"SELECT '{table}', count(*), md5(coalesce(string_agg(line, '' ORDER BY line), '')) "
        f"FROM (SELECT (to_jsonb(t){without})::text AS line FROM {table} t) AS lines"
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (count, checksum) for table, count, checksum in cursor.fetchall()}


@contextmanager
def nothing_changes() -> Iterator[None]:
    """The database is the same before and after."""
    before = fingerprint()
    yield
    after = fingerprint()
    assert {table for table in after if after[table] != before[table]} == set()
