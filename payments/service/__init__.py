"""Payments: money in, and money back.

Owns the attempts to pay, refunds, the gateways behind them, and what gateways tell. Does not own what an order costs or
what state it is in: orders does, and is called in the transaction in which the money became a fact. Called by the card
page, the API, the admin and payments' own tasks; nobody below knows of it.

Why an attempt is a row before the gateway is called: a charge that nobody wrote down can't be found again. Its
idempotency key is kept with it, so whoever finishes the attempt, after whatever crash, asks the same question and can't
charge twice.
"""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from orders.contracts import Actor
from orders.service import OrderService
from payments import queries
from payments.contracts import CardForm, PaymentView, RefundLine, RefundView
from payments.errors import GatewayRejected, OutcomeUnknown
from payments.gateways import PaymentGateway, get_gateway
from payments.service._ask import settle
from payments.service._desk import Desk
from payments.service._pay import pay
from payments.service._refund import refund, refund_cancelled_order
from payments.service._settle_open import settle_open
from payments.service._webhook import receive
from shop.kernel.clock import Clock, system_clock
from shop.kernel.money import Money

__all__ = ["PaymentService"]


class PaymentService:
    """The use cases of payments. No method that calls the gateway may be called in a transaction."""

    def __init__(self, *, clock: Clock = system_clock, gateway: PaymentGateway | None = None) -> None:
        self._desk = Desk(clock, gateway or get_gateway(), OrderService(clock=clock))

    def pay(
        self,
        *,
        order_id: UUID,
        payment_method: str,
        actor: Actor,
        card_name: str = "",
        request_key: str | None = None,
        return_url: str = "",
    ) -> PaymentView:
        """Pay an order: `succeeded`, or `requires_action` with a client secret.

        `card_name` is the name on the card, where it is not that of the billing address. `request_key` names the
        caller's request: sent again, it goes on with the same attempt. `return_url` is the page to come back to from
        the bank; "{payment_id}" in it becomes the attempt's id.

        Raises PaymentDeclined (recorded; the order stays payable), OutcomeUnknown (the attempt stays open and is looked
        up), PaymentMethodInvalid and GatewayRejected (nothing was charged), PaymentInProgress, NothingToPay, and
        orders' OrderAlreadyPaid, OrderNotPayable and OrderNotFound.
        """
        return pay(
            self._desk,
            order_id=order_id,
            payment_method=payment_method,
            card_name=card_name,
            actor=actor,
            request_key=request_key or "",
            return_url=return_url,
        )

    def refresh(self, *, payment_id: UUID, actor: Actor) -> PaymentView:
        """Ask the gateway where an open payment stands, as after an authentication, and return it.

        Without an answer it is returned as it was; one of a gateway that the shop has left is closed.
        Raises PaymentNotFound.
        """
        payment = queries.get_payment(payment_id)
        if payment.is_open:
            with suppress(OutcomeUnknown, GatewayRejected):
                settle(self._desk, payment_id, actor=actor)
        return queries.get_payment(payment_id)

    def get_payment(self, *, payment_id: UUID) -> PaymentView:
        """Return one payment with its refunds.

        Raises PaymentNotFound.
        """
        return queries.get_payment(payment_id)

    def list_payments(self, *, order_id: UUID) -> tuple[PaymentView, ...]:
        """Return every attempt to pay an order, newest first."""
        return queries.list_payments(order_id)

    def refund(
        self,
        *,
        payment_id: UUID,
        reason: str,
        actor: Actor,
        amount: Money | None = None,
        lines: Sequence[RefundLine] = (),
        request_key: str | None = None,
    ) -> RefundView:
        """Send money back: an amount, or what units of lines cost; neither: all that is left.

        A gateway that does not answer leaves the refund `pending`, and is asked again.

        Raises PaymentNotFound, RefundTooLarge, Invalid, and GatewayRejected when the gateway refuses it (recorded).
        """
        return refund(
            self._desk,
            payment_id=payment_id,
            amount=amount,
            lines=lines,
            reason=reason,
            actor=actor,
            request_key=request_key or "",
        )

    def refund_cancelled_order(self, *, order_id: UUID) -> int:
        """Open a refund of all that was captured for an order that was cancelled; the next settling sends it.

        Called by the consumer of order.cancelled, in its transaction. Returns how many were opened; a second call
        finds nothing left.
        """
        return refund_cancelled_order(self._desk, order_id)

    def receive_webhook(self, *, body: bytes, signature: str | None) -> str:
        """Verify an event of the gateway, keep it once, and record what the gateway says about its subject.

        Returns what came of it. Raises WebhookSignatureInvalid, WebhookMalformed.
        """
        return receive(self._desk, body=body, signature=signature)

    def settle_open(self) -> int:
        """Settle what is open and due: attempts without an outcome, refunds not sent, events not handled.

        Returns how many were dealt with. For the scheduler.
        """
        return settle_open(self._desk)

    def card_form(self) -> CardForm:
        """Return what the card page needs of the gateway in use."""
        config = self._desk.gateway.client_config()
        return CardForm(
            kind="stripe" if config.kind == "stripe" else "sandbox",
            script=config.script,
            publishable_key=config.publishable_key,
            remote_scripts=config.remote_scripts,
            csp=config.csp,
        )
