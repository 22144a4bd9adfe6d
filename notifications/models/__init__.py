"""The rows of notifications."""

from notifications.models._message import Message
from notifications.models._webhook import WebhookDelivery, WebhookEndpoint

__all__ = ["Message", "WebhookDelivery", "WebhookEndpoint"]
