from django.urls import path

from cart.web import views

urlpatterns = [
    path("cart", views.cart, name="cart"),
    path("cart/add", views.add, name="cart_add"),
    path("cart/items/<uuid:item_id>", views.change_item, name="cart_item"),
]
