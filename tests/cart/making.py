"""Carts and addresses for tests, made through the service as everyone makes them."""

from importlib import import_module
from uuid import UUID

from django.apps import apps
from django.db import connection

from cart.contracts import CartView
from cart.models import ShippingMethod, TaxRate
from cart.service import CartService
from catalog.contracts import ProductView
from shop.kernel.address import Address
from shop.users.models import User

HOME = Address(name="Anna Byrne", line1="1 Main Street", city="Dublin", postal_code="D02 AF30", country="IE")
BERLIN = Address(name="Bob Braun", line1="Lindenstraße 5", city="Berlin", postal_code="10969", country="DE")
BOSTON = Address(
    name="Carol Cole", line1="5 Beacon Street", city="Boston", region="MA", postal_code="02108", country="US"
)


def a_cart(*contents: tuple[ProductView, int], user_id: UUID | None = None) -> CartView:
    """A cart with so many of each product's first variant."""
    cart = CartService().create_cart(user_id=user_id)
    for product, quantity in contents:
        cart = CartService().add_item(
            cart_id=cart.id, variant_id=product.variants[0].id, quantity=quantity, user_id=user_id
        )
    return cart


def a_customer(email: str = "alice@example.com") -> User:
    """A customer with an account."""
    return User.objects.create_user(email, "correct horse battery")


def have_terms() -> None:
    """Fill in again the rates and ways of delivery that a migration brought.

    A test with real commits empties every table at its end, those that migrations filled included.
    """
    if not ShippingMethod.objects.exists():
        TaxRate.objects.all().delete()
        import_module("cart.migrations.0002_delivery_and_tax").seed(apps, connection.schema_editor())
