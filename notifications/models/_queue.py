"""What a mail and a webhook delivery have in common: they wait, one worker takes them, they are sent or wait longer."""

from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from notifications.rules import LEASE, Status, sources

MAX_ERROR = 2000


class SendingQuerySet(models.QuerySet[Any]):
    def due(self, now: datetime) -> Self:
        """This method will keep what may be taken now: waiting long enough, or left behind by a worker that died."""
        return self.filter(state__in=[Status.QUEUED, Status.SENDING], due_at__lte=now)

    def claim(self, pk: UUID, now: datetime) -> Any | None:
        """This method will take one for this worker, or return None when it is not due or another took it.

        One conditional UPDATE: of any number of workers that try at once, one sees a changed row. `attempts` then is
        the worker's fencing token: only who holds the present number may say how it ended.
        """
        due = self.filter(pk=pk).due(now)
        if not due.update(state=Status.SENDING.value, attempts=F("attempts") + 1, due_at=now + LEASE):
            return None
        return self.get(pk=pk)


class Sending(models.Model):
    """The base of what is sent."""

    class State(models.TextChoices):
        QUEUED = Status.QUEUED.value, "waiting"
        SENDING = Status.SENDING.value, "being sent"
        SENT = Status.SENT.value, "sent"
        FAILED = Status.FAILED.value, "failed"

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    """When it is tried next; while it is being sent, when its lease ends."""
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    objects = SendingQuerySet.as_manager()

    class Meta:
        abstract = True

    def succeed(self, now: datetime, **values: Any) -> bool:
        """This method will note that it was sent; False when the lease had run out and another took it."""
        return self._end(Status.SENT, sent_at=now, last_error="", **values)

    def postpone(self, error: str, now: datetime, pause: timedelta | None, **values: Any) -> bool:
        """This method will note a failure: it is tried again after the pause, or never when there is none."""
        if pause is None:
            return self._end(Status.FAILED, last_error=error[:MAX_ERROR], **values)
        return self._end(Status.QUEUED, due_at=now + pause, last_error=error[:MAX_ERROR], **values)

    def _end(self, new: Status, **values: Any) -> bool:
        mine = type(self).objects.filter(pk=self.pk, state=Status.SENDING, attempts=self.attempts)
        return bool(mine.filter(state__in=sources(new)).update(state=new.value, **values))


def waiting_index(name: str) -> models.Index:
    """This function will return the index by which the sender finds what is due."""
    return models.Index(fields=["due_at"], condition=Q(state__in=["queued", "sending"]), name=name)
