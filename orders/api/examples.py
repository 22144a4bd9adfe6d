"""Examples of checkout for the OpenAPI document."""

from drf_spectacular.utils import OpenApiExample

CHECKOUT = [
    OpenApiExample(
        "A guest's order to Dublin",
        value={
            "cart_id": "0198c5a2-6c1e-7d3f-9a44-1f0a3b5c7d9e",
            "email": "anna@example.com",
            "shipping_address": {
                "name": "Anna Byrne",
                "line1": "1 Main Street",
                "city": "Dublin",
                "postal_code": "D02 AF30",
                "country": "IE",
            },
            "shipping_method": "standard",
            "expected_total": {"amount": "24.85", "currency": "EUR"},
        },
        request_only=True,
    ),
    OpenApiExample(
        "Not enough stock",
        value={
            "type": "urn:trolley:problem:out_of_stock",
            "title": "Not enough stock",
            "status": 409,
            "detail": "Not enough stock for MUG (1 left).",
            "instance": "/api/v1/checkout",
            "code": "out_of_stock",
            "lines": [
                {
                    "variant_id": "0198c5a2-5b0d-7a11-8f00-2e4d6c8a0b1f",
                    "sku": "MUG",
                    "requested": 2,
                    "available": 1,
                }
            ],
        },
        response_only=True,
        status_codes=["409"],
        media_type="application/problem+json",
    ),
]
