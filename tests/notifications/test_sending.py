"""Sending: over real SMTP, by one worker at a time, again after failures, and never lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event as Signal

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F
from kombu.exceptions import OperationalError

from notifications.models import Message
from notifications.rules import LEASE, pause_before_next_mail
from notifications.service import NotificationService, _mail
from orders.service import OrderService
from shop.kernel.clock import FixedClock
from shop.kernel.errors import NotFound
from shop.kernel.ids import new_id
from tests.notifications.making import LETTER, hear
from tests.orders.making import STAFF, a_paid_order

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    return FixedClock(NOON)


@pytest.fixture
def service(clock):
    return NotificationService(clock=clock)


def queued(service, letter=LETTER, key="one"):
    message_id = service.queue(letter, dedupe_key=key)
    assert message_id is not None
    return Message.objects.get(pk=message_id)


@pytest.mark.django_db
class TestOverSmtp:
    def test_a_mail_arrives_with_both_its_forms_and_the_id_of_its_row(self, smtp, service):
        message = queued(service)
        assert service.deliver_message(message_id=message.pk)
        (came,) = smtp.received
        assert came["Message-ID"] == f"<{message.pk}@localhost>"
        assert (came["To"], came["Subject"]) == ("anna@example.com", "Hello")
        assert came.get_body(("plain",)).get_content().strip() == "Hello"
        assert came.get_body(("html",)).get_content().strip() == "<p>Hello</p>"
        message.refresh_from_db()
        assert (message.state, message.sent_at, message.attempts) == ("sent", NOON, 1)

    def test_what_was_sent_is_not_sent_again(self, smtp, service):
        message = queued(service)
        service.deliver_message(message_id=message.pk)
        assert not service.deliver_message(message_id=message.pk)
        assert service.send_waiting().mails == 0
        assert len(smtp.received) == 1

    def test_a_server_that_is_busy_gets_it_later_with_growing_pauses(self, smtp, service, clock):
        message = queued(service)
        smtp.answers["DATA"] = "451 try later"
        pauses = []
        for _ in range(4):
            assert not service.deliver_message(message_id=message.pk)
            message.refresh_from_db()
            assert (message.state, message.sent_at) == ("queued", None)
            assert "451" in message.last_error
            pauses.append(message.due_at - clock.now())
            assert service.send_waiting().mails == 0
            clock.moment = message.due_at
        assert pauses == sorted(set(pauses))
        smtp.answers.clear()
        assert service.send_waiting().mails == 1
        message.refresh_from_db()
        assert (message.state, message.attempts, message.last_error) == ("sent", 5, "")

    @pytest.mark.parametrize(("command", "answer"), [("RCPT", "550 nobody here"), ("DATA", "554 no")])
    def test_a_refusal_for_good_is_not_repeated(self, smtp, service, clock, command, answer):
        message = queued(service)
        smtp.answers[command] = answer
        service.deliver_message(message_id=message.pk)
        message.refresh_from_db()
        assert message.state == "failed"
        assert answer[:3] in message.last_error
        clock.moment += timedelta(days=9)
        smtp.answers.clear()
        assert service.send_waiting().mails == 0

    def test_a_full_mailbox_is_asked_again(self, smtp, service):
        message = queued(service)
        smtp.answers["RCPT"] = "452 full"
        service.deliver_message(message_id=message.pk)
        message.refresh_from_db()
        assert message.state == "queued"

    def test_a_server_that_is_away_is_a_pause_and_in_the_end_a_failure(self, settings, service, clock, smtp):
        settings.EMAIL_PORT = 9
        message = queued(service)
        attempts = 0
        while message.state == "queued":
            clock.moment = max(message.due_at, clock.moment)
            service.deliver_message(message_id=message.pk)
            message.refresh_from_db()
            attempts += 1
            assert attempts < 50
        assert message.state == "failed"
        assert clock.now() - NOON > timedelta(days=1)

    def test_a_subject_can_not_smuggle_headers_in(self, smtp, service):
        message = queued(service, replace(LETTER, subject="Hello\r\nBcc: eve@example.com"))
        service.deliver_message(message_id=message.pk)
        (came,) = smtp.received
        assert came["Bcc"] is None
        assert came["Subject"] == "Hello Bcc: eve@example.com"


@pytest.mark.django_db
def test_without_a_mail_server_the_text_goes_to_the_log_alone(service, settings):
    settings.MAIL_IS_SENT = False
    message = queued(service)
    assert service.deliver_message(message_id=message.pk)
    (logged,) = mail.outbox
    assert logged.body == "Hello\n"
    assert logged.alternatives == []
    message.refresh_from_db()
    assert message.state == "sent"


@pytest.mark.django_db
def test_the_same_key_keeps_one_message(service):
    queued(service)
    assert service.queue(LETTER, dedupe_key="one") is None
    assert Message.objects.count() == 1


class BrokenBackend(BaseEmailBackend):
    """A mail service whose client fails in its own way, but for one recipient."""

    def send_messages(self, email_messages):
        (message,) = email_messages
        if message.to == ["bob@example.com"]:
            return 1
        raise RuntimeError("The API answered nonsense.")


@pytest.mark.django_db
class TestOverAnotherBackend:
    @pytest.fixture(autouse=True)
    def broken(self, settings):
        settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"

    def test_a_failure_that_nobody_foresaw_is_a_growing_pause_and_in_the_end_a_failure(self, service, clock):
        message = queued(service)
        pauses = []
        while not service.deliver_message(message_id=message.pk):
            message.refresh_from_db()
            assert "RuntimeError: The API answered nonsense." in message.last_error
            if message.state == "failed":
                break
            assert message.state == "queued"
            pauses.append(message.due_at - clock.now())
            clock.moment = message.due_at
        assert message.state == "failed"
        assert pauses == sorted(set(pauses))
        assert sum(pauses, timedelta()) > timedelta(days=1)

    def test_it_does_not_keep_the_next_message_of_the_round_from_being_sent(self, service, clock):
        first = queued(service)
        clock.moment += timedelta(seconds=1)
        second = queued(service, replace(LETTER, recipient="bob@example.com"), key="two")
        assert service.send_waiting().mails == 1
        for message in (first, second):
            message.refresh_from_db()
        assert (first.state, second.state) == ("queued", "sent")


@pytest.mark.django_db(transaction=True)
class TestWorkers:
    def race(self, *jobs):
        barrier = Barrier(len(jobs))

        def run(job):
            try:
                barrier.wait(timeout=30)
                return job()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(jobs)) as pool:
            return list(pool.map(run, jobs))

    def test_eight_workers_send_each_of_ten_messages_once(self, smtp):
        service = NotificationService()
        ids = [queued(service, key=str(number)).pk for number in range(10)]

        def work():
            return [service.deliver_message(message_id=message_id) for message_id in ids]

        outcomes = self.race(*[work] * 8)
        assert [sum(column) for column in zip(*outcomes, strict=True)] == [1] * 10
        assert len(smtp.ids()) == len(set(smtp.ids())) == 10

    def test_without_the_conditional_claim_the_same_race_sends_twice(self, smtp, monkeypatch):
        """The control: it shows that the race is real, and that the test above would see it."""

        def take(rows, pk, now):
            rows.filter(pk=pk).update(state="sending", attempts=F("attempts") + 1)
            return rows.get(pk=pk)

        monkeypatch.setattr(type(Message.objects.all()), "claim", take)
        monkeypatch.setattr(type(Message.objects), "claim", lambda manager, pk, now: take(manager.all(), pk, now))
        service = NotificationService()
        message = queued(service)
        self.race(*[lambda: service.deliver_message(message_id=message.pk)] * 8)
        assert len(smtp.ids()) > 1

    def test_a_beat_round_and_a_task_at_once_send_it_once(self, smtp):
        service = NotificationService()
        message = queued(service)
        at_the_server, go_on = Signal(), Signal()

        def gate():
            at_the_server.set()
            assert go_on.wait(30)

        smtp.gate = gate

        def task():
            return service.deliver_message(message_id=message.pk)

        def beat():
            assert at_the_server.wait(30)
            try:
                return service.send_waiting().mails
            finally:
                go_on.set()

        assert self.race(task, beat) == [True, 0]
        assert len(smtp.received) == 1


@pytest.mark.django_db
def test_a_message_whose_worker_died_is_taken_up_after_its_lease_and_not_before(smtp, service, clock):
    message = queued(service)
    assert Message.objects.claim(message.pk, clock.now()) is not None
    clock.moment += LEASE - timedelta(seconds=1)
    assert service.send_waiting().mails == 0
    clock.moment += timedelta(seconds=1)
    assert service.send_waiting().mails == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 2)


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_says_nothing_about_the_message_any_more(service, clock):
    message = queued(service)
    slow = Message.objects.claim(message.pk, clock.now())
    clock.moment += LEASE
    quick = Message.objects.claim(message.pk, clock.now())
    assert not slow.postpone("too late", clock.now(), pause_before_next_mail(1))
    assert not slow.succeed(clock.now())
    assert quick.succeed(clock.now())
    assert not slow.postpone("too late", clock.now(), pause_before_next_mail(1))
    message.refresh_from_db()
    assert message.state == "sent"


def test_a_lease_outlives_every_task(settings):
    assert timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT) < LEASE


@pytest.mark.django_db
def test_a_message_sent_again_is_a_new_one_that_names_the_first(smtp, service):
    order = a_paid_order()
    hear(order, "order.paid")
    first = Message.objects.get()
    again = Message.objects.get(pk=NotificationService().resend(message_id=first.pk, actor=STAFF))
    assert again.resent_from_id == first.pk
    for field in ("kind", "recipient", "subject", "html", "text", "order_id"):
        assert getattr(again, field) == getattr(first, field)
    notes = [entry for entry in OrderService().get_order(order_id=order.id).timeline if entry.kind == "message"]
    assert notes[-1].data["message_id"] == str(again.pk)
    assert notes[-1].actor.name == STAFF.name
    NotificationService().send_waiting()
    assert len(set(smtp.ids())) == 2


@pytest.mark.django_db
def test_a_message_that_does_not_exist_is_not_sent_again(service):
    with pytest.raises(NotFound):
        service.resend(message_id=new_id(), actor=STAFF)
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_message_asked_for_in_a_transaction_that_fails_is_not_there():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        NotificationService().queue(LETTER, dedupe_key="one")
        raise ZeroDivisionError
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_costs_nothing_but_time(smtp, settings, monkeypatch):
    def no_broker(*args, **kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr(_mail.current_app, "send_task", no_broker)
    service = NotificationService()
    queued(service)
    assert service.send_waiting().mails == 1
    assert len(smtp.received) == 1
