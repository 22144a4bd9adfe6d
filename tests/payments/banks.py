"""The gateways that the contract is tried on, each with the bank behind it: who is who, and how to reach
them.
"""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

import pytest
import stripe

from payments.gateways import (
    ChargeRequest,
    ChargeResult,
    GatewayAddress,
    PaymentGateway,
    RefundRequest,
    SandboxGateway,
    StripeGateway,
)
from shop.kernel.ids import new_id
from shop.kernel.money import Money
from tests.payments.fake_stripe import FakeStripe

ALICE = GatewayAddress(name="Alice Byrne", line1="12 Quay Street", city="Galway", postal_code="H91 XY22", country="IE")


def charge_request(**changes: Any) -> ChargeRequest:
    """This function will make the request of a new attempt for a new order: 19.90 euros on a good card."""
    request = ChargeRequest(
        amount=Money(1990, "EUR"),
        payment_method="pm_card_visa",
        idempotency_key=f"attempt-{new_id()}",
        order_id=str(new_id()),
        order_number="T-1001",
        attempt_id=str(new_id()),
        email="alice@example.com",
        billing=ALICE,
    )
    return replace(request, **changes)


def refund_request(gateway_id: str | None, minor: int = 1990, **changes: Any) -> RefundRequest:
    """This function will make the request of a new refund."""
    request = RefundRequest(
        gateway_id=gateway_id or "",
        amount=Money(minor, "EUR"),
        idempotency_key=f"refund-{new_id()}",
        refund_id=str(new_id()),
    )
    return replace(request, **changes)


class Bank(Protocol):
    """A gateway, and what a test needs to know of the bank behind it."""

    gateway: PaymentGateway
    tokens: Mapping[str, str]
    decline_codes: Mapping[str, str]

    def cardholder_answers(self, charge: ChargeResult, *, approve: bool) -> None:
        """This method will play the cardholder, who approves a payment in the bank's page, or does not."""


class SandboxBank:
    tokens = {
        "good": "pm_card_visa",
        "declined": "pm_card_chargeDeclined",
        "insufficient_funds": "pm_card_chargeDeclinedInsufficientFunds",
        "expired": "pm_card_chargeDeclinedExpiredCard",
        "cvc": "pm_card_chargeDeclinedIncorrectCvc",
        "processing_error": "pm_card_chargeDeclinedProcessingError",
        "authenticate": "pm_card_threeDSecure2Required",
    }
    decline_codes = {
        "declined": "generic_decline",
        "insufficient_funds": "insufficient_funds",
        "expired": "expired_card",
        "cvc": "incorrect_cvc",
        "processing_error": "processing_error",
    }

    def __init__(self) -> None:
        self.gateway = SandboxGateway()

    def cardholder_answers(self, charge: ChargeResult, *, approve: bool) -> None:
        self.gateway.authenticate(charge.client_secret or "", approve=approve)


@dataclass
class FakeStripeBank:
    fake: FakeStripe
    tokens = SandboxBank.tokens
    decline_codes = SandboxBank.decline_codes

    def __post_init__(self) -> None:
        self.gateway = stripe_at(self.fake)

    def cardholder_answers(self, charge: ChargeResult, *, approve: bool) -> None:
        self.fake.books.authenticate(charge.client_secret or "", succeed=approve)


class StripeTestModeBank:
    """Stripe itself, in its test mode. Fails without a test key, and refuses any other."""

    tokens = {
        **SandboxBank.tokens,
        "declined": "pm_card_visa_chargeDeclined",
        "insufficient_funds": "pm_card_visa_chargeDeclinedInsufficientFunds",
    }
    decline_codes = SandboxBank.decline_codes

    def __init__(self, secret_key: str) -> None:
        if not secret_key.startswith(("sk_test_", "rk_test_")):
            pytest.fail("Set STRIPE_TEST_SECRET_KEY to a key of Stripe's test mode.")
        self.gateway = StripeGateway(secret_key=secret_key)

    def cardholder_answers(self, charge: ChargeResult, *, approve: bool) -> None:
        pytest.skip("Stripe's bank of the test mode is asked in a browser")


def stripe_at(fake: FakeStripe, *, timeout: float = 5, network_retries: int = 0) -> StripeGateway:
    """This function will make the real adapter, on the real SDK, that talks to a FakeStripe."""
    return StripeGateway(
        secret_key=fake.secret_key,
        publishable_key="pk_test_fake",
        webhook_secret=fake.webhook_secret,
        api_base=fake.url,
        http_client=stripe.RequestsClient(timeout=timeout),
        network_retries=network_retries,
    )


class BeforeEndive(stripe.RequestsClient):
    """localstripe speaks Stripe's API of before Endive, where the list of allowed types had another name."""

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        if isinstance(post_data, str):
            post_data = post_data.replace("allowed_payment_method_types", "payment_method_types")
        return super().request(method, url, headers, post_data)


class LocalstripeBank:
    """An independent second opinion; each test names what localstripe is not able to do."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.gateway = StripeGateway(
            secret_key="sk_test_local",
            api_base=url,
            http_client=BeforeEndive(timeout=5),
            network_retries=0,
        )
        self.tokens = {
            "good": "pm_card_visa",
            "declined": "pm_card_chargeCustomerFail",
            "authenticate": self._card("4000000000003220"),
        }
        self.decline_codes = {"declined": "card_declined"}

    def cardholder_answers(self, charge: ChargeResult, *, approve: bool) -> None:
        self._post(
            f"/v1/payment_intents/{charge.gateway_id}/_authenticate",
            {"client_secret": charge.client_secret or "", "success": "true" if approve else "false"},
        )

    def _card(self, number: str) -> str:
        card = {"card[number]": number, "card[exp_month]": "12", "card[exp_year]": "2040", "card[cvc]": "123"}
        return str(self._post("/v1/payment_methods", {"type": "card", **card})["id"])

    def _post(self, path: str, form: Mapping[str, str]) -> Any:
        request = urllib.request.Request(
            self._url + path, urlencode(form).encode(), {"Authorization": "Bearer sk_test_local"}
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)


@contextmanager
def localstripe(log: Path) -> Iterator[str]:
    """This context will run localstripe as a process of its own and yield its URL.

    Raises RuntimeError, with what it printed, when it does not come up.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "localstripe", "--from-scratch", "--port", str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(port, process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=10)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"localstripe did not start:\n{log.read_text()}")
