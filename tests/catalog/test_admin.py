import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.contracts import SaveCategory, SaveImage
from catalog.models import Category, Product, StockMovement
from catalog.service import CatalogService
from shop.users.models import User
from tests.catalog.making import mug, picture, save, shirt

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    """A member of staff in the group "catalog"."""
    user = User.objects.create_user("keeper@example.com", "a long password", is_staff=True)
    user.groups.add(Group.objects.get(name="catalog"))
    client.force_login(user)
    return client


def filled(page):
    """What the browser would send back: every field of the page's form as it is shown."""
    form = page.context["adminform"].form
    formsets = [inline.formset for inline in page.context["inline_admin_formsets"]]
    data = {}
    for part in (form, *(formset.management_form for formset in formsets), *(row for fs in formsets for row in fs)):
        for bound in part:
            value = bound.value()
            if bound.field.show_hidden_initial:
                data[bound.html_initial_name] = "" if bound.initial is None else bound.initial
            if value is True:
                data[bound.html_name] = "on"
            elif value is not None and value is not False and value != []:
                data[bound.html_name] = (
                    [each.pk for each in value] if bound.name == "categories" else bound.field.prepare_value(value)
                )
    return data


def change_url(product):
    return f"/admin/catalog/product/{product.pk if hasattr(product, 'pk') else product.id}/change/"


def test_staff_add_a_product_with_variants_stock_and_pictures(keeper):
    CatalogService().save_categories([SaveCategory(slug="wear", name="Wear")])
    data = filled(keeper.get("/admin/catalog/product/add/"))
    data |= {
        "title": "Scarf",
        "slug": "scarf",
        "status": "active",
        "description": "<p>Warm</p><script>alert(1)</script>",
        "categories": [Category.objects.get().pk],
        "tags": "wool, winter",
        "option_names": "Colour",
        "new_pictures": [
            SimpleUploadedFile("a.png", picture(500, 400)),
            SimpleUploadedFile("b.png", picture(400, 400, colour="red")),
        ],
        "variants-TOTAL_FORMS": "2",
        "variants-0-choices_text": "Blue",
        "variants-0-amount": "19,90",
        "variants-0-on_hand": "7",
        "variants-0-weight_grams": "120",
        "variants-0-position": "",
        "variants-0-requires_shipping": "on",
        "variants-1-sku": "SCARF-R",
        "variants-1-choices_text": "Red",
        "variants-1-amount": "21",
        "variants-1-compare_at": "25.00",
        "variants-1-weight_grams": "120",
        "variants-1-position": "",
    }

    answer = keeper.post("/admin/catalog/product/add/", data)

    assert answer.status_code == 302, answer.context["errors"]
    product = CatalogService().get_product("scarf")
    assert product.description == "<p>Warm</p>"
    assert [(v.sku, v.options["Colour"], v.price.minor, v.available) for v in product.variants] == [
        ("SCARF-BLUE", "Blue", 1990, 7),
        ("SCARF-R", "Red", 2100, 0),
    ]
    assert (len(product.images), product.categories[0].slug, product.tags) == (2, "wear", ("wool", "winter"))
    assert StockMovement.objects.get().actor == "keeper@example.com"
    assert CatalogService().check_stock() == ()


def test_a_page_saved_as_it_is_changes_nothing(keeper):
    (product,) = save(shirt(images=(SaveImage(content=picture(), alt="A shirt"),)))
    before = Product.objects.get().updated_at

    answer = keeper.post(change_url(product), filled(keeper.get(change_url(product))))

    assert answer.status_code == 302
    assert Product.objects.get().updated_at == before
    assert CatalogService().get_product_for_staff("shirt") == product


def test_stock_is_set_with_its_reason_and_price_as_a_decimal(keeper):
    (product,) = save(mug())
    data = filled(keeper.get(change_url(product)))
    data |= {"variants-0-on_hand": "9", "variants-0-amount": "15.50", "stock_reason": "Found four behind the shelf"}

    keeper.post(change_url(product), data)

    changed = CatalogService().get_product("mug")
    assert (changed.variants[0].available, changed.price_from.amount) == (9, "15.50")
    line = StockMovement.objects.latest("id")
    assert (line.on_hand_delta, line.reason) == (4, "Found four behind the shelf")


def test_stock_that_moved_while_the_page_was_open_is_not_typed_over(keeper):
    (product,) = save(mug())
    data = filled(keeper.get(change_url(product))) | {"variants-0-on_hand": "9", "title": "Other"}
    CatalogService().set_stock(sku="MUG", on_hand=3, reason="sold", actor="test")

    answer = keeper.post(change_url(product), data)

    assert answer.status_code == 200
    assert "There are 3 on hand, not 5." in answer.content.decode()
    assert CatalogService().get_stock("MUG").on_hand == 3
    assert Product.objects.get().title == "Speckled mug"


def test_a_refusal_of_the_service_is_shown_and_what_was_typed_stays(keeper):
    mug_view, _ = save(mug(), shirt())
    data = filled(keeper.get(change_url(mug_view))) | {"variants-0-sku": "SHIRT-S-BLUE", "title": "Typed"}

    answer = keeper.post(change_url(mug_view), data)

    assert "Variant 1, sku: Another variant has the SKU SHIRT-S-BLUE." in answer.content.decode()
    assert 'value="Typed"' in answer.content.decode()
    assert CatalogService().get_product_for_staff("mug") == mug_view


