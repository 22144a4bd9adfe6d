"""Importing a merchant's file: all of it or nothing, and the second time nothing."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from catalog.contracts import StockLine
from catalog.errors import CategoryNotFound, ImportRefused
from catalog.gateways.pictures import PictureNotFetched, WebPictures
from catalog.models import Product, ProductImage, StockLevel, StockMovement, Variant
from catalog.service import CatalogService
from shop.kernel.clock import system_clock
from shop.kernel.ids import new_id

pytestmark = pytest.mark.django_db

HEADER = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Tags",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
    "Variant Price",
    "Variant Compare At Price",
    "Variant Requires Shipping",
    "Image Src",
    "Image Position",
    "Image Alt Text",
    "Gift Card",
    "Variant Image",
    "Status",
]


def row(handle="kite", **cells):
    return {"Handle": handle, **{name.replace("_", " "): value for name, value in cells.items()}}


def kite(**cells):
    plain = {"Title": "Kite", "Option1 Name": "Title", "Option1 Value": "Default Title", "Variant Price": "12.50"}
    return row(**{**plain, "Variant Inventory Qty": "7", "Variant SKU": "KITE", **cells})


def sheet(*rows, header=HEADER):
    def quoted(text):
        return '"' + text.replace('"', '""') + '"'

    lines = [",".join(header), *(",".join(quoted(cells.get(name, "")) for name in header) for cells in rows)]
    return ("\n".join(lines) + "\n").encode()


def load(content, **options):
    return CatalogService().import_products(content=content, actor="test", **options)


def problems(content):
    with pytest.raises(ImportRefused) as refused:
        load(content)
    assert not Product.objects.exists()
    return {(item.line, item.column) for item in refused.value.rows}


SHIRT = [
    row("shirt", **{"Title": "Shirt", "Option1 Name": "Size", "Option1 Value": "S", "Option2 Name": "Colour"})
    | {"Option2 Value": "Red", "Variant Price": "20", "Variant Inventory Qty": "1", "Tags": "cotton, summer"}
    | {"Body (HTML)": "<p onclick='x()'>Soft.</p><script>alert(1)</script>", "Variant Compare At Price": "25"},
    row("shirt", **{"Option1 Value": "M", "Option2 Value": "Red", "Variant Price": "21.5"}),
    row("shirt", **{"Option1 Value": "M", "Option2 Value": "Blue", "Variant Price": "22", "Variant Grams": "180.4"}),
]


def test_a_product_without_options_is_one_variant():
    report = load(sheet(kite()))
    assert (report.created, report.changed) == (1, 0)
    variant = Variant.objects.get(sku="KITE")
    assert (variant.price, variant.option_values) == (1250, [])
    assert StockLevel.objects.get(variant=variant).on_hand == 7


def test_rows_of_one_handle_become_variants_with_options_and_clean_html():
    load(sheet(*SHIRT))
    product = CatalogService().get_product("shirt")
    assert [option.name for option in product.options] == ["Size", "Colour"]
    assert [(dict(v.options), v.price.minor) for v in product.variants] == [
        ({"Size": "S", "Colour": "Red"}, 2000),
        ({"Size": "M", "Colour": "Red"}, 2150),
        ({"Size": "M", "Colour": "Blue"}, 2200),
    ]
    assert product.variants[0].compare_at_price.minor == 2500
    assert product.tags == ("cotton", "summer")
    assert "Soft." in product.description
    assert "script" not in product.description
    assert "onclick" not in product.description
    assert len({variant.sku for variant in product.variants}) == 3
    assert all(variant.sku for variant in product.variants)


def test_importing_twice_changes_nothing():
    load(sheet(kite(), *SHIRT))
    before = list(Product.objects.order_by("pk").values())
    movements = StockMovement.objects.count()
    report = load(sheet(kite(), *SHIRT))
    assert (report.created, report.changed, report.unchanged) == (0, 0, 2)
    assert list(Product.objects.order_by("pk").values()) == before
    assert StockMovement.objects.count() == movements


def test_importing_again_after_a_sale_leaves_the_stock_alone_unless_it_is_asked_for():
    load(sheet(kite(), *SHIRT))
    service, order_id, now = CatalogService(), new_id(), system_clock.now()
    service.reserve(
        order_id=order_id, lines=[StockLine(Variant.objects.get(sku="KITE").pk, 2)], expires_at=now, now=now
    )
    service.consume(order_id=order_id, now=now)
    load(sheet(kite(), *SHIRT))
    assert service.get_stock("KITE").on_hand == 5
    report = load(sheet(kite(), *SHIRT), update_stock=True)
    assert service.get_stock("KITE").on_hand == 7
    assert [product.changes for product in report.products] == [("stock of KITE: 5 → 7",), ()]


def test_stock_is_never_counted_below_what_orders_were_promised():
    load(sheet(kite()))
    service, now = CatalogService(), system_clock.now()
    line = StockLine(Variant.objects.get(sku="KITE").pk, 3)
    service.reserve(order_id=new_id(), lines=[line], expires_at=now, now=now)
    with pytest.raises(ImportRefused, match="1 row"):
        load(sheet(kite(**{"Variant Inventory Qty": "2", "Title": "Dragon"})), update_stock=True)
    assert (service.get_stock("KITE").on_hand, Product.objects.get().title) == (7, "Kite")


def test_a_changed_price_is_the_only_change():
    load(sheet(kite()))
    report = load(sheet(kite(**{"Variant Price": "13"})))
    (product,) = report.products
    assert report.changed == 1
    assert len(product.changes) == 1
    assert "13.00" in product.changes[0]


def test_a_dry_run_says_what_would_change_and_changes_nothing():
    report = load(sheet(kite(), *SHIRT), dry_run=True)
    assert report.created == 2
    assert report.dry_run
    assert not Product.objects.exists()
    assert not StockMovement.objects.exists()


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"Variant Price": "ten"}, "Variant Price"),
        ({"Variant Price": ""}, "Variant Price"),
        ({"Variant Price": "-1"}, "Variant Price"),
        ({"Variant Price": "1.999"}, "Variant Price"),
        ({"Variant Price": "1" * 40}, "Variant Price"),
        ({"Variant Compare At Price": "1,50"}, "Variant Compare At Price"),
        ({"Variant Inventory Qty": "many"}, "Variant Inventory Qty"),
        ({"Variant Inventory Qty": "1.5"}, "Variant Inventory Qty"),
        ({"Variant Inventory Qty": "99999999"}, "Variant Inventory Qty"),
        ({"Variant Grams": "light"}, "Variant Grams"),
        ({"Variant SKU": "x" * 65}, "Variant SKU"),
        ({"Title": ""}, "Title"),
        ({"Title": "x" * 256}, "Title"),
        ({"Handle": ""}, "Handle"),
        ({"Handle": "../etc"}, "Handle"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column_and_nothing_is_imported(cells, column):
    good = kite(Handle="good", **{"Variant SKU": "GOOD"})
    assert (3, column) in problems(sheet(good, kite(**cells)))


def test_lines_are_those_of_the_file_also_after_a_cell_of_several_lines():
    content = sheet(kite(Handle="first", **{"Body (HTML)": "one\ntwo\nthree", "Variant SKU": "A"}), kite())
    assert problems(content.replace(b'"12.50"', b'"x"')) == {(2, "Variant Price"), (5, "Variant Price")}


def test_a_missing_option_value_and_a_repeated_choice_are_named():
    missing = [*SHIRT[:1], row("shirt", **{"Option1 Value": "M", "Variant Price": "21"})]
    assert (3, "Option2 Value") in problems(sheet(*missing))
    assert (3, "Option1 Value") in problems(sheet(SHIRT[0], {**SHIRT[0], "Title": ""}))


def test_a_sku_of_two_products_is_named():
    assert (3, "Variant SKU") in problems(sheet(kite(), kite(Handle="other")))


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"a;b;c\n1;2;3\n", "Handle,Title,Variant Price\nk,Käse,1\n".encode("latin-1"), b"\x00\x01\x02"],
)
def test_a_file_that_is_no_such_csv_is_refused(content):
    with pytest.raises(ImportRefused):
        load(content)


def test_a_row_that_is_longer_than_the_first_line_is_named():
    assert (2, "") in problems(b'Handle,Title,Variant Price\nkite,"Kite",1,2,3\n')


def test_an_open_quotation_mark_is_named():
    assert problems(b'Handle,Title,Variant Price\nkite,"Kite,1\n') == {(2, "")}


def test_a_sku_that_another_product_has_stops_the_whole_import():
    load(sheet(kite()))
    with pytest.raises(ImportRefused) as refused:
        load(sheet(kite(Handle="aardvark", **{"Variant SKU": "NEW"}), kite(Handle="other")))
    assert "other" in str(refused.value.rows[0])
    assert Product.objects.count() == 1


def test_drafts_and_unpublished_products_are_not_sold():
    load(sheet(kite(Published="false"), kite(Handle="two", Status="draft", **{"Variant SKU": "TWO"})))
    assert set(Product.objects.values_list("status", flat=True)) == {"draft"}


def test_a_gift_card_is_left_out_and_said_so():
    report = load(sheet(kite(), kite(Handle="card", **{"Gift Card": "true", "Variant SKU": "CARD"})))
    assert Product.objects.count() == 1
    assert [remark.column for remark in report.remarks] == ["Gift Card"]


def test_what_would_be_oversold_elsewhere_is_said():
    report = load(sheet(kite(**{"Variant Inventory Policy": "continue", "Variant Inventory Qty": "-3"})))
    assert {remark.column for remark in report.remarks} == {"Variant Inventory Policy", "Variant Inventory Qty"}
    assert StockLevel.objects.get().on_hand == 0


class Pictures:
    def fetch(self, url):
        if "missing" in url:
            raise PictureNotFetched("the answer was 404")
        out = io.BytesIO()
        Image.new("RGB", (400, 500), "teal").save(out, "PNG")
        return b"no picture" if "text" in url else out.getvalue()


def test_pictures_that_can_not_be_had_are_noted_and_not_fatal():
    good = {"Image Src": "https://pictures.example/good.png", "Image Alt Text": "A teal kite"}
    more = [row(**{"Image Src": f"https://pictures.example/{name}.png"}) for name in ("missing", "text")]
    report = load(sheet(kite(**good), *more), pictures=Pictures())
    assert [(remark.line, remark.column) for remark in report.remarks] == [(3, "Image Src"), (4, "Image Src")]
    assert ProductImage.objects.get().alt == "A teal kite"
    again = load(sheet(kite(**good), *more), pictures=Pictures())
    assert (again.unchanged, ProductImage.objects.count()) == (1, 1)


def test_pictures_on_our_own_network_are_not_asked_for():
    with pytest.raises(PictureNotFetched, match="public internet"):
        WebPictures().fetch("http://127.0.0.1:1/kite.png")


def test_a_category_can_be_given_and_must_be_there():
    with pytest.raises(CategoryNotFound):
        load(sheet(kite()), category_slug="toys")
    assert not Product.objects.exists()


def test_staffs_own_categories_and_tags_survive_an_import():
    load(sheet(kite()))
    Product.objects.update(tags=["staff pick"])
    load(sheet(kite(Tags="new")))
    assert set(Product.objects.get().tags) == {"new", "staff pick"}


def test_the_command_names_the_rows_and_ends_with_an_error(tmp_path: Path):
    file = tmp_path / "products.csv"
    file.write_bytes(sheet(kite(**{"Variant Price": "ten"})))
    with pytest.raises(CommandError, match=r"line 2, Variant Price"):
        call_command("import_products", file)
    with pytest.raises(CommandError, match="can't be read"):
        call_command("import_products", tmp_path / "nothing.csv")
    file.write_bytes(sheet(kite()))
    out = io.StringIO()
    call_command("import_products", file, stdout=out)
    assert "1 new, 0 changed, 0 as they were" in out.getvalue()
