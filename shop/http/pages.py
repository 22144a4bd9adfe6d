"""What every page shares: the shop's name, guests' order links, forms on pages that anyone may cache."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt

ORDER_COOKIE = "order_access"
_ORDER_SALT = "trolley.order_access"
_MAX_ORDERS = 20
_YEAR = 365 * 24 * 3600

View = Callable[..., HttpResponse]


def shop_context(request: HttpRequest) -> dict[str, Any]:
    """Give templates the shop's own facts."""
    return {
        "shop": {"name": settings.SHOP_NAME, "currency": settings.SHOP_CURRENCY, "url": settings.SITE_URL},
    }


def same_origin_post(view: View) -> View:
    """Let a form post only from our own pages, without a token.

    For forms on pages that hold nothing personal and may be cached by anyone. The browser says where a post comes from
    (`Sec-Fetch-Site`, else `Origin`); a post from elsewhere is refused. A client that sends neither is no browser that
    acts for somebody else.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        site = request.headers.get("Sec-Fetch-Site")
        origin = request.headers.get("Origin")
        if site is not None:
            is_ours = site in {"same-origin", "none"}
        else:
            is_ours = origin is None or urlsplit(origin).netloc == request.get_host()
        if request.method not in {"GET", "HEAD", "OPTIONS"} and not is_ours:
            return HttpResponseForbidden("This form was sent from another site.", content_type="text/plain")
        return view(request, *args, **kwargs)

    return csrf_exempt(wrapper)


def order_tokens(request: HttpRequest) -> dict[str, str]:
    """Return the orders that this browser was let into: order id to access token."""
    try:
        found = signing.loads(request.COOKIES.get(ORDER_COOKIE, ""), salt=_ORDER_SALT, max_age=_YEAR)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def remember_order_token(response: HttpResponse, request: HttpRequest, order_id: UUID, token: str) -> None:
    """Keep a guest's way into an order in a signed cookie; the oldest is dropped beyond twenty."""
    tokens = {key: value for key, value in order_tokens(request).items() if key != str(order_id)}
    tokens[str(order_id)] = token
    tokens = dict(list(tokens.items())[-_MAX_ORDERS:])
    response.set_cookie(
        ORDER_COOKIE,
        signing.dumps(tokens, salt=_ORDER_SALT),
        max_age=_YEAR,
        httponly=True,
        secure=not settings.INSECURE_HTTP,
        samesite="Lax",
    )


def safe_next(request: HttpRequest, default: str) -> str:
    """Return the `next` of the request when it leads to this site, else `default`."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return default
