"""The card page: the order's total, the card form, and what to change when the bank says no."""

import json
import uuid
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders.contracts import OrderView
from orders.errors import OrderAlreadyPaid, OrderNotPayable
from payments.contracts import CardForm, PaymentView
from payments.errors import GatewayRejected, GatewayUnavailable, NothingToPay, PaymentDeclined, PaymentInProgress
from payments.service import PaymentService
from payments.web.access import SECRET, SHOPPER, open_order
from payments.web.forms import PayForm, sandbox_card_choices
from payments.web.notices import Notice, of_decline, of_refusal, of_return

_LOOK_AGAIN_SECONDS = 4
_PAYMENT_ID = "{payment_id}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Show the card form, or where an open payment stands; take the card."""
    order = open_order(request, order_id)
    if not order.is_payable:
        return redirect("order", order_id)
    if request.method == "POST":
        return _take(request, order)
    newest = _newest(order)
    if newest is not None and newest.status == "processing":
        return _checking(request, order)
    notice = _notice_asked_for(request, order)
    if newest is not None and newest.status == "succeeded":
        # Looking may have settled it. Money that the order could not take goes back: then it has still to be paid.
        order = open_order(request, order_id)
        if not order.is_payable:
            return _thank(order_id)
        notice = of_return(newest)
    return _form(request, order, newest, notice=notice)


def _newest(order: OrderView) -> PaymentView | None:
    """Return the last attempt, asked of the gateway when its outcome was open."""
    service = PaymentService()
    payments = service.list_payments(order_id=order.id)
    if not payments:
        return None
    return service.refresh(payment_id=payments[0].id, actor=SHOPPER)


def _take(request: HttpRequest, order: OrderView) -> HttpResponse:
    form = PayForm(request.POST)
    if not form.is_valid():
        notice = of_refusal("The card did not reach us. Please enter it again.")
        return _form(request, order, None, notice=notice, status=422)
    try:
        payment = PaymentService().pay(
            order_id=order.id,
            payment_method=form.cleaned_data["payment_method"],
            card_name=form.cleaned_data["billing_name"],
            actor=SHOPPER,
            request_key=form.request_key,
            return_url=_return_url(request),
        )
    except PaymentDeclined as declined:
        query = urlencode({"declined": declined.payment_id})
        return redirect(f"{reverse('pay', args=[order.id])}?{query}")
    except (OrderAlreadyPaid, OrderNotPayable):
        return redirect("order", order.id)
    except (PaymentInProgress, GatewayUnavailable):
        return redirect("pay", order.id)
    except (GatewayRejected, NothingToPay) as refused:
        return _form(request, order, None, notice=of_refusal(refused.detail), status=422)
    return follow(payment)


def follow(payment: PaymentView) -> HttpResponse:
    """Send the shopper to where their payment goes on."""
    if payment.status == "succeeded":
        return _thank(payment.order_id)
    if payment.status == "requires_action" and payment.gateway == "sandbox":
        return redirect(bank_page(payment))
    if payment.status == "declined":
        query = urlencode({"declined": payment.id})
        return redirect(f"{reverse('pay', args=[payment.order_id])}?{query}")
    return redirect("pay", payment.order_id)


def bank_page(payment: PaymentView) -> str:
    """Return the address of the sandbox's bank for a payment that waits for the cardholder."""
    return f"{reverse('sandbox_bank', args=[payment.id])}?{urlencode({SECRET: payment.client_secret})}"


def _thank(order_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('order', args=[order_id])}?thanks")


def _return_url(request: HttpRequest) -> str:
    # The service puts the attempt's id in, which does not exist yet.
    page = reverse("pay_return", args=[uuid.UUID(int=0)])
    return request.build_absolute_uri(page).replace(str(uuid.UUID(int=0)), _PAYMENT_ID)


def _checking(request: HttpRequest, order: OrderView) -> HttpResponse:
    response = render(request, "payments/checking.html", {"order": order})
    response["Refresh"] = str(_LOOK_AGAIN_SECONDS)
    return response


def _notice_asked_for(request: HttpRequest, order: OrderView) -> Notice | None:
    """The address names the declined attempt, so that reloading the page does not send the card again."""
    declined = request.GET.get("declined", "")
    for payment in PaymentService().list_payments(order_id=order.id):
        if str(payment.id) == declined and payment.status == "declined":
            return of_decline(payment)
    return None


def _form(
    request: HttpRequest,
    order: OrderView,
    newest: PaymentView | None,
    *,
    notice: Notice | None = None,
    status: int = 200,
) -> HttpResponse:
    card = PaymentService().card_form()
    is_waiting = newest is not None and newest.status == "requires_action" and "card" not in request.GET
    waits = newest if is_waiting else None
    context = {
        "order": order,
        "card": card,
        "notice": notice,
        "waits": waits,
        "bank_url": bank_page(waits) if waits is not None and waits.gateway == "sandbox" else "",
        "token": uuid.uuid4(),
        "test_cards": sandbox_card_choices() if card.kind == "sandbox" else (),
        "billing_name": request.POST.get("billing_name") or order.billing_address.name,
        "billing": _billing_json(order),
    }
    return _with_hosts(card, request, context, status=status)


def _with_hosts(card: CardForm, request: HttpRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    """Allow the gateway's hosts on this page, and on no other."""
    usual = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    policy = {
        directive: [host for host in usual.get(directive, ["'self'"]) if host != "'none'"] + list(hosts)
        for directive, hosts in card.csp.items()
    }

    @csp_replace(policy)
    def page(request: HttpRequest) -> HttpResponse:
        return render(request, "payments/pay.html", context, status=status)

    response: HttpResponse = page(request)  # type: ignore[assignment]
    return response


def _billing_json(order: OrderView) -> str:
    address = order.billing_address
    return json.dumps(
        {
            "name": address.name,
            "email": order.email,
            "address": {
                "line1": address.line1,
                "line2": address.line2,
                "city": address.city,
                "state": address.region,
                "postal_code": address.postal_code,
                "country": address.country,
            },
        }
    )
