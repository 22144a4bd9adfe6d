"""What notifications refuse, and why."""

from shop.kernel.errors import Conflict, DomainError, Invalid, NotFound


class MessageNotFound(NotFound):
    code = "message_not_found"
    title = "There is no such message"


class EndpointNotFound(NotFound):
    code = "webhook_endpoint_not_found"
    title = "There is no such webhook endpoint"


class WebhookDeliveryNotFound(NotFound):
    code = "webhook_delivery_not_found"
    title = "There is no such delivery"


class EndpointInvalid(Invalid):
    """The endpoint can't be used; `errors` names the fields."""

    code = "webhook_endpoint_invalid"
    title = "This webhook endpoint can't be used"


class TooManyEndpoints(Conflict):
    code = "too_many_webhook_endpoints"
    title = "There are enough webhook endpoints"


class EventUnknown(Invalid):
    """`after` names no event of this shop."""

    code = "event_unknown"
    title = "There is no such event"


class AddressRefused(DomainError):
    """The address leads into a network that the shop must not be made to call, or nowhere."""

    code = "address_refused"
    title = "This address is not called"


class RecipientRefused(DomainError):
    """The mail server will never take this message; trying again is of no use."""

    code = "recipient_refused"
    title = "The mail server refused the message for good"
