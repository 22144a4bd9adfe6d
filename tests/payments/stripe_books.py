"""What FakeStripe knows: payment intents, refunds, disputes and events, in the shapes of Stripe's API."""

import itertools
import secrets
import threading
import time
from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]


class ApiError(Exception):
    """An answer of Stripe's that is no success."""

    def __init__(self, status: int, type_: str, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body: Body = {"error": {"type": type_, "message": message, **facts}}


@dataclass(frozen=True)
class Card:
    brand: str
    last4: str
    code: str = ""
    decline_code: str = ""
    authenticate: bool = False
    refund_status: str = "succeeded"
    disputed: bool = False


def _declined(last4: str, decline_code: str, code: str = "card_declined") -> Card:
    return Card("visa", last4, code=code, decline_code=decline_code)


CARDS: dict[str, Card] = {
    "pm_card_visa": Card("visa", "4242"),
    "pm_card_mastercard": Card("mastercard", "4444"),
    "pm_card_amex": Card("amex", "8431"),
    "pm_card_chargeDeclined": _declined("0002", "generic_decline"),
    "pm_card_chargeDeclinedInsufficientFunds": _declined("9995", "insufficient_funds"),
    "pm_card_visa_chargeDeclinedStolenCard": _declined("9979", "stolen_card"),
    "pm_card_chargeDeclinedExpiredCard": _declined("0069", "expired_card", "expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": _declined("0127", "incorrect_cvc", "incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": _declined("0119", "processing_error", "processing_error"),
    "pm_card_threeDSecure2Required": Card("visa", "3220", authenticate=True),
    "pm_card_createDispute": Card("visa", "0259", disputed=True),
    "pm_card_pendingRefund": Card("visa", "7726", refund_status="pending"),
    "pm_card_refundFail": Card("visa", "5126"),
}

_THREE_DECIMALS = {"bhd", "jod", "kwd", "omr", "tnd"}


class Books:
    """State and its rules. Every method runs under one lock and raises ApiError as Stripe would answer."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.intents: dict[str, Body] = {}
        self.refunds: dict[str, Body] = {}
        self.events: list[Body] = []
        self._count = itertools.count(1)

    def create_intent(self, params: Body) -> Body:
        amount, currency = params["amount"], params["currency"]
        if amount < 1 or (currency in _THREE_DECIMALS and amount % 10):
            raise ApiError(400, "invalid_request_error", "Invalid amount.", param="amount")
        if amount < 50 and currency in ("eur", "usd"):
            raise _refused("Amount must be at least 50 cents.", code="amount_too_small", param="amount")
        card = CARDS.get(params["payment_method"])
        if card is None:
            raise _refused(
                f"No such PaymentMethod: '{params['payment_method']}'",
                code="resource_missing",
                param="payment_method",
            )
        intent_id = self._id("pi")
        intent: Body = {
            "id": intent_id,
            "object": "payment_intent",
            "amount": amount,
            "amount_received": 0,
            "currency": currency,
            "created": int(time.time()),
            "client_secret": f"{intent_id}_secret_{secrets.token_hex(8)}",
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": False,
            "metadata": params.get("metadata", {}),
            "next_action": None,
            "payment_method": _payment_method(params["payment_method"], card),
            "payment_method_types": ["card"],
            "status": "requires_confirmation",
        }
        self.intents[intent_id] = intent
        if card.authenticate:
            intent.update(status="requires_action", next_action={"type": "use_stripe_sdk"})
            self._emit("payment_intent.requires_action", intent)
        elif card.code:
            self._decline(intent, card.code, card.decline_code)
            raise _card_error(intent)
        else:
            self._succeed(intent)
            if card.disputed:
                self.dispute(intent_id)
        return intent

    def get_intent(self, intent_id: str) -> Body:
        return _known(self.intents, intent_id, "payment_intent", "intent")

    def list_intents(self, params: Body) -> Body:
        window = params.get("created", {})
        found = [
            intent
            for intent in reversed(self.intents.values())
            if window.get("gte", 0) <= intent["created"] <= window.get("lte", 1 << 62)
        ]
        if after := params.get("starting_after"):
            found = found[1 + next(i for i, intent in enumerate(found) if intent["id"] == after) :]
        limit = params.get("limit", 10)
        return {
            "object": "list",
            "url": "/v1/payment_intents",
            "has_more": len(found) > limit,
            "data": found[:limit],
        }

    def cancel_intent(self, intent_id: str) -> Body:
        intent = self.get_intent(intent_id)
        if intent["status"] in ("succeeded", "canceled", "processing"):
            message = f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}."
            raise _refused(message, code="payment_intent_unexpected_state", payment_intent=intent)
        intent.update(status="canceled", next_action=None)
        self._emit("payment_intent.canceled", intent)
        return intent

    def create_refund(self, params: Body) -> Body:
        intent = _known(self.intents, params["payment_intent"], "payment_intent", "payment_intent")
        if intent["status"] != "succeeded":
            raise _refused("This PaymentIntent does not have a successful charge to refund.")
        gone = sum(
            refund["amount"]
            for refund in self.refunds.values()
            if refund["payment_intent"] == intent["id"] and refund["status"] != "failed"
        )
        if gone == intent["amount"]:
            raise _refused("Charge has already been refunded.", code="charge_already_refunded")
        if not 0 < params["amount"] <= intent["amount"] - gone:
            raise _refused("Refund amount is greater than unrefunded amount on charge.", param="amount")
        refund: Body = {
            "id": self._id("re"),
            "object": "refund",
            "amount": params["amount"],
            "currency": intent["currency"],
            "payment_intent": intent["id"],
            "metadata": params.get("metadata", {}),
            "status": CARDS[intent["payment_method"]["id"]].refund_status,
        }
        self.refunds[refund["id"]] = refund
        self._emit("refund.created", refund)
        return refund

    def get_refund(self, refund_id: str) -> Body:
        return _known(self.refunds, refund_id, "refund", "id")

    def authenticate(self, client_secret: str, *, succeed: bool) -> Body:
        """What Stripe.js and the bank do together in the browser."""
        with self.lock:
            intent = next(i for i in self.intents.values() if i["client_secret"] == client_secret)
            assert intent["status"] == "requires_action"
            intent["next_action"] = None
            if succeed:
                self._succeed(intent)
            else:
                self._decline(intent, "payment_intent_authentication_failure", "")
            return intent

    def settle_refund(self, refund_id: str, *, status: str, failure_reason: str | None = None) -> None:
        """What happens to a refund days later: `succeeded`, or `failed` for a reason."""
        with self.lock:
            refund = self.refunds[refund_id]
            refund["status"] = status
            if failure_reason:
                refund["failure_reason"] = failure_reason
            self._emit("refund.failed" if status == "failed" else "refund.updated", refund)

    def dispute(self, intent_id: str, *, status: str = "needs_response") -> Body:
        """What the cardholder's bank does weeks later; `won` and `lost` close it."""
        with self.lock:
            intent = self.intents[intent_id]
            dispute: Body = {
                "id": f"dp_{intent_id}",
                "object": "dispute",
                "amount": intent["amount"],
                "currency": intent["currency"],
                "payment_intent": intent_id,
                "reason": "fraudulent",
                "status": status,
            }
            closed = status in ("won", "lost")
            self._emit("charge.dispute.closed" if closed else "charge.dispute.created", dispute)
            return dispute

    def _succeed(self, intent: Body) -> None:
        intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=self._id("ch"))
        self._emit("payment_intent.succeeded", intent)

    def _decline(self, intent: Body, code: str, decline_code: str) -> None:
        error = {
            "type": "card_error",
            "code": code,
            "message": "Your card was declined." if decline_code else "Authentication has failed.",
            "payment_method": intent["payment_method"],
        }
        if decline_code:
            error["decline_code"] = decline_code
        intent.update(status="requires_payment_method", last_payment_error=error, payment_method=None)
        self._emit("payment_intent.payment_failed", intent)

    def _emit(self, type_: str, subject: Body) -> None:
        self.events.append(
            {
                "id": self._id("evt"),
                "object": "event",
                "type": type_,
                "created": int(time.time()),
                "livemode": False,
                "data": {"object": collapse(dict(subject))},
            }
        )

    def _id(self, prefix: str) -> str:
        return f"{prefix}_fake_{next(self._count):06d}"


def collapse(thing: Body, expand: frozenset[str] = frozenset()) -> Body:
    """This function will replace a nested payment method by its id, unless the request asked to expand it."""
    method = thing.get("payment_method")
    if isinstance(method, dict) and "payment_method" not in expand:
        return {**thing, "payment_method": method["id"]}
    return dict(thing)


def _payment_method(token: str, card: Card) -> Body:
    return {
        "id": token,
        "object": "payment_method",
        "type": "card",
        "card": {"brand": card.brand, "last4": card.last4},
    }


def _card_error(intent: Body) -> ApiError:
    error = dict(intent["last_payment_error"])
    return ApiError(402, error.pop("type"), error.pop("message"), **error, payment_intent=collapse(intent))


def _refused(message: str, **facts: Any) -> ApiError:
    return ApiError(400, "invalid_request_error", message, **facts)


def _known(things: dict[str, Body], thing_id: str, kind: str, param: str) -> Body:
    if thing_id not in things:
        message = f"No such {kind}: '{thing_id}'"
        raise ApiError(404, "invalid_request_error", message, code="resource_missing", param=param)
    return things[thing_id]
