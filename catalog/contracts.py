"""What crosses the catalog's border."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from shop.kernel.money import Money

Sort = Literal["featured", "newest", "price", "-price", "title", "relevance"]
ProductStatus = Literal["draft", "active", "archived"]


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category with those below it. `path` are the slugs from the root down to this one."""

    id: UUID
    slug: str
    name: str
    description: str
    path: tuple[str, ...]
    children: tuple["CategoryView", ...] = ()


@dataclass(frozen=True, slots=True)
class ImageView:
    """A picture. `sources` are the widths there are: (address, pixels wide), narrowest first."""

    id: UUID
    url: str
    alt: str
    width: int
    height: int
    sources: tuple[tuple[str, int], ...]
    variant_ids: tuple[UUID, ...] = ()
    """The variants that it shows; empty for a picture of the product as a whole."""

    @property
    def srcset(self) -> str:
        """The value of an img element's srcset."""
        return ", ".join(f"{url} {width}w" for url, width in self.sources)


@dataclass(frozen=True, slots=True)
class VariantView:
    """What is bought. `options` maps the option's name to this variant's value, in the product's order."""

    id: UUID
    sku: str
    title: str
    options: Mapping[str, str]
    price: Money
    compare_at_price: Money | None
    available: int
    """Units that can be bought now; never negative."""

    @property
    def in_stock(self) -> bool:
        return self.available > 0


@dataclass(frozen=True, slots=True)
class OptionView:
    """An option with its values in the order in which they are offered: Size, (S, M, L)."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProductSummary:
    """A product in a list."""

    id: UUID
    slug: str
    title: str
    vendor: str
    image: ImageView | None
    price_from: Money
    price_to: Money
    compare_at_price: Money | None
    in_stock: bool
    variant_count: int


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product with all that its page shows. `description` is cleaned HTML."""

    id: UUID
    slug: str
    title: str
    vendor: str
    status: ProductStatus
    description: str
    tags: tuple[str, ...]
    images: tuple[ImageView, ...]
    options: tuple[OptionView, ...]
    variants: tuple[VariantView, ...]
    categories: tuple[CategoryView, ...]
    seo_title: str
    seo_description: str
    version: str
    """Changes whenever something above does: the body of an ETag."""

    @property
    def in_stock(self) -> bool:
        return any(variant.in_stock for variant in self.variants)

    @property
    def price_from(self) -> Money:
        return min(variant.price for variant in self.variants)

    @property
    def price_to(self) -> Money:
        return max(variant.price for variant in self.variants)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductQuery:
    """What to list. Prices are in minor units of the shop's currency. `cursor` comes from an earlier page."""

    search: str = ""
    category: str = ""
    """A category's slug; the ones below it count too."""
    tag: str = ""
    price_min: int | None = None
    price_max: int | None = None
    in_stock: bool | None = None
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Option name to the wanted values: {"Size": ("S", "M")}."""
    sort: Sort | None = None
    """None: by relevance for a search, else featured."""
    cursor: str = ""
    limit: int = 24


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a list, with how many products each choice would leave."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class ProductPage:
    """One page of a list. `total` counts the whole list."""

    results: tuple[ProductSummary, ...]
    next_cursor: str | None
    previous_cursor: str | None
    total: int
    facets: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What cart and orders need of a variant: what it is, what it costs now, how many there are."""

    variant_id: UUID
    product_id: UUID
    product_slug: str
    sku: str
    product_title: str
    variant_title: str
    """The options' values joined, "Blue / M"; empty where the product has one variant."""
    options: Mapping[str, str]
    price: Money
    available: int
    purchasable: bool
    """False once the product is no longer sold."""
    image: ImageView | None
    weight_grams: int
    requires_shipping: bool


@dataclass(frozen=True, slots=True)
class StockLine:
    """So many units of a variant; quantity is at least 1."""

    variant_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A line that can't be had: what was asked for and what is there."""

    variant_id: UUID
    sku: str
    requested: int
    available: int


@dataclass(frozen=True, slots=True)
class StockView:
    """A variant's stock: available = on_hand - reserved."""

    sku: str
    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class StockDiscrepancy:
    """A level that its ledger, or the reservations that are held, do not explain. There should never be one."""

    sku: str
    on_hand: int
    on_hand_by_ledger: int
    reserved: int
    reserved_by_ledger: int
    reserved_by_orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveVariant:
    """A variant as staff or an import want it. `sku` empty: one is made. Amounts in minor units."""

    variant_id: UUID | None = None
    sku: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    price: int
    compare_at_price: int | None = None
    weight_grams: int = 0
    requires_shipping: bool = True
    barcode: str = ""
    on_hand: int | None = None
    """None leaves the stock as it is (0 for a new variant)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveImage:
    """A picture to keep: its bytes, or the id of one that the product has already."""

    content: bytes = b""
    image_id: UUID | None = None
    alt: str = ""
    option_value: str = ""
    """Shows the variants that have this option value, such as "Blue"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveProduct:
    """A product with all of its variants, as it shall be afterwards. Found by slug.

    Variants are matched by id where one is given, else by SKU, else by their options; those not named are taken off
    sale. `images` None leaves the pictures as they are, `rank` None the place among the featured.
    """

    slug: str
    title: str
    description: str = ""
    vendor: str = ""
    product_type: str = ""
    status: ProductStatus = "active"
    tags: tuple[str, ...] = ()
    category_slugs: tuple[str, ...] = ()
    option_names: tuple[str, ...] = ()
    variants: tuple[SaveVariant, ...]
    images: tuple[SaveImage, ...] | None = None
    seo_title: str = ""
    seo_description: str = ""
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProduct:
    """What to change of a product; None leaves it as it is. `variants` are all variants, as in SaveProduct."""

    slug: str | None = None
    title: str | None = None
    description: str | None = None
    vendor: str | None = None
    product_type: str | None = None
    status: ProductStatus | None = None
    tags: tuple[str, ...] | None = None
    category_slugs: tuple[str, ...] | None = None
    option_names: tuple[str, ...] | None = None
    variants: tuple[SaveVariant, ...] | None = None
    images: tuple[SaveImage, ...] | None = None
    seo_title: str | None = None
    seo_description: str | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCategory:
    """A category as it shall be; found by slug. `parent_slug` empty for a root."""

    slug: str
    name: str
    description: str = ""
    parent_slug: str = ""


@dataclass(frozen=True, slots=True)
class SavedProduct:
    """What saving did. `changes` says in words what is different now; empty when nothing is."""

    product_id: UUID
    created: bool
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A remark or a fault of an imported file; `line` is where its row begins, 0 for the file as a whole."""

    line: int
    column: str
    detail: str

    def __str__(self) -> str:
        place = [f"line {self.line}"] if self.line else []
        return ", ".join(place + ([self.column] if self.column else [])) + f": {self.detail}"


@dataclass(frozen=True, slots=True)
class ImportedProduct:
    """What the import did with a product. `changes` is empty when it was so already."""

    slug: str
    title: str
    created: bool
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with `dry_run` would do."""

    products: tuple[ImportedProduct, ...]
    remarks: tuple[ImportRow, ...]
    dry_run: bool

    @property
    def created(self) -> int:
        return sum(product.created for product in self.products)

    @property
    def changed(self) -> int:
        return sum(bool(product.changes) and not product.created for product in self.products)

    @property
    def unchanged(self) -> int:
        return len(self.products) - self.created - self.changed
