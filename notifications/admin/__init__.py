"""Mails and webhooks in the admin: read, and sent again; never written over."""

from notifications.admin._message import MessageAdmin
from notifications.admin._webhook import DeliveryAdmin, EndpointAdmin

__all__ = ["DeliveryAdmin", "EndpointAdmin", "MessageAdmin"]
