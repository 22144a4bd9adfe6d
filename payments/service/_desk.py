"""What every use case of payments works with, and when an unsettled thing is looked at again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from orders.service import OrderService
from payments.gateways import PaymentGateway
from shop.kernel.clock import Clock

FIRST_LOOK = timedelta(seconds=60)
"""A call to the gateway that is still running then has outlived its own time limits."""
_LONGEST_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Desk:
    """The clock, the gateway in use, and the orders below."""

    clock: Clock
    gateway: PaymentGateway
    orders: OrderService


def next_look(now: datetime, looks: int) -> datetime:
    """Return when to look again at what was looked at so many times: soon at first, then more and more rarely."""
    return now + min(timedelta(seconds=20 * 2 ** min(looks, 10)), _LONGEST_PAUSE)
