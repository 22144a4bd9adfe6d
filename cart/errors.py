"""What the cart refuses, and why."""

from shop.kernel.errors import Conflict, Invalid, NotFound


class CartNotFound(NotFound):
    """There is no such cart, or it is somebody else's."""

    code = "cart_not_found"
    title = "There is no such cart"


class ItemNotFound(NotFound):
    code = "item_not_found"
    title = "There is no such line in the cart"


class CartAlreadyOrdered(Conflict):
    """The cart became an order and can't be changed any more."""

    code = "cart_already_ordered"
    title = "This cart has become an order"


class CartEmpty(Invalid):
    code = "cart_empty"
    title = "The cart is empty"


class CartFull(Invalid):
    """More lines than a cart holds."""

    code = "cart_full"
    title = "The cart is full"


class QuantityInvalid(Invalid):
    """A quantity that no cart line can have."""

    code = "quantity_invalid"
    title = "This quantity can't be ordered"


class ProductNotSold(Conflict):
    """The product is no longer sold, or needs a variant to be chosen."""

    code = "product_not_sold"
    title = "This can't be put in a cart"


class VariantRequired(Invalid):
    """The product has several variants: one must be named."""

    code = "variant_required"
    title = "Choose a variant"


class ShippingMethodUnknown(Invalid):
    """That way of delivery does not exist, or does not go there."""

    code = "shipping_method_unknown"
    title = "This way of delivery can't be used"
