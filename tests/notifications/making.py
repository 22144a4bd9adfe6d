"""What the tests of notifications work with: a letter, and events to hear of."""

from notifications import tasks
from notifications.contracts import Mail
from orders.contracts import OrderView
from shop.kernel.models import Event

LETTER = Mail(kind="receipt", recipient="anna@example.com", subject="Hello", html="<p>Hello</p>", text="Hello\n")


def hear(order: OrderView, event_type: str) -> None:
    """Run the consumer's task for the order's newest event of this type, as the worker does."""
    event = Event.objects.filter(order_id=order.id, type=event_type).latest("id")
    getattr(tasks, f"on_{event_type.replace('.', '_')}")(str(event.pk))
