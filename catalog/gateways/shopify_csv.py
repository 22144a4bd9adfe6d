"""Shopify's product CSV: one row a variant, further rows for further pictures, joined by the handle.

The columns are those of Shopify's help page "Using CSV files to import and export products". What this shop has no
place for (Google Shopping columns, cost, tax codes) is passed over; what it would do otherwise than Shopify is said
as a remark.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.contracts import ImportRow, ProductStatus, SaveProduct, SaveVariant
from shop.kernel.money import Money

REQUIRED = ("Handle", "Title", "Variant Price")
MAX_BYTES = 100 * 1024 * 1024
MAX_CELL = 500_000
MAX_STOCK = 1_000_000
_HANDLE = re.compile(r"[a-z0-9][a-z0-9_-]{0,199}\Z")


@dataclass(frozen=True, slots=True)
class SourceImage:
    url: str
    alt: str
    line: int
    option_value: str = ""


@dataclass(frozen=True, slots=True)
class SourceProduct:
    """A product of the file, and where its pictures are said to be."""

    line: int
    product: SaveProduct
    images: tuple[SourceImage, ...]


@dataclass(slots=True)
class SourceFile:
    """What was read. With problems nothing of it is to be imported; remarks are for people to know."""

    products: list[SourceProduct] = field(default_factory=list)
    problems: list[ImportRow] = field(default_factory=list)
    remarks: list[ImportRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_products(content: bytes, *, currency: str) -> SourceFile:
    """Read a whole file. Every wrong cell becomes a problem; the reading goes on, so that all are named at once."""
    found = SourceFile()
    rows: dict[str, list[_Row]] = defaultdict(list)
    for row in _rows(content, found):
        handle = row["Handle"].lower()
        if not _HANDLE.match(handle):
            detail = "Use letters a-z, digits and hyphens, at most 200." if handle else "Every row needs a handle."
            found.problems.append(ImportRow(row.line, "Handle", detail))
        else:
            rows[handle].append(row)
    skus: dict[str, int] = {}
    for handle, group in rows.items():
        reader = _ProductReader(handle, group, currency, skus, found)
        product = reader.read()
        if product is not None:
            found.products.append(product)
    if not rows and not found.problems:
        found.problems.append(ImportRow(1, "", "The file has no products."))
    return found


def _rows(content: bytes, found: SourceFile) -> Iterator[_Row]:
    if len(content) > MAX_BYTES:
        found.problems.append(ImportRow(1, "", f"The file is larger than {MAX_BYTES // 1024 // 1024} MB."))
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        found.problems.append(ImportRow(line, "", "This is not UTF-8. Save the file as CSV UTF-8."))
        return
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        found.problems.append(ImportRow(line, "", "There is a NUL character. Save the file as CSV UTF-8."))
        return
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        header = [name.strip() for name in next(reader, [])]
        missing = [name for name in REQUIRED if name not in header]
        if missing:
            detail = f"The first line lacks {', '.join(missing)}. Is this a product CSV of Shopify, with commas?"
            found.problems.append(ImportRow(1, missing[0], detail))
            return
        twice = sorted({name for name in header if name and header.count(name) > 1})
        if twice:
            found.problems.append(ImportRow(1, twice[0], "The column stands twice in the first line."))
            return
        begins = reader.line_num + 1
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                detail = f"The row has {len(cells)} cells, the first line {len(header)}. Is a quotation mark missing?"
                found.problems.append(ImportRow(line, "", detail))
                continue
            yield _Row(line, {name: cell.strip() for name, cell in zip(header, cells, strict=False)})
    except csv.Error as error:
        found.problems.append(ImportRow(begins, "", f"The row can't be read: {error}."))


class _ProductReader:
    """Reads the rows of one handle. Problems go to the file's list; any of them leaves the product out."""

    def __init__(self, handle: str, rows: list[_Row], currency: str, skus: dict[str, int], found: SourceFile) -> None:
        self.handle, self.rows, self.currency, self.skus, self.found = handle, rows, currency, skus, found
        self.first = rows[0]
        self.is_good = True

    def read(self) -> SourceProduct | None:
        first = self.first
        if first["Gift Card"].lower() == "true":
            self._remark(first, "Gift Card", "Gift cards are not sold here: the product is left out.")
            return None
        if not first["Title"]:
            self._problem(first, "Title", "The first row of a product needs its title.")
        elif len(first["Title"]) > 255:
            self._problem(first, "Title", "Use at most 255 characters.")
        names = self._option_names()
        variant_rows = [row for row in self.rows if row["Variant Price"] or row["Option1 Value"] or row is first]
        variants = tuple(self._variant(row, names) for row in variant_rows)
        self._check_combinations(variant_rows, variants)
        if not self.is_good:
            return None
        return SourceProduct(
            line=first.line,
            product=SaveProduct(
                slug=self.handle,
                title=first["Title"],
                description=first["Body (HTML)"],
                vendor=first["Vendor"][:255],
                product_type=(first["Type"] or first["Custom Product Type"])[:255],
                status=self._status(),
                tags=self._tags(),
                option_names=names,
                variants=variants,
                seo_title=first["SEO Title"][:255],
                seo_description=first["SEO Description"][:500],
            ),
            images=self._images(variant_rows, names),
        )

    def _problem(self, row: _Row, column: str, detail: str) -> None:
        self.is_good = False
        self.found.problems.append(ImportRow(row.line, column, detail))

    def _remark(self, row: _Row, column: str, detail: str) -> None:
        self.found.remarks.append(ImportRow(row.line, column, detail))

    def _option_names(self) -> tuple[str, ...]:
        names = []
        for number in (1, 2, 3):
            name = self.first[f"Option{number} Name"]
            if name and not (name == "Title" and self.first[f"Option{number} Value"] == "Default Title"):
                names.append(name[:100])
        if len(names) != len({name.lower() for name in names}):
            self._problem(self.first, "Option2 Name", "Two options have the same name.")
        return tuple(names)

    def _variant(self, row: _Row, names: tuple[str, ...]) -> SaveVariant:
        options = {}
        for number, name in enumerate(names, start=1):
            value = row[f"Option{number} Value"]
            if not value:
                self._problem(row, f"Option{number} Value", f"The variant needs a value for {name}.")
            elif len(value) > 100:
                self._problem(row, f"Option{number} Value", "Use at most 100 characters.")
            options[name] = value
        sku = row["Variant SKU"].lstrip("'")
        if len(sku) > 64:
            self._problem(row, "Variant SKU", "Use at most 64 characters.")
        if sku and self.skus.setdefault(sku, row.line) != row.line:
            self._problem(row, "Variant SKU", f"{sku} stands in line {self.skus[sku]} already.")
        price = self._amount(row, "Variant Price")
        if price is None and not row["Variant Price"]:
            self._problem(row, "Variant Price", "Every variant needs a price.")
        compare_at = self._amount(row, "Variant Compare At Price")
        if compare_at is not None and price is not None and compare_at <= price:
            compare_at = None
        return SaveVariant(
            sku=sku,
            options=options,
            price=price or 0,
            compare_at_price=compare_at,
            weight_grams=self._grams(row),
            requires_shipping=row["Variant Requires Shipping"].lower() != "false",
            barcode=row["Variant Barcode"].lstrip("'")[:64],
            on_hand=self._stock(row),
        )

    def _amount(self, row: _Row, column: str) -> int | None:
        if not row[column]:
            return None
        try:
            amount = Money.parse(row[column], self.currency)
        except ValueError as error:
            self._problem(row, column, f"{row[column][:40]!r}: {error}")
            return None
        if amount.minor < 0:
            self._problem(row, column, "A price is not negative.")
            return None
        return amount.minor

    def _stock(self, row: _Row) -> int:
        text = row["Variant Inventory Qty"] or "0"
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            self._problem(row, "Variant Inventory Qty", f"{text[:40]!r} is not a whole number.")
            return 0
        if row["Variant Inventory Policy"].lower() == "continue":
            self._remark(row, "Variant Inventory Policy", "Nothing is sold here beyond what is in stock.")
        quantity = int(text)
        if quantity < 0:
            self._remark(row, "Variant Inventory Qty", f"{quantity} is taken as 0.")
        if quantity > MAX_STOCK:
            self._problem(row, "Variant Inventory Qty", f"More than {MAX_STOCK}.")
        return max(0, min(quantity, MAX_STOCK))

    def _grams(self, row: _Row) -> int:
        text = row["Variant Grams"] or "0"
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text):
            self._problem(row, "Variant Grams", f"{text[:40]!r} is not a weight in grams.")
            return 0
        return round(float(text))

    def _check_combinations(self, rows: list[_Row], variants: tuple[SaveVariant, ...]) -> None:
        seen: dict[tuple[str, ...], int] = {}
        for row, variant in zip(rows, variants, strict=True):
            values = tuple(variant.options.values())
            if seen.setdefault(values, row.line) != row.line:
                what = " / ".join(values) or "a product without options"
                self._problem(row, "Option1 Value", f"{what} stands in line {seen[values]} already.")

    def _status(self) -> ProductStatus:
        text = self.first["Status"].lower()
        if text in {"draft", "archived"}:
            return "draft" if text == "draft" else "archived"
        if text not in {"", "active"}:
            self._remark(self.first, "Status", f"{text[:40]!r} is taken as draft.")
            return "draft"
        return "draft" if self.first["Published"].lower() == "false" else "active"

    def _tags(self) -> tuple[str, ...]:
        tags = (tag.strip()[:100] for tag in self.first["Tags"].split(","))
        return tuple(dict.fromkeys(tag for tag in tags if tag))

    def _images(self, variant_rows: list[_Row], names: tuple[str, ...]) -> tuple[SourceImage, ...]:
        shown = {row["Variant Image"]: row["Option1 Value"] for row in variant_rows if row["Variant Image"] and names}
        placed: list[tuple[int, SourceImage]] = []
        for index, row in enumerate(self.rows):
            if not row["Image Src"]:
                continue
            position = row["Image Position"]
            place = int(position) if position.isascii() and position.isdigit() and len(position) < 6 else index + 1
            url = row["Image Src"]
            placed.append((place, SourceImage(url, row["Image Alt Text"][:500], row.line, shown.get(url, ""))))
        return tuple(image for _, image in sorted(placed, key=lambda pair: pair[0]))
