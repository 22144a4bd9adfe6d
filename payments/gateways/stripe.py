"""Stripe, by its official SDK: PaymentIntents made and confirmed in one call on the server.

The card itself never comes here: Stripe.js turns it into a `payment_method` id in the browser.
"""

from datetime import datetime
from typing import TYPE_CHECKING

import stripe

from payments.errors import ChargeUnknown, GatewayRejected, WebhookMalformed, WebhookSignatureInvalid
from payments.gateways._boundary import refuse_inside_transaction
from payments.gateways.protocol import (
    ChargeRequest,
    ChargeResult,
    ChargeStatus,
    ClientConfig,
    GatewayAddress,
    GatewayEvent,
    RefundRequest,
    RefundResult,
)
from payments.gateways.stripe_errors import named_errors
from payments.gateways.stripe_money import to_stripe
from payments.gateways.stripe_reading import read_charge, read_decline, read_event, read_refund

if TYPE_CHECKING:
    from stripe.params import (
        PaymentIntentCreateParams,
        PaymentIntentCreateParamsShipping,
        PaymentIntentCreateParamsShippingAddress,
        PaymentIntentListParamsCreated,
    )

# The version whose shapes this adapter was written and tested against; an SDK upgrade does not move it
# silently.
API_VERSION = "2026-10-28.endive"
STRIPE_JS = "https://js.stripe.com/endive/stripe.js"
SIGNATURE_TOLERANCE_SECONDS = 300
# The SDK would wait 80 s; a shopper and a worker thread should not.
TIMEOUT_SECONDS = (5.0, 10.0)
NETWORK_RETRIES = 1


class StripeGateway:
    """`PaymentGateway` on Stripe. `api_base`, `http_client` and `network_retries` are for tests."""

    name = "stripe"

    def __init__(
        self,
        *,
        secret_key: str,
        publishable_key: str = "",
        webhook_secret: str = "",
        api_base: str | None = None,
        http_client: stripe.HTTPClient | None = None,
        network_retries: int = NETWORK_RETRIES,
    ) -> None:
        self._publishable_key = publishable_key
        self._webhook_secret = webhook_secret
        self._client = stripe.StripeClient(
            secret_key,
            stripe_version=API_VERSION,
            base_addresses={"api": api_base} if api_base else None,
            max_network_retries=network_retries,
            http_client=http_client or stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        )

    def charge(self, request: ChargeRequest) -> ChargeResult:
        refuse_inside_transaction()
        try:
            with named_errors():
                intent = self._client.v1.payment_intents.create(
                    _charge_params(request), {"idempotency_key": request.idempotency_key}
                )
        except stripe.CardError as error:
            return read_decline(error, asked=request.amount, attempt_id=request.attempt_id)
        return read_charge(intent)

    def retrieve(self, gateway_id: str) -> ChargeResult:
        refuse_inside_transaction()
        with named_errors():
            intent = self._client.v1.payment_intents.retrieve(gateway_id, {"expand": ["payment_method"]})
        return read_charge(intent)

    def find_charge(self, *, attempt_id: str, created_after: datetime, created_before: datetime) -> ChargeResult | None:
        # Not Stripe's search: it lags behind by up to a minute, and says nothing of what it has yet to see.
        refuse_inside_transaction()
        window: PaymentIntentListParamsCreated = {
            "gte": int(created_after.timestamp()),
            "lte": int(created_before.timestamp()) + 1,
        }
        with named_errors():
            page = self._client.v1.payment_intents.list(
                {"created": window, "limit": 100, "expand": ["data.payment_method"]}
            )
            for intent in page.auto_paging_iter():
                charge = read_charge(intent)
                if charge.attempt_id == attempt_id:
                    return charge
        return None

    def cancel(self, gateway_id: str, *, idempotency_key: str) -> ChargeResult:
        refuse_inside_transaction()
        try:
            with named_errors():
                intent = self._client.v1.payment_intents.cancel(
                    gateway_id, {"expand": ["payment_method"]}, {"idempotency_key": idempotency_key}
                )
        except ChargeUnknown:
            raise
        except GatewayRejected:
            standing = self.retrieve(gateway_id)
            if standing.status in (ChargeStatus.SUCCEEDED, ChargeStatus.CANCELLED):
                return standing
            raise
        return read_charge(intent)

    def refund(self, request: RefundRequest) -> RefundResult:
        refuse_inside_transaction()
        with named_errors():
            refund = self._client.v1.refunds.create(
                {
                    "payment_intent": request.gateway_id,
                    "amount": to_stripe(request.amount),
                    "metadata": {"refund_id": request.refund_id},
                },
                {"idempotency_key": request.idempotency_key},
            )
        return read_refund(refund)

    def retrieve_refund(self, gateway_refund_id: str) -> RefundResult:
        refuse_inside_transaction()
        with named_errors():
            refund = self._client.v1.refunds.retrieve(gateway_refund_id)
        return read_refund(refund)

    def parse_webhook(self, body: bytes, signature: str | None, *, now: datetime) -> GatewayEvent:
        _verify(body, signature, self._webhook_secret, now=now)
        try:
            event = self._client.construct_event_without_verification(body)
            return read_event(event)
        except (ValueError, LookupError, AttributeError, TypeError) as error:
            raise WebhookMalformed("The body is not one of Stripe's events.") from error

    def client_config(self) -> ClientConfig:
        # Stripe's own list for Stripe.js and Elements: https://docs.stripe.com/security/guide
        return ClientConfig(
            kind="stripe",
            script="js/pay-stripe.js",
            publishable_key=self._publishable_key,
            remote_scripts=(STRIPE_JS,),
            csp={
                "script-src": ("https://js.stripe.com", "https://*.js.stripe.com"),
                "frame-src": ("https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"),
                "connect-src": ("https://api.stripe.com",),
            },
        )


