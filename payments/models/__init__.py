"""The rows of payments. The sandbox's are the books of an imaginary bank, and nobody else's business."""

from payments.models._sandbox import SandboxAnswer, SandboxIntent, SandboxRefund

__all__ = ["SandboxAnswer", "SandboxIntent", "SandboxRefund"]
