"""Addresses of the card page and of the way to the bank and back."""

from django.urls import path

from payments.web.bank import pay_return, sandbox_bank
from payments.web.pay import pay

urlpatterns = [
    path("orders/<uuid:order_id>/pay", pay, name="pay"),
    path("payments/<uuid:payment_id>/return", pay_return, name="pay_return"),
    path("payments/<uuid:payment_id>/bank", sandbox_bank, name="sandbox_bank"),
]
