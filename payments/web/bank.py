"""The way to the bank and back: the sandbox's bank page, and the page to which every bank returns."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from payments.errors import ChargeUnknown
from payments.gateways import SandboxGateway, get_gateway
from payments.service import PaymentService
from payments.web.access import SECRET, SHOPPER, find_order, knows_secret
from payments.web.forms import BankForm
from payments.web.pay import follow


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay_return(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Look where the payment stands, and go on from there."""
    service = PaymentService()
    payment = service.get_payment(payment_id=payment_id)
    has_order = find_order(request, payment.order_id) is not None
    if not has_order and not knows_secret(request, payment):
        raise Http404
    payment = service.refresh(payment_id=payment_id, actor=SHOPPER)
    return follow(payment) if has_order else render(request, "payments/returned.html", {"payment": payment})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sandbox_bank(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Be the bank that asks the cardholder. It knows them by the secret in the address, as a real one would."""
    bank, secret = get_gateway(), request.GET.get(SECRET, "")
    if not isinstance(bank, SandboxGateway) or "\x00" in secret:
        raise Http404
    try:
        challenge = bank.challenge(secret)
    except ChargeUnknown:
        raise Http404 from None
    if challenge.attempt_id != str(payment_id):
        raise Http404
    form = BankForm(request.POST or None)
    if form.is_valid():
        bank.authenticate(secret, approve=form.cleaned_data["answer"] == "approve")
    if form.is_valid() or not challenge.open:
        return redirect(f"{reverse('pay_return', args=[payment_id])}?{request.GET.urlencode()}")
    status = 422 if request.method == "POST" else 200
    return render(request, "payments/bank.html", {"challenge": challenge, "form": form}, status=status)
