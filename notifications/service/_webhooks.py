"""Outgoing webhooks, as the Standard Webhooks specification says."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from notifications import rules
from notifications.contracts import NewEndpoint
from notifications.errors import AddressRefused, EndpointInvalid, EndpointNotFound, TooManyEndpoints
from notifications.gateways.http import HttpPolicy, check_url, post
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.rules import Status
from notifications.service._mail import wake_after_commit
from shop.kernel.clock import Clock
from shop.kernel.errors import FieldError
from shop.kernel.outbox import PublishedEvent

logger = structlog.get_logger(__name__)

MAX_ENDPOINTS = 50
_KEPT_OF_ANSWER = 1000
_GONE = 410


def policy() -> HttpPolicy:
    """This function will return what this installation allows to be called."""
    return HttpPolicy(allow_http=settings.WEBHOOKS_ALLOW_HTTP, allow_private=settings.WEBHOOKS_ALLOW_PRIVATE_ADDRESSES)


def check_endpoint(url: str, event_types: Sequence[str]) -> tuple[FieldError, ...]:
    """This function will say what is wrong with an endpoint, without asking the network."""
    errors = []
    try:
        check_url(url, policy=policy())
    except AddressRefused as refused:
        errors.append(FieldError("/url", "address_refused", refused.detail))
    for index, name in enumerate(event_types):
        if name not in rules.EVENT_TYPES:
            detail = f"There is no such event. There are: {', '.join(rules.EVENT_TYPES)}."
            errors.append(FieldError(f"/event_types/{index}", "unknown_event_type", detail))
    return tuple(errors)


def add_endpoint(url: str, *, event_types: Sequence[str], description: str, now: datetime) -> NewEndpoint:
    """This function will keep a new endpoint with a secret of its own."""
    errors = check_endpoint(url, event_types)
    if errors:
        raise EndpointInvalid("The endpoint can't be used like this.", errors=errors)
    with transaction.atomic():
        if WebhookEndpoint.objects.filter(removed_at__isnull=True).count() >= MAX_ENDPOINTS:
            raise TooManyEndpoints(f"There are {MAX_ENDPOINTS} endpoints; remove one first.")
        endpoint = WebhookEndpoint.objects.create(
            url=url,
            description=description,
            secret=rules.new_secret(secrets.token_bytes(32)),
            event_types=sorted(set(event_types)),
            created_at=now,
        )
    return NewEndpoint(endpoint.view(), endpoint.secret)


def remove_endpoint(endpoint_id: UUID, *, now: datetime) -> None:
    """This function will end an endpoint and what still waits for it; its log stays."""
    with transaction.atomic():
        endpoint = WebhookEndpoint.objects.filter(pk=endpoint_id, removed_at__isnull=True)
        if not endpoint.update(removed_at=now, active=False):
            raise EndpointNotFound("There is no webhook endpoint with this id.")
        waiting = WebhookDelivery.objects.filter(endpoint_id=endpoint_id, state=Status.QUEUED)
        waiting.update(state=Status.FAILED, last_error="The endpoint was removed.")


def write_deliveries(event: PublishedEvent, *, now: datetime) -> int:
    """This function will write one delivery for each endpoint that wants the event, and wake senders."""
    body = json.dumps(event.as_json(), ensure_ascii=False, separators=(",", ":"))
    wanted = [
        WebhookDelivery(
            endpoint=endpoint, event_id=event.id, event_type=event.type, body=body, created_at=now, due_at=now
        )
        for endpoint in WebhookEndpoint.objects.filter(active=True, removed_at__isnull=True)
        if not endpoint.event_types or event.type in endpoint.event_types
    ]
    WebhookDelivery.objects.bulk_create(wanted, ignore_conflicts=True)
    new = WebhookDelivery.objects.filter(pk__in=[row.pk for row in wanted]).values_list("pk", flat=True)
    for row_id in new:
        wake_after_commit("notifications.deliver_webhook", row_id)
    return len(new)


def deliver(delivery_id: UUID, *, clock: Clock) -> bool:
    """This function will take the delivery, post it outside any transaction, and note how it went."""
    delivery = WebhookDelivery.objects.claim(delivery_id, clock.now())
    if delivery is None:
        return False
    endpoint = delivery.endpoint
    if not endpoint.active:
        delivery.postpone("The endpoint is switched off.", clock.now(), None)
        return False
    body = delivery.body.encode()
    timestamp = int(clock.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"{settings.SHOP_NAME.encode('ascii', 'ignore').decode() or 'Shop'} webhooks",
        "webhook-id": str(delivery.event_id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": rules.sign(
            secret=endpoint.secret, message_id=str(delivery.event_id), timestamp=timestamp, body=body
        ),
    }
    pause = rules.pause_before_next_webhook(delivery.attempts)
    try:
        answer = post(endpoint.url, body, headers, policy=policy())
    except (AddressRefused, OSError) as error:
        delivery.postpone(f"{type(error).__name__}: {error}", clock.now(), pause, response_status=None)
        return False
    told = {"response_status": answer.status, "response_excerpt": answer.text[:_KEPT_OF_ANSWER]}
    if 200 <= answer.status < 300:
        return bool(delivery.succeed(clock.now(), **told))
    if answer.status == _GONE:
        # The specification's word for "never again".
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(active=False)
        logger.warning("webhooks.endpoint_gone", endpoint_id=str(endpoint.pk))
        pause = None
    delivery.postpone(f"The endpoint answered {answer.status}.", clock.now(), pause, **told)
    return False
