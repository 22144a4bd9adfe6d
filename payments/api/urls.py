"""Addresses of payments in the API."""

from django.urls import path

from payments.api import views

urlpatterns = [
    path("payments", views.PaymentsView.as_view(), name="api_payments"),
    path("payments/<uuid:payment_id>", views.PaymentDetailView.as_view(), name="api_payment"),
    path("payments/<uuid:payment_id>/refunds", views.RefundsView.as_view(), name="api_refunds"),
    path("webhooks/stripe", views.StripeWebhookView.as_view(), name="stripe_webhook"),
]
