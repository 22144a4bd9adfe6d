"""Races about money, with real threads on the real database. Each has a control: the same race, its guard off."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, close_old_connections, connection
from django.db.models import QuerySet, Sum

from orders.contracts import OrderView
from orders.errors import OrderAlreadyPaid, OrderNotPayable
from orders.service import OrderService
from payments.contracts import PaymentView
from payments.errors import GatewayRejected, PaymentInProgress, RefundTooLarge
from payments.gateways import SandboxGateway
from payments.models import PaymentAttempt, Refund
from payments.service import PaymentService, _pay, _record
from shop.kernel.errors import DomainError
from shop.kernel.models import Event
from shop.kernel.money import Money
from tests.orders.making import SHOPPER, STAFF, an_order
from tests.payments.making import charges, given_back

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Do the jobs at the same moment; a named refusal, or one of the database, is an outcome like any other."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        start.wait(timeout=20)
        try:
            return job()
        except (DomainError, IntegrityError) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        outcomes = [future.result(timeout=90) for future in [pool.submit(run, job) for job in jobs]]
    close_old_connections()
    return outcomes


def paying(order: OrderView, card: str = "pm_card_visa") -> Callable[[], PaymentView]:
    return lambda: PaymentService().pay(order_id=order.id, payment_method=card, actor=SHOPPER)


def refunding(payment: PaymentView, amount: Money | None = None) -> Callable[[], Any]:
    return lambda: PaymentService().refund(payment_id=payment.id, amount=amount, reason="", actor=STAFF)


def succeeded(outcomes: list[Any]) -> int:
    return sum(isinstance(one, PaymentView) and one.status == "succeeded" for one in outcomes)


def without_the_order_lock(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    """Let all requests look whether an attempt is open before any of them writes one down."""
    all_have_looked = threading.Barrier(threads)
    make_request = _pay._request

    def request(*args: Any) -> Any:
        all_have_looked.wait(timeout=20)
        return make_request(*args)

    monkeypatch.setattr(_pay, "_request", request)
    monkeypatch.setattr(OrderService, "begin_payment", lambda self, *, order_id, now: self.get_order(order_id=order_id))


def test_control_without_lock_and_constraint_two_payments_are_two_charges(monkeypatch):
    order = an_order()
    without_the_order_lock(monkeypatch, 2)
    constraint = next(c for c in PaymentAttempt._meta.constraints if c.name == "one_open_attempt_per_order")
    with connection.schema_editor() as editor:
        editor.remove_constraint(PaymentAttempt, constraint)
    try:
        together(paying(order), paying(order))
        assert charges() == 2
        assert given_back() == [order.totals.total.minor]
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(PaymentAttempt, constraint)


def test_two_payments_of_one_order_at_once_are_one_charge():
    order = an_order()

    outcomes = together(*[paying(order) for _ in range(8)])

    assert succeeded(outcomes) == 1
    assert all(isinstance(one, PaymentView | PaymentInProgress | OrderAlreadyPaid) for one in outcomes)
    assert (charges(), PaymentAttempt.objects.count(), given_back()) == (1, 1, [])
    assert Event.objects.filter(type="order.paid").count() == 1


def test_the_constraint_alone_keeps_it_at_one_charge(monkeypatch):
    order = an_order()
    without_the_order_lock(monkeypatch, 2)

    outcomes = together(paying(order), paying(order))

    assert succeeded(outcomes) == 1
    assert sum(isinstance(one, IntegrityError) for one in outcomes) == 1
    assert charges() == 1


def test_the_same_request_twice_at_once_is_one_attempt():
    order = an_order()

    def click() -> PaymentView:
        return PaymentService().pay(
            order_id=order.id, payment_method="pm_card_visa", actor=SHOPPER, request_key="one click"
        )

    outcomes = together(click, click, click)

    assert succeeded(outcomes) >= 1
    assert all(isinstance(one, PaymentView | OrderAlreadyPaid) for one in outcomes)
    assert (charges(), PaymentAttempt.objects.count(), given_back()) == (1, 1, [])


def a_refused_authentication() -> tuple[OrderView, PaymentView]:
    order = an_order()
    payment = paying(order, "pm_card_threeDSecure2Required")()
    SandboxGateway().authenticate(payment.client_secret, approve=False)
    return order, payment


def refreshing(payment: PaymentView) -> Callable[[], PaymentView]:
    return lambda: PaymentService().refresh(payment_id=payment.id, actor=SHOPPER)


def test_control_without_the_attempts_lock_the_same_news_is_told_twice(monkeypatch):
    _, payment = a_refused_authentication()
    all_have_read = threading.Barrier(2)

    def unlocked(attempt_id: Any) -> PaymentAttempt:
        attempt = PaymentAttempt.objects.get(pk=attempt_id)
        all_have_read.wait(timeout=20)
        return attempt

    monkeypatch.setattr(_record, "lock_attempt", unlocked)
    together(refreshing(payment), refreshing(payment))

    assert Event.objects.filter(type="payment.failed").count() == 2


def test_the_same_news_from_many_sides_at_once_is_told_once():
    _, payment = a_refused_authentication()

    together(*[refreshing(payment) for _ in range(6)])

    assert Event.objects.filter(type="payment.failed").count() == 1


def test_control_without_lock_and_condition_two_refunds_exceed_the_payment(monkeypatch):
    payment = paying(an_order())()
    all_have_read = threading.Barrier(2)

    def read_then_write(self: PaymentAttempt, amount: Money) -> bool:
        left = self.captured_minor - self.refund_reserved_minor
        all_have_read.wait(timeout=20)
        if amount.minor > left:
            return False
        reserved = self.refund_reserved_minor + amount.minor
        PaymentAttempt.objects.filter(pk=self.pk).update(refund_reserved_minor=reserved)
        return True

    monkeypatch.setattr(PaymentAttempt, "reserve_refund", read_then_write)
    with monkeypatch.context() as unlocked:
        unlocked.setattr(QuerySet, "select_for_update", lambda self, **_: self)
        together(refunding(payment), refunding(payment))

    assert Refund.objects.aggregate(total=Sum("amount_minor"))["total"] == 2 * payment.captured.minor


def test_two_refunds_at_once_never_exceed_what_was_captured():
    payment = paying(an_order())()

    outcomes = together(*[refunding(payment) for _ in range(6)])

    assert sum(isinstance(one, RefundTooLarge) for one in outcomes) == 5
    assert given_back() == [payment.captured.minor]
    assert PaymentAttempt.objects.get().refunded_minor == payment.captured.minor


def test_partial_refunds_at_once_stop_at_what_was_captured():
    payment = paying(an_order())()
    third = Money(payment.captured.minor // 3 + 1, "EUR")

    outcomes = together(*[refunding(payment, third) for _ in range(6)])

    assert sum(isinstance(one, RefundTooLarge) for one in outcomes) == 4
    assert sum(given_back()) == 2 * third.minor <= payment.captured.minor


def test_paying_against_cancelling_never_keeps_the_money_of_a_cancelled_order():
    for _ in range(5):
        order = an_order()
        cancel = lambda order=order: OrderService().cancel_order(  # noqa: E731
            order_id=order.id, actor=SHOPPER, reason=""
        )

        outcomes = together(paying(order), cancel)
        PaymentService().refund_cancelled_order(order_id=order.id)
        PaymentService().settle_open()

        after = OrderService().get_order(order_id=order.id)
        assert after.status == "cancelled"
        assert isinstance(outcomes[0], PaymentView | OrderNotPayable | GatewayRejected)
        assert after.paid == after.refunded
