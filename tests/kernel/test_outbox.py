"""The outbox: nothing without its transaction, everything once."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import connection, transaction

from shop.kernel import outbox
from shop.kernel.clock import FixedClock
from shop.kernel.events import DomainEvent
from shop.kernel.ids import new_id
from shop.kernel.models import Delivery, Event

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, kw_only=True)
class Rang(DomainEvent):
    type: ClassVar[str] = "test.rang"
    loudness: int = 3


@pytest.fixture(autouse=True)
def _routes(monkeypatch):
    monkeypatch.setattr(outbox, "routes", lambda: {"test.rang": ("test.listen", "test.note")})


@pytest.fixture
def woken():
    """The consumers that were woken, in order; the broker is not asked."""
    heard: list[str] = []

    def hear(consumers, **_):
        heard.extend(consumers)

    receivers = outbox.event_committed.receivers
    outbox.event_committed.receivers = []
    outbox.event_committed.sender_receivers_cache.clear()
    outbox.event_committed.connect(hear)
    yield heard
    outbox.event_committed.receivers = receivers
    outbox.event_committed.sender_receivers_cache.clear()


def ring():
    with transaction.atomic():
        return outbox.publish(Rang(order_id=new_id(), user_id=None), now=NOW)


def test_an_event_outside_a_transaction_is_refused_and_not_written(woken):
    with pytest.raises(outbox.OutsideTransaction):
        outbox.publish(Rang(order_id=new_id(), user_id=None), now=NOW)
    assert not Event.objects.exists()
    assert woken == []


def test_an_event_is_written_with_its_deliveries_and_wakes_after_the_commit(woken):
    with transaction.atomic():
        outbox.publish(Rang(order_id=new_id(), user_id=None), now=NOW)
        assert woken == []
    assert woken == ["test.listen", "test.note"]
    assert Delivery.objects.filter(state="pending").count() == 2


def test_a_rolled_back_change_leaves_no_event_and_wakes_nobody(woken):
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.publish(Rang(order_id=new_id(), user_id=None), now=NOW)
        raise RuntimeError
    assert woken == []
    assert not Event.objects.exists()


def test_a_consumer_runs_once_however_often_it_is_woken(woken):
    event_id, calls = ring(), []
    assert outbox.consume(event_id, consumer="test.listen", handler=calls.append)
    assert not outbox.consume(event_id, consumer="test.listen", handler=calls.append)
    assert [call.data for call in calls] == [{"loudness": 3}]
    assert Delivery.objects.get(consumer="test.note").state == "pending"


def test_the_effect_of_a_failed_consumer_is_undone_and_the_delivery_is_due_again(woken):
    event_id = ring()

    def fail(event):
        Event.objects.filter(pk=event.id).update(version=9)
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        outbox.consume(event_id, consumer="test.listen", handler=fail, clock=FixedClock(NOW))
    delivery = Delivery.objects.get(consumer="test.listen")
    assert (delivery.state, delivery.attempts) == ("pending", 1)
    assert "RuntimeError: no" in delivery.last_error
    assert delivery.due_at > NOW
    assert Event.objects.get().version == 1
    assert outbox.consume(event_id, consumer="test.listen", handler=lambda event: None)


def test_a_delivery_that_fails_too_often_is_set_aside_until_it_is_tried_again(woken):
    event_id = ring()
    Delivery.objects.filter(consumer="test.listen").update(attempts=outbox.MAX_ATTEMPTS - 1)

    def fail(event):
        raise RuntimeError("still no")

    with pytest.raises(RuntimeError):
        outbox.consume(event_id, consumer="test.listen", handler=fail)
    delivery = Delivery.objects.get(consumer="test.listen")
    assert delivery.state == "failed"
    outbox.retry(delivery.pk, now=NOW)
    assert Delivery.objects.get(consumer="test.listen").state == "pending"


def test_the_sweeper_sends_what_was_left_behind_under_a_lease(woken):
    ring()
    woken.clear()
    assert outbox.sweep(now=NOW) == 0
    later = NOW + outbox.GRACE + timedelta(seconds=1)
    assert outbox.sweep(now=later) == 2
    assert sorted(woken) == ["test.listen", "test.note"]
    assert outbox.sweep(now=later) == 0
    assert outbox.sweep(now=later + outbox.LEASE + timedelta(seconds=1)) == 2


def test_a_wake_up_that_fails_harms_nobody():
    receivers = outbox.event_committed.receivers
    outbox.event_committed.receivers = []
    outbox.event_committed.sender_receivers_cache.clear()

    def broken(**_):
        raise ConnectionError("no broker")

    outbox.event_committed.connect(broken)
    try:
        ring()
    finally:
        outbox.event_committed.receivers = receivers
        outbox.event_committed.sender_receivers_cache.clear()
    assert Delivery.objects.filter(state="pending").count() == 2


def test_two_workers_with_one_event_have_one_effect(woken):
    event_id, entered, release, outcomes = ring(), threading.Event(), threading.Event(), []

    def slow(event):
        entered.set()
        assert release.wait(10)

    def first():
        outcomes.append(outbox.consume(event_id, consumer="test.listen", handler=slow))
        connection.close()

    worker = threading.Thread(target=first)
    worker.start()
    assert entered.wait(10)
    assert outbox.consume(event_id, consumer="test.listen", handler=lambda event: pytest.fail("twice")) is False
    release.set()
    worker.join()
    assert outcomes == [True]


def test_the_feed_never_shows_a_late_commit_behind_what_was_read(woken):
    """A slow transaction takes its id first and commits last: a reader by id would step over it for ever."""
    begun, commit = threading.Event(), threading.Event()
    slow_id = []

    def slow():
        with transaction.atomic():
            slow_id.append(outbox.publish(Rang(order_id=new_id(), user_id=None), now=NOW))
            begun.set()
            assert commit.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert begun.wait(10)
    quick_id = ring()
    assert slow_id[0] < quick_id
    seen = outbox.events_after(None, limit=10)
    assert [event.id for event in seen] == [quick_id]
    commit.set()
    thread.join()
    assert [event.id for event in outbox.events_after(quick_id, limit=10)] == slow_id
    # The control: by id alone the slow one is lost.
    assert not Event.objects.filter(id__gt=quick_id).exists()


def test_the_feed_does_not_know_an_id_that_never_was(woken):
    assert outbox.events_after(new_id(), limit=10) is None
