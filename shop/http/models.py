"""Answers kept for Idempotency-Key."""

from django.db import models


class IdempotencyRecord(models.Model):
    """One key of one caller on one path, with the answer that a repeat gets."""

    scope = models.BinaryField(primary_key=True, max_length=32, editable=False)
    body_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField(null=True)
    """Set while a staged request runs; null once there is an answer."""
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"{bytes(self.scope).hex()[:12]}: {self.status or 'running'}"
