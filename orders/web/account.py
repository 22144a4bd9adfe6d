"""The account's front page and the list of orders."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.contracts import OrderQuery
from orders.service import OrderService
from shop.users.service import UserService

RECENT = 3
PAGE = 12


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the last orders and the default address."""
    customer = cast("UUID", request.user.pk)
    page = OrderService().list_orders(OrderQuery(user_id=customer, limit=RECENT))
    addresses = UserService().list_addresses(user_id=customer)
    return render(request, "orders/account.html", {"page": page, "addresses": addresses})


@never_cache
@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """Show all orders, newest first."""
    query = OrderQuery(user_id=request.user.pk, cursor=request.GET.get("cursor", ""), limit=PAGE)
    return render(request, "orders/account_orders.html", {"page": OrderService().list_orders(query)})
