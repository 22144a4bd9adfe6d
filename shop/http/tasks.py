"""Periodic jobs of the API's plumbing."""

from celery import shared_task

from shop.http.idempotency import drop_old_records


@shared_task(name="http.drop_old_keys")
def drop_old_keys() -> int:
    """Forget idempotency keys after two days."""
    return drop_old_records()
