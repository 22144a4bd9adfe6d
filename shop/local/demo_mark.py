"""The mark in a database that says whether the demo shop was loaded into it."""

from enum import StrEnum

from django.db import connection


class DemoMark(StrEnum):
    """How far the loading got; no mark at all means that nobody began."""

    LOADING = "loading"
    LOADED = "loaded"


def read() -> DemoMark | None:
    """This function will return the mark of this database."""
    with connection.cursor() as cursor:
        # Not a model: a shop that is not a demo never has this table.
        cursor.execute("SELECT to_regclass('shop_local_demo')")
        if cursor.fetchone() == (None,):
            return None
        cursor.execute("SELECT state FROM shop_local_demo")
        row = cursor.fetchone()
    return DemoMark(row[0]) if row else None


def write(mark: DemoMark) -> None:
    """This function will set the mark of this database."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS shop_local_demo (state text NOT NULL)")
        cursor.execute("DELETE FROM shop_local_demo")
        cursor.execute("INSERT INTO shop_local_demo (state) VALUES (%s)", [mark])
