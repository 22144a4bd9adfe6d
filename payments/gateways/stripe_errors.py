"""Stripe's errors in the shop's words: what matters is whether the card may have been charged."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import stripe

from payments.errors import (
    ChargeUnknown,
    GatewayKeyReused,
    GatewayMisconfigured,
    GatewayRejected,
    GatewayUnavailable,
    PaymentMethodInvalid,
)
from shop.kernel.errors import DomainError

logger = logging.getLogger(__name__)

_NOT_FOUND = "resource_missing"


@contextmanager
def named_errors() -> Iterator[None]:
    """This context will raise the shop's errors in place of the SDK's.

    A CardError passes as it is: a decline is an answer. Stripe's own words go to the log, never to the
    caller.
    """
    try:
        yield
    except stripe.CardError:
        raise
    except stripe.StripeError as error:
        named = _name(error)
        level = logging.WARNING if isinstance(named, GatewayUnavailable) else logging.ERROR
        logger.log(level, "Stripe refused or failed: %s (%s)", error, named.code)
        raise named from error


def _name(error: stripe.StripeError) -> DomainError:
    if isinstance(error, stripe.IdempotencyError):
        return GatewayKeyReused("An idempotency key was sent again with another request.")
    if isinstance(error, (stripe.AuthenticationError, stripe.PermissionError)):
        return GatewayMisconfigured("Card payments are not available at the moment.")
    if isinstance(error, stripe.InvalidRequestError):
        return _name_refusal(error)
    # Connections, timeouts, 429, 409 (the same key is under way), 5xx and answers that are no JSON.
    return GatewayUnavailable("The payment service did not answer. Please try again in a moment.")


def _name_refusal(error: stripe.InvalidRequestError) -> GatewayRejected:
    if error.param == "payment_method" or (error.code or "").startswith("payment_method_"):
        return PaymentMethodInvalid("This payment method can't be used. Please enter the card again.")
    if error.code == _NOT_FOUND or error.http_status == 404:
        return ChargeUnknown("The payment service knows nothing of this id.")
    return GatewayRejected("The payment service refused the request.")
