"""Periodic jobs of orders."""

from celery import shared_task

from orders.service import OrderService


@shared_task(name="orders.expire_unpaid")
def expire_unpaid() -> int:
    """End the orders that were not paid in time."""
    return OrderService().expire_unpaid()
