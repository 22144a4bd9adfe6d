"""A small shop to call: goods on the shelf, keys for machines, and the way from a cart to an order, all by the API."""

from typing import Any

from celery import current_app
from django.test import Client

from shop.kernel.models import Delivery
from shop.users.keys import SCOPES, create_api_key
from tests.api.client import Api
from tests.cart.making import a_customer
from tests.catalog.making import mug, save, shirt

HOME = {
    "name": "Anna Byrne",
    "line1": "1 Main Street",
    "city": "Dublin",
    "postal_code": "D02 AF30",
    "country": "IE",
}
LONDON = {"name": "Bob Bell", "line1": "5 Baker Street", "city": "London", "postal_code": "NW1 6XE", "country": "GB"}
EUR = "EUR"


def money(amount: str) -> dict[str, str]:
    """Euros in the contract's shape."""
    return {"amount": amount, "currency": EUR}


class Shop:
    """A mug (14.90, 5 left), and a shirt in four variants (25.00, 10 left of each); `staff` has every scope."""

    def __init__(self) -> None:
        self.mug, self.shirt = save(mug(), shirt())
        self.guest = Api()
        self.staff = self.key(*SCOPES)

    def key(self, *scopes: str) -> Api:
        """A machine whose key has these scopes."""
        return Api(key=create_api_key(name="till", scopes=scopes))

    def customer(self, email: str = "alice@example.com") -> Api:
        """A customer who is signed in."""
        browser = Client()
        browser.force_login(a_customer(email))
        return Api(browser=browser)

    def cart(self, quantity: int = 2, *, sku: str = "MUG", by: Api | None = None) -> dict[str, Any]:
        """A cart with so many in it; none: an empty one."""
        caller = by or self.guest
        cart = caller.post("/carts", {}).json()
        if quantity:
            cart = caller.post(f"/carts/{cart['id']}/items", {"sku": sku, "quantity": quantity}).json()
        return cart

    def checkout(self, cart: dict[str, Any], *, by: Api | None = None, **changes: Any) -> Any:
        """Check the cart out, to Dublin by the standard way unless something else is said."""
        body = {"cart_id": cart["id"], "email": "anna@example.com", "shipping_address": HOME}
        return (by or self.guest).post("/checkout", {**body, "shipping_method": "standard", **changes})

    def order(self, quantity: int = 2, *, sku: str = "MUG", by: Api | None = None) -> dict[str, Any]:
        """An order that waits for its payment, with its `access_token`."""
        answer = self.checkout(self.cart(quantity, sku=sku, by=by), by=by)
        assert answer.status_code == 201, answer.content
        return answer.json()

    def holder(self, order: dict[str, Any]) -> Api:
        """Whoever has the order's token."""
        return Api(token=order["access_token"])

    def pay(self, order: dict[str, Any], card: str = "pm_card_visa", **headers: str) -> Any:
        """Pay the order as the bearer of its token."""
        return self.holder(order).post("/payments", {"order_id": order["id"], "payment_method": card}, **headers)

    def paid(self, quantity: int = 2, *, sku: str = "MUG") -> tuple[dict[str, Any], dict[str, Any]]:
        """A paid order and its payment."""
        order = self.order(quantity, sku=sku)
        answer = self.pay(order)
        assert answer.status_code == 201, answer.content
        return order, answer.json()

    def see(self, order: dict[str, Any]) -> dict[str, Any]:
        """The order as it stands now, as staff see it."""
        return self.staff.get(f"/orders/{order['id']}").json()

    def stock(self, sku: str = "MUG") -> dict[str, Any]:
        """The variant's stock."""
        return self.staff.get(f"/stock/{sku}").json()

    def events(self, order: dict[str, Any]) -> list[dict[str, Any]]:
        """What was announced of the order, oldest first."""
        found = self.staff.get("/events?limit=100").json()["results"]
        return [event for event in found if event["order_id"] == order["id"]]

    def tell(self) -> None:
        """Let every consumer do what the events ask of it, as the workers would."""
        current_app.loader.import_default_modules()
        while waiting := list(Delivery.objects.filter(state=Delivery.State.PENDING).order_by("id")):
            for delivery in waiting:
                current_app.tasks[delivery.consumer].apply(args=[str(delivery.event_id)], throw=True)
