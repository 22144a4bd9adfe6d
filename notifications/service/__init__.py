"""Messages: what happened, told to people by mail and to machines by signed webhooks.

notifications owns the mails and the webhook deliveries. It decides nothing about orders: it hears of them by events,
reads them, and notes on their timeline what it sent. Nobody calls it but its own tasks, pages, endpoints and admin.

A message is written in the transaction that asks for it, and sent after the commit, so a mail server is never waited
for inside a transaction, and nothing is sent about what did not happen. Two workers never send one message: a
conditional UPDATE hands it to one of them for the time of a lease. What remains is this: SMTP and HTTP have no way to
make "handed over" and "noted" one step. When a worker is killed in the moment between the server's "250 OK" (or the
endpoint's 200) and our commit, the message is sent once more after the lease. Each attempt carries the same
Message-ID or `webhook-id`, by which mail programs and endpoints can tell.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from notifications.contracts import EndpointView, Mail, NewEndpoint, SentCount
from notifications.errors import MessageNotFound, WebhookDeliveryNotFound
from notifications.models import Message, WebhookDelivery, WebhookEndpoint
from notifications.rules import Status
from notifications.service import _compose, _mail, _webhooks
from orders.contracts import SYSTEM, Actor
from orders.service import OrderService
from shop.kernel.clock import Clock, system_clock
from shop.kernel.ids import new_id
from shop.kernel.outbox import PublishedEvent

__all__ = ["NotificationService"]

ROUND = timedelta(seconds=30)
"""How long one round of the beat job may go on taking messages; a slow server must not stop the clock."""


class NotificationService:
    """The use cases of notifications."""

    def __init__(self, *, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._orders = OrderService(clock=clock)

    def announce(self, event: PublishedEvent) -> None:
        """This method will write down what is to be told about an event: the shopper's mail, the webhooks.

        Called in the consumer's transaction; a second call for the same event writes nothing.
        """
        now = self._clock.now()
        _webhooks.write_deliveries(event, now=now)
        letter = _compose.LETTERS.get(event.type)
        if letter is None:
            return
        order = self._orders.get_order(order_id=event.order_id)
        if letter.is_about_parcels and not order.shipments:
            return
        mail = _compose.about(letter, event, order)
        message_id = _mail.keep(mail, dedupe_key=f"{event.id}:{letter.kind}", order_id=order.id, now=now)
        if message_id is not None:
            self._note(order.id, f"{letter.name} to {order.email}.", message_id, SYSTEM)

    def queue(self, mail: Mail, *, dedupe_key: str, order_id: UUID | None = None) -> UUID | None:
        """This method will keep a mail and send it after the commit; None when `dedupe_key` was used before."""
        return _mail.keep(mail, dedupe_key=dedupe_key, order_id=order_id, now=self._clock.now())

    def queue_account_mail(self, *, kind: str, recipient: str, subject: str, text: str) -> UUID | None:
        """This method will keep a mail of the account pages, dressed like the others, and send it after the commit."""
        html = _compose.render_account(subject, text)
        mail = Mail(kind=f"account.{kind}", recipient=recipient, subject=subject, html=html, text=text)
        return self.queue(mail, dedupe_key=f"account:{new_id()}")

    def deliver_message(self, *, message_id: UUID) -> bool:
        """This method will send a mail that is due, and say whether it did; False where another worker has it."""
        return _mail.deliver(message_id, clock=self._clock)

    def deliver_webhook(self, *, delivery_id: UUID) -> bool:
        """This method will post a webhook that is due, and say whether it arrived."""
        return _webhooks.deliver(delivery_id, clock=self._clock)

    def send_waiting(self, *, limit: int = 100) -> SentCount:
        """This method will send what is due and was left behind, mails first, and say how many were sent."""
        started = self._clock.now()
        mails = webhooks = 0
        for message_id in Message.objects.due(started).order_by("due_at").values_list("pk", flat=True)[:limit]:
            if self._clock.now() - started < ROUND:
                mails += self.deliver_message(message_id=message_id)
        waiting = WebhookDelivery.objects.due(started).order_by("due_at").values_list("pk", flat=True)
        for delivery_id in waiting[:limit]:
            if self._clock.now() - started < ROUND:
                webhooks += self.deliver_webhook(delivery_id=delivery_id)
        return SentCount(mails, webhooks)

    def resend(self, *, message_id: UUID, actor: Actor) -> UUID:
        """This method will send a mail again, as a new message with the same words, and return its id.

        Raises MessageNotFound.
        """
        with transaction.atomic():
            message = Message.objects.filter(pk=message_id).first()
            if message is None:
                raise MessageNotFound("There is no message with this id.")
            mail = Mail(
                kind=message.kind,
                recipient=message.recipient,
                subject=message.subject,
                html=message.html,
                text=message.text,
            )
            again = new_id()
            made = _mail.keep(
                mail,
                dedupe_key=f"resend:{again}",
                order_id=message.order_id,
                now=self._clock.now(),
                resent_from=message.pk,
            )
            if made is None:
                raise MessageNotFound("The message could not be kept.")
            if message.order_id is not None:
                self._note(message.order_id, f"Sent again to {message.recipient}: {message.subject}", made, actor)
            return made

    def redeliver(self, *, delivery_id: UUID) -> None:
        """This method will send a webhook again that arrived or was given up, with its whole time ahead of it.

        One that still waits is tried at once. Raises WebhookDeliveryNotFound for one that is not there, is being sent
        right now, or whose endpoint was removed.
        """
        with transaction.atomic():
            again = WebhookDelivery.objects.filter(pk=delivery_id, endpoint__removed_at__isnull=True)
            if not again.exclude(state=Status.SENDING).update(
                state=Status.QUEUED, attempts=0, due_at=self._clock.now()
            ):
                raise WebhookDeliveryNotFound("There is no such delivery to send again.")
            _mail.wake_after_commit("notifications.deliver_webhook", delivery_id)

    def list_endpoints(self) -> tuple[EndpointView, ...]:
        """This method will return the webhook endpoints, newest first, without their secrets."""
        return tuple(row.view() for row in WebhookEndpoint.objects.filter(removed_at__isnull=True))

    def add_endpoint(self, *, url: str, event_types: Sequence[str] = (), description: str = "") -> NewEndpoint:
        """This method will add a webhook endpoint, and return it with its secret this once.

        Raises EndpointInvalid naming the fields, TooManyEndpoints.
        """
        return _webhooks.add_endpoint(url, event_types=event_types, description=description, now=self._clock.now())

    def remove_endpoint(self, *, endpoint_id: UUID) -> None:
        """This method will end a webhook endpoint; its log stays. Raises EndpointNotFound."""
        _webhooks.remove_endpoint(endpoint_id, now=self._clock.now())

    def _note(self, order_id: UUID, text: str, message_id: UUID, actor: Actor) -> None:
        self._orders.record(
            order_id=order_id, kind="message", text=text, actor=actor, data={"message_id": str(message_id)}
        )
