"""Examples of paying for the OpenAPI document."""

from drf_spectacular.utils import OpenApiExample

PAYING = [
    OpenApiExample(
        "A card of the sandbox",
        value={"order_id": "0198c5a2-5b0d-7a11-8f00-2e4d6c8a0b1f", "payment_method": "pm_card_visa"},
        request_only=True,
    ),
    OpenApiExample(
        "The card has expired",
        value={
            "type": "urn:trolley:problem:payment_declined",
            "title": "The card was declined",
            "status": 402,
            "detail": "Your card has expired. Check the expiry date, or pay with another card.",
            "instance": "/api/v1/payments",
            "code": "payment_declined",
            "payment_id": "0198c5a2-7f2a-7b55-8d10-6a8c0e2f4b6d",
            "decline_code": "expired_card",
            "fix": ["expiry"],
        },
        response_only=True,
        status_codes=["402"],
    ),
]
