"""What a shopper has told so far on the way to an order. It lives in the session, and belongs to one cart."""

from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from cart.contracts import Destination
from shop.kernel.address import Address

_KEY = "checkout"


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers; None or empty is not answered yet."""

    cart_id: UUID
    email: str = ""
    shipping: Address | None = None
    billing: Address | None = None
    method: str = ""

    @property
    def destination(self) -> Destination:
        """Where to, and how. Only for a draft that has both."""
        assert self.shipping is not None
        return Destination(self.shipping, self.method)


def load_draft(request: HttpRequest, cart_id: UUID) -> Draft:
    """Return the draft of this cart; one of another cart keeps who and where, for a shopper does not move house."""
    kept: dict[str, Any] = request.session.get(_KEY) or {}
    draft = Draft(
        cart_id=cart_id,
        email=kept.get("email", ""),
        shipping=_address(kept.get("shipping")),
        billing=_address(kept.get("billing")),
        method=kept.get("method", ""),
    )
    return draft if kept.get("cart_id") == str(cart_id) else replace(draft, method="")


def save_draft(request: HttpRequest, draft: Draft) -> None:
    """Keep the draft for the next page."""
    request.session[_KEY] = {**asdict(draft), "cart_id": str(draft.cart_id)}


def _address(kept: dict[str, str] | None) -> Address | None:
    return Address.from_json(kept) if kept else None
