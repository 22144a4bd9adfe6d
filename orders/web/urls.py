from django.urls import path

from orders.web import account, checkout, order_pages

urlpatterns = [
    path("checkout", checkout.address, name="checkout"),
    path("checkout/delivery", checkout.delivery, name="checkout_delivery"),
    path("checkout/review", checkout.review, name="checkout_review"),
    path("orders/<uuid:order_id>", order_pages.order, name="order"),
    path("orders/<uuid:order_id>/edit", order_pages.edit, name="order_edit"),
    path("orders/<uuid:order_id>/cancel", order_pages.cancel, name="order_cancel"),
    path("account", account.overview, name="account"),
    path("account/orders", account.orders, name="account_orders"),
]
