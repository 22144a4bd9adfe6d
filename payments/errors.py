"""What can go wrong between the shop and its payment gateway, by name."""

from shop.kernel.errors import DomainError, Unavailable


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
