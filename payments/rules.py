"""The rules of paying: how an attempt moves, and what to tell a shopper whose card was declined."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class AttemptStatus(StrEnum):
    """One try to be paid for one order.

    CREATED: the row is committed, the gateway has not answered. PROCESSING: it has, and is not sure yet.
    FAILED: nothing was charged, for a reason that is not the shopper's (a refused request).
    """

    CREATED = "created"
    PROCESSING = "processing"
    REQUIRES_ACTION = "requires_action"
    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    FAILED = "failed"


OPEN_ATTEMPTS = frozenset({AttemptStatus.CREATED, AttemptStatus.PROCESSING, AttemptStatus.REQUIRES_ACTION})
"""An order has at most one attempt in these: it may still turn into money."""

_ENDINGS = frozenset({AttemptStatus.SUCCEEDED, AttemptStatus.DECLINED, AttemptStatus.CANCELLED, AttemptStatus.FAILED})

ATTEMPT_TRANSITIONS: Mapping[AttemptStatus, frozenset[AttemptStatus]] = {
    AttemptStatus.CREATED: _ENDINGS | {AttemptStatus.PROCESSING, AttemptStatus.REQUIRES_ACTION},
    AttemptStatus.PROCESSING: _ENDINGS | {AttemptStatus.REQUIRES_ACTION},
    AttemptStatus.REQUIRES_ACTION: _ENDINGS | {AttemptStatus.PROCESSING},
    # Money is a fact, whatever we believed before: a shopper whose authentication failed still holds the
    # client secret, and a request that we gave up may have been carried out. Recorded, it can be refunded.
    AttemptStatus.DECLINED: frozenset({AttemptStatus.SUCCEEDED}),
    AttemptStatus.CANCELLED: frozenset({AttemptStatus.SUCCEEDED}),
    AttemptStatus.FAILED: frozenset({AttemptStatus.SUCCEEDED}),
    AttemptStatus.SUCCEEDED: frozenset(),
}


def may_move(old: AttemptStatus, new: AttemptStatus) -> bool:
    """This function will say whether an attempt may go from `old` to `new`; staying is not a move."""
    return new in ATTEMPT_TRANSITIONS[old]


class RefundState(StrEnum):
    """Money on its way back. PENDING: set aside here; the gateway was not asked yet, or is not sure yet."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


REFUND_TRANSITIONS: Mapping[RefundState, frozenset[RefundState]] = {
    RefundState.PENDING: frozenset({RefundState.SUCCEEDED, RefundState.FAILED}),
    # A bank may send the money of a refund back days later: the account was closed.
    RefundState.SUCCEEDED: frozenset({RefundState.FAILED}),
    RefundState.FAILED: frozenset(),
}


def refund_may_move(old: RefundState, new: RefundState) -> bool:
    """This function will say whether a refund may go from `old` to `new`; staying is not a move."""
    return new in REFUND_TRANSITIONS[old]


class Fix(StrEnum):
    """What a shopper can change before paying again; the order is the one in which a page shows the
    fields.
    """

    NAME = "name"
    ADDRESS = "address"
    CARD_NUMBER = "card_number"
    EXPIRY = "expiry"
    CARD_TYPE = "card_type"


@dataclass(frozen=True, slots=True)
class DeclineAdvice:
    """What to change (nothing at all: just try again), and a sentence for the shopper that says so."""

    fixes: tuple[Fix, ...]
    message: str


_GENERIC = DeclineAdvice(
    (Fix.CARD_NUMBER,),
    "Your bank declined this payment and didn't tell us why. Please try another card, or ask your bank.",
)
_ANOTHER_CARD_KIND = DeclineAdvice(
    (Fix.CARD_TYPE,),
    "This card can't be used for this purchase. Please pay with a different kind of card.",
)
_CURRENCY = DeclineAdvice(
    (Fix.CARD_TYPE,),
    "This card can't pay in this currency. Please pay with a different card.",
)
_FUNDS = DeclineAdvice(
    (Fix.CARD_NUMBER,),
    "The bank says there isn't enough available on this card. Please pay with another card.",
)
_LIMIT = DeclineAdvice(
    (Fix.CARD_NUMBER,),
    "This card has reached one of its limits for now. Please pay with another card, or ask your bank.",
)
_AMOUNT = DeclineAdvice(
    (Fix.CARD_NUMBER,),
    "The bank doesn't allow a payment of this amount with this card. Please try another card.",
)
_NUMBER = DeclineAdvice(
    (Fix.CARD_NUMBER,),
    "The card number isn't right. Please check it and enter it again.",
)
_CVC = DeclineAdvice(
    (Fix.CARD_NUMBER,),
    "The card number or security code isn't right. Please check both and enter them again.",
)
_EXPIRED = DeclineAdvice(
    (Fix.EXPIRY,),
    "This card has expired. Please check the expiry date, or pay with another card.",
)
_EXPIRY_WRONG = DeclineAdvice(
    (Fix.EXPIRY,),
    "The expiry date isn't right. Please enter it as it is printed on the card.",
)
_CARD_REPLACED = DeclineAdvice(
    (Fix.CARD_NUMBER, Fix.EXPIRY),
    "The bank has issued a newer card for this account. Please enter the details of the new card.",
)
_ADDRESS = DeclineAdvice(
    (Fix.ADDRESS,),
    "The billing address isn't the one your bank has. Please enter it as on your bank statement.",
)
_NAME = DeclineAdvice(
    (Fix.NAME,),
    "The name isn't the one your bank has. Please enter it as it is printed on the card.",
)
_AGAIN = DeclineAdvice(
    (),
    "Something went wrong on the bank's side; your details are fine. Please try again in a moment.",
)
_AUTHENTICATE = DeclineAdvice(
    (),
    "Your bank wants to check that it's you. Please try again and confirm the payment when your bank asks.",
)
_NOT_AUTHENTICATED = DeclineAdvice(
    (Fix.CARD_NUMBER,),
    "Your bank didn't get your confirmation, so nothing was charged. Please try again, or use another card.",
)
_PIN = DeclineAdvice(
    (Fix.CARD_NUMBER,),
    "This card needs a PIN and can't be used online at the moment. Please pay with another card.",
)
_DUPLICATE = DeclineAdvice(
    (),
    "The bank saw the same payment a moment ago. Please check whether it went through before you try again.",
)
_TEST_CARD = DeclineAdvice(
    (Fix.CARD_NUMBER,),
    "This is a test card, which can't pay for real. Please use a real card.",
)

