"""Mails: kept in the transaction that asks for them, sent after its commit, and sent again until it works."""

from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from notifications.contracts import Mail
from notifications.errors import RecipientRefused
from notifications.gateways.mail import send_mail
from notifications.models import Message
from notifications.rules import pause_before_next_mail
from shop.kernel.clock import Clock

logger = structlog.get_logger(__name__)


def keep(
    mail: Mail, *, dedupe_key: str, order_id: UUID | None, now: datetime, resent_from: UUID | None = None
) -> UUID | None:
    """This function will write the message down and wake a sender after the commit; None: this key was there before."""
    with transaction.atomic():
        message = Message(
            kind=mail.kind,
            recipient=mail.recipient,
            subject=" ".join(mail.subject.split())[:255],
            html=mail.html,
            text=mail.text,
            order_id=order_id,
            dedupe_key=dedupe_key,
            resent_from_id=resent_from,
            created_at=now,
            due_at=now,
        )
        Message.objects.bulk_create([message], ignore_conflicts=True)
        if not Message.objects.filter(pk=message.pk).exists():
            return None
        wake_after_commit("notifications.deliver_message", message.pk)
        return message.pk


def wake_after_commit(task: str, row_id: UUID) -> None:
    """This function will send the task after the commit. Where the broker is down, the beat job finds the row."""
    transaction.on_commit(partial(_wake, task, row_id), robust=True)


def _wake(task: str, row_id: UUID) -> None:
    try:
        current_app.send_task(task, args=[str(row_id)])
    except (OperationalError, OSError) as error:
        logger.warning("notifications.wake_failed", task=task, id=str(row_id), error=str(error))


def deliver(message_id: UUID, *, clock: Clock) -> bool:
    """This function will take the message, send it outside any transaction, and note how it went."""
    message = Message.objects.claim(message_id, clock.now())
    if message is None:
        return False
    mail = Mail(
        kind=message.kind,
        recipient=message.recipient,
        subject=message.subject,
        html=message.html,
        text=message.text,
    )
    try:
        send_mail(mail, row_id=message.pk)
    except RecipientRefused as error:
        message.postpone(error.detail, clock.now(), None)
        logger.warning("mail.refused", message_id=str(message.pk), kind=message.kind, error=error.detail)
        return False
    except Exception as error:
        # smtplib's complaints are OSErrors, another backend's may be anything. One message must not stop the others.
        message.postpone(f"{type(error).__name__}: {error}", clock.now(), pause_before_next_mail(message.attempts))
        logger.warning(
            "mail.postponed",
            message_id=str(message.pk),
            kind=message.kind,
            error=str(error),
            exc_info=not isinstance(error, OSError),
        )
        return False
    logger.info("mail.sent", message_id=str(message.pk), kind=message.kind)
    return bool(message.succeed(clock.now()))
