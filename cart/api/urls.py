"""Addresses of the carts' endpoints."""

from django.urls import path

from cart.api import views

urlpatterns = [
    path("carts", views.CartsView.as_view(), name="api_carts"),
    path("carts/<uuid:cart_id>", views.CartView.as_view(), name="api_cart"),
    path("carts/<uuid:cart_id>/items", views.ItemsView.as_view(), name="api_cart_items"),
    path("carts/<uuid:cart_id>/items/<uuid:item_id>", views.ItemView.as_view(), name="api_cart_item"),
    path("carts/<uuid:cart_id>/shipping-options", views.ShippingOptionsView.as_view(), name="api_shipping_options"),
]
