"""What the OpenAPI document says of the API as a whole."""

DESCRIPTION = """\
The REST API of the shop: from product to paid order.

**Who you are.** The catalog is public. A guest's cart id is a secret that opens that cart; a guest's order opens with
the `access_token` that checkout gives, in the header `Order-Token`. Machines of the shop show a key, `Authorization:
Bearer <key>`, with the scope that the operation names. What is not yours is 404.

**Shapes.** JSON in and out. Ids are opaque strings. Money is `{"amount": "19.90", "currency": "EUR"}`, times are RFC
3339 in UTC. A body with a field that does not exist is refused, so that a misspelt name is never ignored.

**Lists** are `{"results": [...], "next": "<url>" or null, "previous": "<url>" or null}`: follow `next` as it is
given. `limit` is 1 to 100, 24 where it is left out.

**Errors** are `application/problem+json` (RFC 9457). Decide by `code`, which is stable; `errors` names the bad fields
by JSON pointer, or a query parameter as `?name`. 429 says in `Retry-After` how long to wait.

**Send it again.** Every POST, PATCH and DELETE takes an `Idempotency-Key`: the same key and body replay the first
answer, with `Idempotent-Replayed: true`. The same key with another body is 422 `idempotency_key_reused`; while the
first request runs, a second one is 409 `request_in_progress`. 409, 429 and 5xx are not kept: send the same request
again.

**Save yourself reading.** Reads carry an `ETag`; with it in `If-None-Match` an unchanged answer is 304. Where a write
takes `If-Match`, it is 412 when somebody else was quicker.
"""

TAGS = [
    {"name": "products", "description": "What is sold. Public to read."},
    {"name": "categories", "description": "The tree of shelves."},
    {"name": "stock", "description": "How many there are, for staff's machines."},
    {"name": "carts", "description": "What a shopper wants, freshly priced."},
    {"name": "orders", "description": "Checkout, and what was agreed."},
    {"name": "payments", "description": "Attempts to pay, and refunds."},
    {"name": "fulfillment", "description": "Parcels."},
    {"name": "events", "description": "What happened, to catch up with."},
    {"name": "webhooks", "description": "What happened, posted to you; and what Stripe posts to the shop."},
]

ENUMS = {
    "OrderStatusEnum": "orders.api.serializers.STATUSES",
    "PaymentStatusEnum": "payments.api.serializers.PAYMENT_STATUSES",
    "RefundStatusEnum": "payments.api.serializers.REFUND_STATUSES",
    "ProductStatusEnum": "catalog.api.serializers.STATUSES",
    "EventTypeEnum": "notifications.rules.EVENT_TYPES",
}
"""Names of the fixed sets of values, where the document's own would say little."""
