"""Periodic jobs of the cart."""

from datetime import timedelta

from celery import shared_task

from cart.service import CartService

KEPT = timedelta(days=90)


@shared_task(name="cart.drop_abandoned")
def drop_abandoned() -> int:
    """Delete carts that nobody has touched for three months."""
    return CartService().drop_abandoned(older_than=KEPT)
