"""The cart's pages: what is in it, and the forms that change it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cart.contracts import CartView
from cart.errors import CartFull, ProductNotSold, QuantityInvalid
from cart.service import CartService
from cart.web.forms import OPTION, AddForm, QuantityForm
from cart.web.open_cart import find_cart, open_cart
from catalog.errors import OutOfStock
from catalog.service import CatalogService
from shop.http.pages import same_origin_post
from shop.http.shopper import carry_cart, shopper_id
from shop.kernel.errors import DomainError, NotFound

_PROBLEMS: dict[type[DomainError], str] = {
    OutOfStock: "short",
    ProductNotSold: "sold_out",
    QuantityInvalid: "quantity",
    CartFull: "full",
}


@require_safe
@never_cache
def cart(request: HttpRequest) -> HttpResponse:
    """Show the cart."""
    return _show(request, find_cart(request))


@require_POST
@same_origin_post
def add(request: HttpRequest) -> HttpResponse:
    """Put what the product page chose in the cart."""
    form = AddForm(request.POST)
    form.is_valid()
    if "product_id" not in form.cleaned_data:
        raise NotFound("There is no such product.")
    offer = form.find_offer(form.cleaned_data["product_id"])
    if offer is None:
        slug = CatalogService().get_product(str(form.cleaned_data["product_id"])).slug
        return _back_to(slug, "combination", form.wanted_options)
    if form.errors:
        return _back_to(offer.product_slug, "quantity", form.wanted_options)
    try:
        filled = CartService().add_item(
            cart_id=open_cart(request).id,
            user_id=shopper_id(request),
            variant_id=offer.variant_id,
            quantity=form.cleaned_data["quantity"],
        )
    except tuple(_PROBLEMS) as refused:
        problem = "sold_out" if offer.available == 0 else _PROBLEMS[type(refused)]
        return _back_to(offer.product_slug, problem, form.wanted_options)
    name = f"{offer.product_title}, {offer.variant_title}" if offer.variant_title else offer.product_title
    messages.success(request, f"{name} is in your cart.")
    return _carrying(redirect("cart"), filled)


def _back_to(slug: str, problem: str, options: dict[str, str]) -> HttpResponse:
    """Return to the product page, with the same options chosen and the reason why it did not work."""
    query = urlencode({**{OPTION + name: value for name, value in options.items()}, "problem": problem})
    return redirect(f"{reverse('product', args=[slug])}?{query}")


@require_POST
def change_item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Change how many there are of a line, or take it out."""
    found = find_cart(request)
    if found is None:
        raise NotFound("There is no such line in your cart.")
    who: dict[str, Any] = {"cart_id": found.id, "item_id": item_id, "user_id": shopper_id(request)}
    if "remove" in request.POST:
        return _carrying(redirect("cart"), CartService().remove_item(**who))
    form = QuantityForm(request.POST)
    if not form.is_valid():
        return _show(request, found, wrong=(item_id, " ".join(map(str, form.errors["quantity"]))), status=422)
    try:
        changed = CartService().change_quantity(**who, quantity=form.cleaned_data["quantity"])
    except (OutOfStock, ProductNotSold, QuantityInvalid) as refused:
        return _show(request, found, wrong=(item_id, _in_words(refused)), status=refused.status)
    return _carrying(redirect("cart"), changed)


def _in_words(refused: DomainError) -> str:
    if isinstance(refused, OutOfStock):
        left = refused.lines[0].available
        return f"There {'is' if left == 1 else 'are'} only {left} left." if left else "This is sold out."
    return refused.detail


def _show(
    request: HttpRequest, found: CartView | None, *, wrong: tuple[UUID, str] | None = None, status: int = 200
) -> HttpResponse:
    """`wrong` is the line that could not be changed, and why; what was typed is shown again."""
    context = {
        "categories": CatalogService().list_categories(),
        "cart": found,
        "wrong_item": wrong[0] if wrong else None,
        "wrong_text": wrong[1] if wrong else "",
        "typed": request.POST.get("quantity", "")[:6],
    }
    return _carrying(render(request, "cart/cart.html", context, status=status), found)


def _carrying(response: HttpResponse, found: CartView | None) -> HttpResponse:
    carry_cart(response, found.id if found else None, found.count if found else 0)
    return response
