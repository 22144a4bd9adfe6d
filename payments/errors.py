"""What can go wrong with a payment, by name."""

from __future__ import annotations

from typing import ClassVar

from shop.kernel.errors import DomainError


class GatewayUnavailable(DomainError):
    """The gateway did not give a usable answer, so nobody knows whether it acted.

    Timeouts, broken connections, 5xx, 429 and a request of the same key still under way all end here. The attempt
    stays open; the same call is made again with the same idempotency key, or the charge is looked up.
    """

    code: ClassVar[str] = "payment_gateway_unavailable"
    status: ClassVar[int] = 503
    title: ClassVar[str] = "The payment service did not answer"


class GatewayRejected(DomainError):
    """The gateway refused the request as such: it did nothing, and would refuse the same request again."""

    code: ClassVar[str] = "payment_rejected"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "The payment service refused the request"


class PaymentMethodInvalid(GatewayRejected):
    """The `payment_method` is not one that the gateway knows, or it was used up."""

    code: ClassVar[str] = "payment_method_invalid"
    title: ClassVar[str] = "This payment method can't be used"


class ChargeUnknown(GatewayRejected):
    """The gateway knows no charge or refund of this id."""

    code: ClassVar[str] = "charge_unknown"
    status: ClassVar[int] = 404
    title: ClassVar[str] = "No such charge"


class GatewayMisconfigured(GatewayRejected):
    """The gateway does not accept our credentials. Nothing was charged; staff have to mend the settings."""

    code: ClassVar[str] = "payment_gateway_misconfigured"
    status: ClassVar[int] = 503
    title: ClassVar[str] = "Card payments are not available at the moment"


class GatewayKeyReused(DomainError):
    """An idempotency key came back with other parameters: a bug of ours, never the shopper's doing.

    Not a `GatewayRejected`: the first request of that key may well have charged the card.
    """

    code: ClassVar[str] = "payment_key_reused"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "The payment could not be made"


class WebhookSignatureInvalid(DomainError):
    """The message does not carry a fresh signature of the gateway over exactly these bytes."""

    code: ClassVar[str] = "webhook_signature_invalid"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The signature of the webhook is not valid"


class WebhookMalformed(DomainError):
    """The message is signed, but it is not an event that this shop can read."""

    code: ClassVar[str] = "webhook_malformed"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The webhook is not an event"
