"""Tidying up: carts that nobody comes back to."""

from datetime import datetime

from django.db import transaction

from cart.models import Cart, CartLine

BATCH = 1000


def drop_abandoned(*, before: datetime) -> int:
    """This function will delete carts last changed before the moment, in batches that hold few locks."""
    dropped = 0
    while batch := _drop_some(before):
        dropped += batch
    return dropped


def _drop_some(before: datetime) -> int:
    with transaction.atomic():
        # A cart that is in somebody's hands at this moment is locked, and passed over.
        old = Cart.objects.select_for_update(skip_locked=True).filter(updated_at__lt=before)
        ids = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
        CartLine.objects.filter(cart_id__in=ids).delete()
        Cart.objects.filter(pk__in=ids).delete()
        return len(ids)