def test_a_file_that_is_no_picture_is_refused_beside_its_field(keeper):
    (product,) = save(mug())
    data = filled(keeper.get(change_url(product)))
    data["new_pictures"] = [SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")]

    answer = keeper.post(change_url(product), data)

    assert "no picture that can be read" in str(answer.context["adminform"].form.errors["new_pictures"])
    assert CatalogService().get_product("mug").images == ()


def test_pictures_are_described_ordered_and_removed(keeper):
    (product,) = save(
        mug(images=(SaveImage(content=picture(), alt="one"), SaveImage(content=picture(900, 900), alt="two")))
    )
    data = filled(keeper.get(change_url(product)))
    data |= {"images-0-position": "5", "images-1-position": "1", "images-0-alt": "last"}

    keeper.post(change_url(product), data)

    assert [image.alt for image in CatalogService().get_product("mug").images] == ["two", "last"]
    data = filled(keeper.get(change_url(product))) | {"images-0-DELETE": "on"}
    keeper.post(change_url(product), data)
    assert [image.alt for image in CatalogService().get_product("mug").images] == ["last"]


def test_a_variant_is_taken_off_sale_and_never_deleted(keeper):
    (product,) = save(shirt())
    data = filled(keeper.get(change_url(product))) | {"variants-0-off_sale": "on"}

    keeper.post(change_url(product), data)

    assert len(CatalogService().get_product("shirt").variants) == 3
    assert not CatalogService().find_offer(sku="SHIRT-S-BLUE").purchasable
    assert keeper.get(f"/admin/catalog/product/{product.id}/delete/").status_code == 403


@pytest.mark.parametrize("amount", ["cheap", "-1", "1.999", "1e30", ""])
def test_a_price_that_is_none_is_refused(keeper, amount):
    (product,) = save(mug())
    data = filled(keeper.get(change_url(product))) | {"variants-0-amount": amount}

    assert keeper.post(change_url(product), data).status_code == 200
    assert CatalogService().get_product_for_staff("mug") == product


def test_products_are_searched_as_in_the_shop_and_filtered_by_low_stock(keeper):
    save(mug(on_hand=5), shirt(), mug("bowl", title="Bowl", on_hand=0))

    def titles(query):
        return {row.title for row in keeper.get(f"/admin/catalog/product/?{query}").context["cl"].queryset}

    assert titles("q=speck") == {"Speckled mug"}
    assert titles("q=SHIRT-M-RED") == {"Linen shirt"}
    assert titles("stock=low") == {"Speckled mug", "Bowl"}
    assert titles("stock=out") == {"Bowl"}


def test_a_list_costs_the_same_however_long_it_is(keeper, django_assert_max_num_queries):
    save(*(mug(f"mug-{n}") for n in range(8)))

    with django_assert_max_num_queries(12):
        keeper.get("/admin/catalog/product/")


def test_categories_are_added_moved_and_removed(keeper):
    keeper.post("/admin/catalog/category/add/", {"name": "Wear", "slug": "wear"})
    wear = Category.objects.get(slug="wear")
    keeper.post("/admin/catalog/category/add/", {"name": "Shirts", "slug": "shirts", "parent": wear.pk})
    assert CatalogService().get_category("shirts").path == ("wear", "shirts")

    shirts = Category.objects.get(slug="shirts")
    below_itself = keeper.post(f"/admin/catalog/category/{wear.pk}/change/", {"name": "Wear", "parent": shirts.pk})
    assert "below itself" in below_itself.content.decode()

    keeper.post(f"/admin/catalog/category/{shirts.pk}/change/", {"name": "Tops", "parent": ""})
    assert CatalogService().get_category("shirts").path == ("shirts",)
    assert CatalogService().get_category("shirts").name == "Tops"

    keeper.post(f"/admin/catalog/category/{wear.pk}/delete/", {"post": "yes"})
    assert [category.slug for category in CatalogService().list_categories()] == ["shirts"]


def test_the_ledger_is_read_and_never_written(keeper):
    save(mug())
    line = StockMovement.objects.get()

    page = keeper.get("/admin/catalog/stockmovement/?q=MUG")

    assert "Saved with the product" in page.content.decode()
    assert keeper.get("/admin/catalog/stockmovement/add/").status_code == 403
    assert keeper.post(f"/admin/catalog/stockmovement/{line.pk}/change/", {"reason": "x"}).status_code == 403
    assert keeper.post(f"/admin/catalog/stockmovement/{line.pk}/delete/", {"post": "yes"}).status_code == 403


def test_support_may_look_and_not_change(client):
    (product,) = save(mug())
    user = User.objects.create_user("support@example.com", "a long password", is_staff=True)
    user.groups.add(Group.objects.get(name="support"))
    client.force_login(user)

    assert client.get(change_url(product)).status_code == 200
    assert client.post(change_url(product), {"title": "X"}).status_code == 403
    assert client.get("/admin/catalog/product/add/").status_code == 403


def test_the_pages_need_no_inline_script_or_style(keeper):
    (product,) = save(shirt(images=(SaveImage(content=picture()),)))

    for url in ("/admin/catalog/product/", change_url(product), "/admin/catalog/category/add/"):
        page = keeper.get(url).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", page)
        assert not re.search(r"<[^>]+\sstyle=|<style|\son\w+=\"", page), url
