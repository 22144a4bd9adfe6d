"""What the tests of payments work with: a desk of services on one clock, and gateways that misbehave on purpose."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from catalog.service import CatalogService
from orders.contracts import OrderView
from orders.service import OrderService
from payments.errors import GatewayUnavailable, PaymentDeclined
from payments.gateways import PaymentGateway, SandboxGateway
from payments.models import SandboxIntent, SandboxRefund
from payments.service import PaymentService
from shop.kernel.clock import FixedClock
from shop.kernel.models import Event
from tests.orders.making import SHOPPER, an_order

START = datetime.fromisoformat("2026-11-22T10:00:00+00:00")


class Cut(Exception):
    """The process dies here."""


class Wire:
    """A gateway behind a wire: it can be cut before the gateway hears of a call, or before its answer is heard.

    `before` and `after` map the name of a call to what is raised instead; each is used once. `calls` counts.
    """

    def __init__(self, gateway: PaymentGateway) -> None:
        self.gateway = gateway
        self.before: dict[str, Exception] = {}
        self.after: dict[str, Exception] = {}
        self.calls: list[str] = []

    @property
    def name(self) -> str:
        return self.gateway.name

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.gateway, name)

        def wired(*args: Any, **kwargs: Any) -> Any:
            self.calls.append(name)
            if name in self.before:
                raise self.before.pop(name)
            answer = call(*args, **kwargs)
            if name in self.after:
                raise self.after.pop(name)
            return answer

        return wired


SILENCE = GatewayUnavailable("The wire is cut.")


@dataclass
class Till:
    """One shop's till: its clock can be moved, its wire be cut."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(START))
    bank: PaymentGateway | None = None

    def __post_init__(self) -> None:
        self.wire = Wire(self.bank or SandboxGateway(clock=self.clock))
        self.payments = PaymentService(clock=self.clock, gateway=self.wire)  # type: ignore[arg-type]
        self.orders = OrderService(clock=self.clock)

    def order(self, *args: Any, **kwargs: Any) -> OrderView:
        """An order that waits for payment."""
        return an_order(*args, clock=self.clock, **kwargs)

    def pay(self, order: OrderView, card: str = "pm_card_visa", **kwargs: Any) -> Any:
        """Pay it."""
        return self.payments.pay(order_id=order.id, payment_method=card, actor=SHOPPER, **kwargs)

    def see(self, order: OrderView) -> OrderView:
        """The order as it stands now."""
        return self.orders.get_order(order_id=order.id)

    def later(self, **kwargs: float) -> None:
        """Let time pass."""
        self.clock.moment += timedelta(**kwargs)

    def declined(self, order: OrderView, card: str = "pm_card_chargeDeclined", **kwargs: Any) -> PaymentDeclined:
        """Pay with a card that is declined, and return the refusal."""
        try:
            self.pay(order, card, **kwargs)
        except PaymentDeclined as refused:
            return refused
        raise AssertionError("The card was not declined.")


def charges(status: str = "succeeded") -> int:
    """How many charges of this status the sandbox's bank has in its books."""
    return SandboxIntent.objects.filter(status=status).count()


def given_back() -> list[int]:
    """What the sandbox's bank has sent back, in minor units."""
    return sorted(SandboxRefund.objects.values_list("amount", flat=True))


def events(order: OrderView) -> list[str]:
    """What was announced of an order, in the order of its happening."""
    return list(Event.objects.filter(order_id=order.id).order_by("occurred_at", "id").values_list("type", flat=True))


def stock(sku: str = "MUG") -> tuple[int, int]:
    """(on hand, reserved) of a variant."""
    level = CatalogService().get_stock(sku)
    return level.on_hand or 0, level.reserved


@contextmanager
def dies() -> Iterator[None]:
    """The process dies in here: what was committed stays."""
    try:
        yield
    except Cut:
        return
    raise AssertionError("Nothing was cut.")