def _charge_params(request: ChargeRequest) -> "PaymentIntentCreateParams":
    params: PaymentIntentCreateParams = {
        "amount": to_stripe(request.amount),
        "currency": request.amount.currency.lower(),
        "payment_method": request.payment_method,
        # Since its Endive release Stripe refuses `payment_method_types`; this is the list that replaced it.
        "allowed_payment_method_types": ["card"],
        "confirm": True,
        "capture_method": "automatic",
        "metadata": {
            "order_id": request.order_id,
            "order_number": request.order_number,
            "attempt_id": request.attempt_id,
        },
        "expand": ["payment_method"],
    }
    if request.shipping is not None:
        params["shipping"] = _shipping(request.shipping)
    if request.return_url is not None:
        # A page of ours goes on after an authentication, with Stripe.js on it.
        params["return_url"] = request.return_url
        params["use_stripe_sdk"] = True
    return params


def _shipping(to: GatewayAddress) -> "PaymentIntentCreateParamsShipping":
    address: PaymentIntentCreateParamsShippingAddress = {
        "line1": to.line1,
        "line2": to.line2,
        "city": to.city,
        "state": to.region,
        "postal_code": to.postal_code,
        "country": to.country,
    }
    return {"name": to.name, "address": address}


def _verify(body: bytes, signature: str | None, secret: str, *, now: datetime) -> None:
    """The SDK checks the signature; the age is checked here, against the caller's clock and in both
    directions.
    """
    try:
        stripe.WebhookSignature.verify_header(body, signature, secret)
        sent_at = int(next(part[2:] for part in str(signature).split(",") if part.startswith("t=")))
    except (stripe.SignatureVerificationError, UnicodeError, TypeError, StopIteration) as error:
        raise WebhookSignatureInvalid("The signature does not fit the body.") from error
    if abs(now.timestamp() - sent_at) > SIGNATURE_TOLERANCE_SECONDS:
        raise WebhookSignatureInvalid("The signature is too old, or from the future.")