# Codes that hint at fraud or theft all say the same as a decline without a reason: Stripe asks not to tell a
# person who may hold a stolen card what gave them away, and an honest one learns more from the bank.
_NOT_TO_BE_TOLD = frozenset(
    {"fraudulent", "lost_card", "stolen_card", "pickup_card", "merchant_blacklist", "security_violation"}
    | {"restricted_card", "highest_risk_level", "elevated_risk_level"}
)

_UNEXPLAINED = frozenset(
    {"generic_decline", "card_declined", "call_issuer", "do_not_honor", "do_not_try_again", "no_action_taken"}
    | {"not_permitted", "service_not_allowed", "stop_payment_order", "transaction_not_allowed"}
    | {"revocation_of_authorization", "revocation_of_all_authorizations"}
)

_ADVICE: Mapping[str, DeclineAdvice] = {
    **dict.fromkeys(_NOT_TO_BE_TOLD | _UNEXPLAINED, _GENERIC),
    "card_not_supported": _ANOTHER_CARD_KIND,
    "currency_not_supported": _CURRENCY,
    "insufficient_funds": _FUNDS,
    "card_velocity_exceeded": _LIMIT,
    "withdrawal_count_limit_exceeded": _LIMIT,
    "card_decline_rate_limit_exceeded": _LIMIT,
    "invalid_amount": _AMOUNT,
    "incorrect_number": _NUMBER,
    "invalid_number": _NUMBER,
    "invalid_account": _NUMBER,
    "incorrect_cvc": _CVC,
    "invalid_cvc": _CVC,
    "expired_card": _EXPIRED,
    "invalid_expiry_month": _EXPIRY_WRONG,
    "invalid_expiry_year": _EXPIRY_WRONG,
    "new_account_information_available": _CARD_REPLACED,
    "incorrect_zip": _ADDRESS,
    "incorrect_address": _ADDRESS,
    "postal_code_invalid": _ADDRESS,
    "incorrect_name": _NAME,
    "invalid_characters": _NAME,
    "processing_error": _AGAIN,
    "issuer_not_available": _AGAIN,
    "try_again_later": _AGAIN,
    "reenter_transaction": _AGAIN,
    "approve_with_id": _AGAIN,
    "authentication_required": _AUTHENTICATE,
    "mobile_device_authentication_required": _AUTHENTICATE,
    "authentication_not_handled": _AUTHENTICATE,
    "authentication_failed": _NOT_AUTHENTICATED,
    "payment_intent_authentication_failure": _NOT_AUTHENTICATED,
    "incorrect_pin": _PIN,
    "invalid_pin": _PIN,
    "offline_pin_required": _PIN,
    "online_or_offline_pin_required": _PIN,
    "pin_try_exceeded": _PIN,
    "duplicate_transaction": _DUPLICATE,
    "live_mode_test_card": _TEST_CARD,
    "testmode_decline": _TEST_CARD,
}


def advise(decline_code: str | None) -> DeclineAdvice:
    """This function will return what a shopper should change after a decline, and the sentence that tells
    them.

    A code that we don't know, or none, is a decline without a reason.
    """
    return _ADVICE.get(decline_code or "", _GENERIC)


def public_decline_code(decline_code: str | None) -> str:
    """This function will return the code that may leave the shop: never one that tells what a bank
    suspects.
    """
    if decline_code is None or decline_code in _NOT_TO_BE_TOLD:
        return "generic_decline"
    return decline_code
