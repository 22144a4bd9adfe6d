"""One good request for each operation of the document: what the tests of all operations start from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.api.client import Api
from tests.api.shop import HOME, Shop, money


@dataclass
class Call:
    """A request that is accepted."""

    by: Api
    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, **changes: Any) -> Any:
        """Send it, with another path, body, method or caller where that is said; other names are headers."""
        own = {name: changes.pop(name, getattr(self, name)) for name in ("by", "method", "path", "body")}
        return own["by"].send(own["method"], own["path"], own["body"], **{**self.headers, **changes})


def _item(shop: Shop) -> str:
    cart = shop.cart()
    return f"/carts/{cart['id']}/items/{cart['items'][0]['id']}"


def _product(slug: str) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": "Linen apron",
        "description": "<p>Keeps flour off.</p>",
        "vendor": "Loom",
        "product_type": "Apron",
        "status": "active",
        "tags": ["kitchen"],
        "category_slugs": [],
        "option_names": ["Colour"],
        "variants": [
            {
                "sku": "APRON-BLUE",
                "options": {"Colour": "Blue"},
                "price": money("29.00"),
                "compare_at_price": money("35.00"),
                "weight_grams": 300,
                "requires_shipping": True,
                "barcode": "4006381333931",
            }
        ],
        "seo_title": "Apron",
        "seo_description": "A linen apron.",
        "rank": 1,
    }


def _checkout(shop: Shop) -> Call:
    body = {
        "cart_id": shop.cart()["id"],
        "email": "anna@example.com",
        "shipping_address": {**HOME, "company": "Byrne Ltd", "line2": "Flat 2", "region": ""},
        "billing_address": HOME,
        "shipping_method": "standard",
    }
    return Call(shop.guest, "POST", "/checkout", body)


def _order(shop: Shop, method: str, what: str = "", body: Any = None) -> Call:
    order = shop.order()
    return Call(shop.holder(order), method, f"/orders/{order['id']}{what}", body)


def _dispatch(shop: Shop) -> Call:
    order, _ = shop.paid()
    lines = [{"line_id": order["lines"][0]["id"], "quantity": 1}]
    body = {"lines": lines, "carrier": "DHL", "tracking_number": "JD014600003"}
    return Call(shop.key("fulfillment:write"), "POST", f"/orders/{order['id']}/shipments", body)


def _pay(shop: Shop) -> Call:
    order = shop.order()
    return Call(shop.holder(order), "POST", "/payments", {"order_id": order["id"], "payment_method": "pm_card_visa"})


def _payment(shop: Shop) -> Call:
    order, payment = shop.paid()
    return Call(shop.holder(order), "GET", f"/payments/{payment['id']}")


def _refund(shop: Shop) -> Call:
    _, payment = shop.paid()
    body = {"amount": money("5.00"), "reason": "A chip in the glaze"}
    return Call(shop.key("payments:refund"), "POST", f"/payments/{payment['id']}/refunds", body)


def _change_order(shop: Shop) -> Call:
    body = {
        "name": "Anne Byrne",
        "email": "anne@example.com",
        "shipping_address": HOME,
        "billing_address": HOME,
        "shipping_method": "standard",
    }
    return _order(shop, "PATCH", body=body)


_ENDPOINT = {"url": "https://93.184.216.34/hook", "event_types": ["order.paid"], "description": "The warehouse"}


def _remove_endpoint(shop: Shop) -> Call:
    made = shop.staff.post("/webhook-endpoints", _ENDPOINT).json()
    return Call(shop.key("webhooks:write"), "DELETE", f"/webhook-endpoints/{made['id']}")


def _events(shop: Shop) -> Call:
    shop.order()
    return Call(shop.key("events:read"), "GET", "/events")


def _orders(shop: Shop) -> Call:
    shop.order()
    return Call(shop.key("orders:read"), "GET", "/orders")


RECIPES: dict[str, Callable[[Shop], Call]] = {
    "list_products": lambda shop: Call(shop.guest, "GET", "/products"),
    "create_product": lambda shop: Call(shop.key("catalog:write"), "POST", "/products", _product("apron")),
    "get_product": lambda shop: Call(shop.guest, "GET", "/products/mug"),
    "change_product": lambda shop: Call(shop.key("catalog:write"), "PATCH", "/products/mug", _product("cup")),
    "list_categories": lambda shop: Call(shop.guest, "GET", "/categories"),
    "get_stock": lambda shop: Call(shop.key("stock:write"), "GET", "/stock/MUG"),
    "set_stock": lambda shop: Call(
        shop.key("stock:write"), "PUT", "/stock/MUG", {"on_hand": 9, "expected_on_hand": 5, "reason": "Counted"}
    ),
    "create_cart": lambda shop: Call(shop.guest, "POST", "/carts", {}),
    "get_cart": lambda shop: Call(shop.guest, "GET", f"/carts/{shop.cart()['id']}"),
    "add_cart_item": lambda shop: Call(
        shop.guest, "POST", f"/carts/{shop.cart(0)['id']}/items", {"sku": "MUG", "quantity": 2}
    ),
    "change_cart_item": lambda shop: Call(shop.guest, "PATCH", _item(shop), {"quantity": 3}),
    "remove_cart_item": lambda shop: Call(shop.guest, "DELETE", _item(shop)),
    "list_shipping_options": lambda shop: Call(
        shop.guest, "GET", f"/carts/{shop.cart()['id']}/shipping-options?country=IE"
    ),
    "checkout": _checkout,
    "list_orders": _orders,
    "get_order": lambda shop: _order(shop, "GET"),
    "change_order": _change_order,
    "cancel_order": lambda shop: _order(shop, "POST", "/cancel", {"reason": "Changed my mind"}),
    "dispatch_shipment": _dispatch,
    "pay_order": _pay,
    "get_payment": _payment,
    "refund_payment": _refund,
    "list_events": _events,
    "list_webhook_endpoints": lambda shop: Call(shop.key("webhooks:write"), "GET", "/webhook-endpoints"),
    "add_webhook_endpoint": lambda shop: Call(shop.key("webhooks:write"), "POST", "/webhook-endpoints", _ENDPOINT),
    "remove_webhook_endpoint": _remove_endpoint,
}
"""Stripe's webhook is not among them: only Stripe can sign a good one. test_payments tries it."""
