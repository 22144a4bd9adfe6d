"""The rows of payments. The sandbox's are the books of an imaginary bank, and nobody else's business."""

from payments.models._attempt import PaymentAttempt
from payments.models._inbox import WebhookInbox
from payments.models._refund import Refund
from payments.models._sandbox import SandboxAnswer, SandboxIntent, SandboxRefund

__all__ = ["PaymentAttempt", "Refund", "SandboxAnswer", "SandboxIntent", "SandboxRefund", "WebhookInbox"]
