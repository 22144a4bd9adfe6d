"""The real web server, worker, scheduler, Redis and an SMTP server: what is killed between a commit and its task is
neither lost nor done twice.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from django.db import connection, transaction

from catalog.service import CatalogService
from fulfillment import tasks as fulfillment_tasks
from fulfillment.models import Shipment, lock_parcels_of
from notifications import tasks as notification_tasks
from notifications.models import Message
from orders.contracts import OrderView
from orders.service import OrderService
from shop.kernel.models import Delivery, Event
from shop.local.redis import RedisServer
from shop.users.keys import create_api_key
from tests import processes
from tests.notifications.servers import MailServer, mail_server
from tests.orders.making import an_order

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]


@dataclass
class Shop:
    """The running shop."""

    web: processes.Web
    worker: processes.Process
    redis: RedisServer
    smtp: MailServer

    def pay(self, order: OrderView) -> None:
        """Pay over HTTP; when this returns, the payment is committed."""
        body = {"order_id": str(order.id), "payment_method": "pm_card_visa"}
        answer = self.post("payments", body, {"Order-Token": order.access_token})
        assert answer["status"] == "succeeded"

    def dispatch(self, order: OrderView) -> None:
        """Dispatch all of it over HTTP."""
        key = create_api_key(name="warehouse", scopes=["fulfillment:write"])
        body = {"carrier": "DHL", "tracking_number": "JD014"}
        self.post(f"orders/{order.id}/shipments", body, {"Authorization": f"Bearer {key}"})

    def post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        answer = requests.post(f"{self.web.url}/api/v1/{path}", json=body, headers=headers, timeout=30)
        assert answer.status_code == 201, answer.text
        data: dict[str, Any] = answer.json()
        return data


@pytest.fixture(scope="module")
def shop(django_db_setup: None) -> Iterator[Shop]:
    with processes.redis_server() as redis, mail_server() as smtp:
        port = processes.free_port()
        env = processes.shop_env(
            REDIS_URL=f"{redis.url}/0",
            CELERY_BROKER_URL=f"{redis.url}/1",
            EMAIL_URL=f"smtp://127.0.0.1:{smtp.port}",
            SITE_URL=f"http://localhost:{port}",
        )
        with (
            processes.celery_worker(env) as worker,
            processes.celery_beat(env),
            processes.web(port, env) as web,
        ):
            yield Shop(web, worker, redis, smtp)


@pytest.fixture(autouse=True)
def _empty_mailbox(shop: Shop) -> None:
    shop.smtp.received.clear()


def until(is_so: Callable[[], object], what: str, seconds: float = 40) -> None:
    """Wait for what the other processes do."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds:g} s"
        time.sleep(0.1)


def stock() -> tuple[int | None, int]:
    level = CatalogService().get_stock("MUG")
    return level.on_hand, level.reserved


def everything_heard(order: OrderView) -> bool:
    return not Delivery.objects.filter(event__order_id=order.id).exclude(state="done").exists()


def mails(shop: Shop) -> list[str]:
    return sorted(str(message["X-Message-Kind"]) for message in shop.smtp.received)


def hear_all_again(order: OrderView) -> None:
    """Let every consumer run once more, as a broker that repeats itself does."""
    for delivery in Delivery.objects.filter(event__order_id=order.id):
        app, _, name = delivery.consumer.partition(".")
        tasks = {"fulfillment": fulfillment_tasks, "notifications": notification_tasks}[app]
        getattr(tasks, name)(str(delivery.event_id))
    for message in Message.objects.filter(order_id=order.id):
        notification_tasks.deliver_message(str(message.pk))


def assert_done_once(shop: Shop, order: OrderView) -> None:
    until(lambda: everything_heard(order), "the news of the payment")
    until(lambda: Message.objects.filter(order_id=order.id, state="sent").exists(), "the receipt")
    assert mails(shop) == ["receipt"]
    assert [shipment.status for shipment in Shipment.objects.filter(order_id=order.id)] == ["open"]
    assert stock() == (3, 0)

    shop.dispatch(order)
    until(lambda: Message.objects.filter(kind="shipped", state="sent").exists(), "the tracking mail")
    until(lambda: everything_heard(order), "the news of the parcel")
    hear_all_again(order)
    assert mails(shop) == ["receipt", "shipped"]
    assert len({str(message["Message-ID"]) for message in shop.smtp.received}) == 2
    assert [shipment.status for shipment in Shipment.objects.filter(order_id=order.id)] == ["shipped"]
    assert stock() == (3, 0)
    types = Event.objects.filter(order_id=order.id).order_by("id").values_list("type", flat=True)
    assert list(types) == ["order.created", "order.paid", "order.shipped"]
    assert OrderService().get_order(order_id=order.id).status == "shipped"


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone() is not None


def test_a_worker_killed_in_the_middle_of_the_task_loses_nothing_and_nothing_happens_twice(shop: Shop):
    order = an_order()
    with transaction.atomic():
        # We hold what the task needs, so that it is caught with its work half done.
        lock_parcels_of(order.id)
        shop.pay(order)
        until(waits_for_a_lock, "the task")
        shop.worker.kill()
    assert not Shipment.objects.filter(order_id=order.id).exists()
    assert stock() == (5, 2)
    shop.worker.start()
    assert_done_once(shop, order)


def test_a_redis_that_stops_between_the_commit_and_the_task_loses_nothing_and_nothing_happens_twice(shop: Shop):
    order = an_order()
    shop.redis.stop()
    shop.pay(order)
    assert OrderService().get_order(order_id=order.id).status == "paid"
    assert not Shipment.objects.filter(order_id=order.id).exists()
    assert not Message.objects.filter(order_id=order.id).exists()
    shop.redis.start()
    assert_done_once(shop, order)
