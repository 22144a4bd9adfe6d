"""Addresses of the orders' endpoints."""

from django.urls import path

from orders.api import views

urlpatterns = [
    path("checkout", views.CheckoutView.as_view(), name="api_checkout"),
    path("orders", views.OrdersView.as_view(), name="api_orders"),
    path("orders/<uuid:order_id>", views.OrderView.as_view(), name="api_order"),
    path("orders/<uuid:order_id>/cancel", views.CancelOrderView.as_view(), name="api_order_cancel"),
]
