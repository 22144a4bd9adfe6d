"""Who is shopping: the signed-in customer, and the cart that this browser carries.

The cart's id is a secret that opens the cart, so scripts can't read it; how many things are in it stands in a second
cookie that they can, so that pages can be the same for all.
"""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CART_COOKIE = "cart"
COUNT_COOKIE = "cart_count"
_AGE = 60 * 24 * 3600


def shopper_id(request: HttpRequest) -> UUID | None:
    """Return the id of who is signed in, or None for a guest."""
    return request.user.pk if request.user.is_authenticated else None


def carried_cart_id(request: HttpRequest) -> UUID | None:
    """Return the id of the cart that the browser carries; None where there is none, or nonsense."""
    try:
        return UUID(request.COOKIES.get(CART_COOKIE, ""))
    except ValueError:
        return None


def carry_cart(response: HttpResponse, cart_id: UUID | None, count: int) -> None:
    """Let the browser carry this cart from now on, or none."""
    if cart_id is None:
        response.delete_cookie(CART_COOKIE, samesite="Lax")
    else:
        _set(response, CART_COOKIE, str(cart_id), httponly=True)
    _set(response, COUNT_COOKIE, str(count), httponly=False)


def _set(response: HttpResponse, name: str, value: str, *, httponly: bool) -> None:
    response.set_cookie(name, value, max_age=_AGE, httponly=httponly, secure=not settings.INSECURE_HTTP, samesite="Lax")
