"""The outside world of payments: one protocol, and one file for each gateway."""

from functools import lru_cache

from django.conf import settings

from payments.gateways.protocol import (
    KEY_LIFETIME,
    CardSummary,
    ChargeRequest,
    ChargeResult,
    ChargeStatus,
    ClientConfig,
    GatewayAddress,
    GatewayDispute,
    GatewayEvent,
    GatewayEventType,
    PaymentGateway,
    RefundRequest,
    RefundResult,
    RefundStatus,
    TestCard,
)
from payments.gateways.sandbox import SandboxChallenge, SandboxGateway
from payments.gateways.stripe import StripeGateway

__all__ = [
    "KEY_LIFETIME",
    "CardSummary",
    "ChargeRequest",
    "ChargeResult",
    "ChargeStatus",
    "ClientConfig",
    "GatewayAddress",
    "GatewayDispute",
    "GatewayEvent",
    "GatewayEventType",
    "PaymentGateway",
    "RefundRequest",
    "RefundResult",
    "RefundStatus",
    "SandboxChallenge",
    "SandboxGateway",
    "StripeGateway",
    "TestCard",
    "get_gateway",
]


def get_gateway() -> PaymentGateway:
    """This function will return Stripe where STRIPE_SECRET_KEY is set, and the sandbox otherwise."""
    if not settings.STRIPE_SECRET_KEY:
        return SandboxGateway()
    return _stripe(
        settings.STRIPE_SECRET_KEY,
        settings.STRIPE_PUBLISHABLE_KEY,
        settings.STRIPE_WEBHOOK_SECRET,
        settings.STRIPE_API_BASE,
    )


@lru_cache(maxsize=4)
def _stripe(secret: str, publishable: str, webhook_secret: str, api_base: str | None) -> StripeGateway:
    # Kept for its open connections to Stripe, one pool for each thread.
    return StripeGateway(
        secret_key=secret,
        publishable_key=publishable,
        webhook_secret=webhook_secret,
        api_base=api_base,
    )
