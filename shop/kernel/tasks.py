"""Periodic jobs of the kernel."""

from celery import shared_task

from shop.kernel import outbox
from shop.kernel.clock import system_clock


@shared_task(name="kernel.sweep_outbox")
def sweep_outbox() -> int:
    """Send again what a crash or a dead broker left behind."""
    outbox.give_positions()
    return outbox.sweep(now=system_clock.now())
