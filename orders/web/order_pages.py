"""The order's own pages: following it, changing it before it is paid, calling it off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orders.contracts import Actor, OrderView
from orders.errors import OrderNotCancellable, OrderNotChangeable
from orders.service import OrderService
from orders.web.edit_forms import OrderEdit
from orders.web.following import follow
from shop.http.pages import order_tokens, remember_order_token, safe_next
from shop.http.shopper import shopper_id

_SHOPPER = Actor("shopper")


def _open_order(request: HttpRequest, order_id: UUID) -> OrderView:
    """Return the order to who may see it. Raises OrderNotFound."""
    token = request.GET.get("token") or order_tokens(request).get(str(order_id))
    return OrderService().get_order_for(order_id=order_id, user_id=shopper_id(request), access_token=token)


@never_cache
@require_safe
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Show where the order stands. A guest's token is kept in a cookie, and leaves the address bar."""
    found = _open_order(request, order_id)
    if "token" in request.GET:
        response = redirect("order", order_id)
        remember_order_token(response, request, order_id, found.access_token)
        return response
    context = {"order": found, "follow": follow(found), "thanks": "thanks" in request.GET}
    return render(request, "orders/order.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Change the order before it is paid: all of it, or exactly what the bank asked for (`fix`)."""
    found = _open_order(request, order_id)
    back = safe_next(request, reverse("order", args=[order_id]))
    if not found.is_payable:
        raise OrderNotChangeable(f"Order {found.number} can't be changed any more.")
    forms = OrderEdit(request, found)
    saved = forms.save() if request.method == "POST" else None
    if saved is not None:
        messages.success(request, _what_changed(found, saved))
        return redirect(back)
    status = 422 if request.method == "POST" and not forms.is_redrawn else 200
    return render(request, "orders/order_edit.html", {"order": found, "edit": forms, "back": back}, status=status)


def _what_changed(old: OrderView, new: OrderView) -> str:
    if old.totals.total == new.totals.total:
        return "Your changes are saved."
    return f"Your changes are saved. The total is {new.totals.total.format()} now; it was {old.totals.total.format()}."


@never_cache
@require_POST
def cancel(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Call the order off."""
    found = _open_order(request, order_id)
    try:
        OrderService().cancel_order(order_id=found.id, actor=_SHOPPER, reason="The shopper cancelled it.")
    except OrderNotCancellable as refused:
        messages.error(request, refused.detail)
    else:
        messages.success(request, "Your order is cancelled.")
    return redirect("order", order_id)
