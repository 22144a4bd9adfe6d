"""The edge between our transactions and the outside world."""

from django.db import transaction


def refuse_inside_transaction() -> None:
    """This function will raise RuntimeError when the caller holds a transaction open.

    A rollback can't take a charge back, and locks would be held while a bank thinks. `durable=True` is
    Django's own check (it lets the wrapping transaction of a test through); an empty block sends nothing to
    the database.
    """
    with transaction.atomic(durable=True):
        pass
