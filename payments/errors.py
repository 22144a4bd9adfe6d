"""What can go wrong between the shop and its payment gateway, by name."""

from uuid import UUID

from shop.kernel.errors import Conflict, DomainError, NotFound, Unavailable


class GatewayUnavailable(Unavailable):
    """The gateway gave no usable answer, so nobody knows whether it acted.

    Timeouts, broken connections, 5xx, 429 and a request of the same key still under way all end here. The
    attempt stays open; the same call is made again with the same idempotency key, or the charge is looked up.
    """

    code = "payment_gateway_unavailable"
    title = "The payment service did not answer"


class GatewayRejected(DomainError):
    """The gateway refused the request as such: it did nothing, and would refuse the same request again."""

    code = "payment_rejected"
    title = "The payment service refused the request"


class PaymentMethodInvalid(GatewayRejected):
    """The `payment_method` is not one that the gateway knows, or it was used up."""

    code = "payment_method_invalid"
    title = "This payment method can't be used"


class ChargeUnknown(GatewayRejected):
    """The gateway knows no charge or refund of this id."""

    code = "charge_unknown"
    title = "No such charge"
    status = 404


class GatewayMisconfigured(GatewayRejected):
    """The gateway does not accept our credentials. Nothing was charged; staff have to mend the settings."""

    code = "payment_gateway_misconfigured"
    title = "Card payments are not available at the moment"
    status = 503


class GatewayKeyReused(DomainError):
    """An idempotency key came back with other parameters: a bug of ours, never the shopper's doing.

    Not a `GatewayRejected`: the first request of that key may well have charged the card.
    """

    code = "payment_key_reused"
    title = "The payment could not be made"
    status = 500


class WebhookSignatureInvalid(DomainError):
    """The message does not carry a fresh signature of the gateway over exactly these bytes."""

    code = "webhook_signature_invalid"
    title = "The signature of the webhook is not valid"
    status = 400


class WebhookMalformed(DomainError):
    """The message is signed, but it is not an event that this shop can read."""

    code = "webhook_malformed"
    title = "The webhook is not an event"
    status = 400


class PaymentNotFound(NotFound):
    """There is no such payment, or it is not yours."""

    code = "payment_not_found"
    title = "There is no such payment"


class PaymentDeclined(DomainError):
    """The bank said no. The order stays payable; `fix` says what to change, and the message says it in words."""

    code = "payment_declined"
    title = "The card was declined"
    status = 402

    def __init__(self, detail: str, *, payment_id: UUID, decline_code: str, fix: tuple[str, ...]) -> None:
        super().__init__(detail, payment_id=str(payment_id), decline_code=decline_code, fix=list(fix))
        self.payment_id = payment_id


class PaymentInProgress(Conflict):
    """Another attempt to pay this order is under way, and may still succeed."""

    code = "payment_in_progress"
    title = "A payment of this order is under way"


class OutcomeUnknown(GatewayUnavailable):
    """The bank has not answered yet: nobody knows whether the card was charged.

    The attempt stays open and is looked up until it is known; trying again never charges twice.
    """

    code = "gateway_unavailable"
    title = "We don't know yet whether the payment went through"

    def __init__(self, payment_id: UUID) -> None:
        super().__init__(
            "The payment service has not answered yet. We keep asking until we know; nothing is charged twice.",
            payment_id=str(payment_id),
        )
        self.payment_id = payment_id


class NothingToPay(Conflict):
    """The order costs nothing."""

    code = "nothing_to_pay"
    title = "There is nothing to pay"


class RefundTooLarge(Conflict):
    """More than was captured and is not back already, or more units than were bought and are not refunded."""

    code = "refund_too_large"
    title = "That is more than is left to refund"
