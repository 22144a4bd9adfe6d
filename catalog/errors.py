"""What the catalog refuses, and why."""

from collections.abc import Sequence

from catalog.contracts import ImportRow, ShortLine
from shop.kernel.errors import Conflict, Invalid, NotFound


class ProductNotFound(NotFound):
    code = "product_not_found"
    title = "There is no such product"


class CategoryNotFound(NotFound):
    code = "category_not_found"
    title = "There is no such category"


class VariantNotFound(NotFound):
    code = "variant_not_found"
    title = "There is no such variant"


class CursorInvalid(Invalid):
    """The cursor was cut, changed, or belongs to another list."""

    code = "cursor_invalid"
    title = "The cursor can't be used"
    status = 400


class ProductInvalid(Invalid):
    """The product can't be saved like this; `errors` names the fields."""

    code = "product_invalid"
    title = "The product can't be saved like this"


class SlugTaken(Conflict):
    """Another product has this slug."""

    code = "slug_taken"
    title = "Another product has this slug"


class ImageInvalid(Invalid):
    """The upload is no picture that the shop takes."""

    code = "image_invalid"
    title = "The picture can't be used"


class OutOfStock(Conflict):
    """Some lines ask for more than there is; `lines` says which, and how many there are."""

    code = "out_of_stock"
    title = "Not enough stock"

    def __init__(self, lines: Sequence[ShortLine]) -> None:
        self.lines = tuple(lines)
        super().__init__(
            "Not enough stock for " + ", ".join(f"{line.sku} ({line.available} left)" for line in lines) + ".",
            lines=[
                {
                    "variant_id": str(line.variant_id),
                    "sku": line.sku,
                    "requested": line.requested,
                    "available": line.available,
                }
                for line in lines
            ],
        )


class StockChanged(Conflict):
    """The stock on hand is not what the caller thought; nothing was set."""

    code = "stock_changed"
    title = "The stock has changed in the meantime"


class StockBelowReserved(Conflict):
    """Fewer units than are promised to buyers can't be on hand."""

    code = "stock_below_reserved"
    title = "That is less than is reserved"


class ImportRefused(Invalid):
    """Some rows of the file are wrong, and so nothing of it was imported; `rows` names each."""

    code = "import_refused"
    title = "The file can't be imported"

    def __init__(self, rows: Sequence[ImportRow]) -> None:
        self.rows = tuple(rows)
        count = len(self.rows)
        super().__init__(f"{count} {'row needs' if count == 1 else 'faults in the file need'} to be mended first.")
