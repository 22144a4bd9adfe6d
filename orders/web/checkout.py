"""Checkout in three steps: address, delivery, review. What was answered waits in the session; services decide."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cart.contracts import CartView
from cart.errors import CartNotFound, ProductNotSold, ShippingMethodUnknown
from cart.service import CartService
from catalog.errors import OutOfStock
from orders.contracts import Actor, OrderView, PlaceOrder
from orders.errors import PriceChanged
from orders.service import OrderService
from orders.web.address_step import AddressStep
from orders.web.draft import Draft, load_draft, save_draft
from orders.web.forms import DeliveryForm, ReviewForm
from shop.http.pages import remember_order_token
from shop.http.shopper import carried_cart_id, carry_cart, shopper_id
from shop.kernel.money import Money

Step = Callable[[HttpRequest, CartView, Draft], HttpResponse]


def _step(view: Step) -> Callable[[HttpRequest], HttpResponse]:
    """Give a step the cart and what was answered so far. Who has nothing to check out is led to the cart."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponse:
        cart = _find_cart(request)
        if cart is None or not cart.items:
            return redirect("cart")
        if cart.order_id is not None and request.method != "POST":
            return redirect("order", cart.order_id)
        return view(request, cart, load_draft(request, cart.id))

    return wrapper


def _find_cart(request: HttpRequest) -> CartView | None:
    """Return the cart to check out: also one that has just become an order, so that a second click finds it."""
    cart_id, user_id = carried_cart_id(request), shopper_id(request)
    if cart_id is not None:
        try:
            return CartService().get_cart(cart_id=cart_id, user_id=user_id)
        except CartNotFound:
            pass
    return CartService().find_cart_of(user_id=user_id) if user_id else None


@_step
def address(request: HttpRequest, cart: CartView, draft: Draft) -> HttpResponse:
    """Ask who it is for and where it goes."""
    step = AddressStep.receive(request) if request.method == "POST" else AddressStep.load(request, draft)
    if request.method == "POST" and "update" not in request.POST and step.is_valid():
        save_draft(request, step.answer(draft))
        return redirect("checkout_delivery")
    context = {"cart": cart, "step": step, "lines": cart.items, "totals": cart.totals}
    return render(request, "orders/checkout_address.html", context)


@_step
def delivery(request: HttpRequest, cart: CartView, draft: Draft) -> HttpResponse:
    """Ask how it shall come."""
    if draft.shipping is None:
        return redirect("checkout")
    options = CartService().shipping_options(
        cart_id=cart.id,
        user_id=shopper_id(request),
        country=draft.shipping.country,
        postal_code=draft.shipping.postal_code,
    )
    form = DeliveryForm(request.POST if request.method == "POST" else None, options, chosen=draft.method)
    if form.is_valid():
        save_draft(request, replace(draft, method=form.cleaned_data["method"]))
        return redirect("checkout_review")
    context = {"cart": cart, "draft": draft, "form": form, "lines": cart.items, "totals": cart.totals}
    return render(request, "orders/checkout_delivery.html", context)


@_step
def review(request: HttpRequest, cart: CartView, draft: Draft) -> HttpResponse:
    """Show all that was agreed, and place the order."""
    if draft.shipping is None or not draft.method:
        return redirect("checkout_delivery" if draft.shipping else "checkout")
    if request.method != "POST":
        return _show_review(request, cart, draft)
    seen = ReviewForm(request.POST).money
    if seen is None and cart.order_id is None:
        return _show_review(request, cart, draft, status=422)
    try:
        placed = OrderService().place_order(_command(request, draft, seen), actor=Actor("shopper"))
    except PriceChanged:
        return _show_review(request, cart, draft, old_total=seen, status=409)
    except _NOT_AS_IT_STANDS:
        return _show_review(request, _find_cart(request) or cart, draft, status=409)
    return _go_on(request, placed.order)


_NOT_AS_IT_STANDS = (OutOfStock, ProductNotSold, ShippingMethodUnknown)


def _command(request: HttpRequest, draft: Draft, expected_total: Money | None) -> PlaceOrder:
    return PlaceOrder(
        cart_id=draft.cart_id,
        email=draft.email,
        shipping_address=draft.destination.address,
        billing_address=draft.billing,
        shipping_method=draft.method,
        expected_total=expected_total,
        user_id=shopper_id(request),
    )


def _show_review(
    request: HttpRequest, cart: CartView, draft: Draft, *, old_total: Money | None = None, status: int = 200
) -> HttpResponse:
    """Show the quote of this moment. What can't be had, or does not go there, is named instead of a button."""
    context: dict[str, Any] = {"cart": cart, "draft": draft, "old_total": old_total}
    try:
        quote = CartService().get_quote(cart_id=cart.id, user_id=shopper_id(request), destination=draft.destination)
        context |= {"quote": quote, "lines": quote.lines, "totals": quote.totals}
    except ShippingMethodUnknown:
        return redirect("checkout_delivery")
    except (OutOfStock, ProductNotSold):
        context |= {"lines": cart.items, "totals": cart.totals, "problems": cart.problems}
    return render(request, "orders/checkout_review.html", context, status=status)


def _go_on(request: HttpRequest, order: OrderView) -> HttpResponse:
    """Lead to the card, or to the order itself: with thanks where it is paid, as is one that costs nothing."""
    thanks = "?thanks" if order.status == "paid" else ""
    response = redirect("pay", order.id) if order.is_payable else redirect(reverse("order", args=[order.id]) + thanks)
    remember_order_token(response, request, order.id, order.access_token)
    carry_cart(response, order.cart_id, 0)
    return response
