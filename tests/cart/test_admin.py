"""Staff set the ways of delivery and the tax rates."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cart.models import ShippingMethod, TaxRate
from shop.users.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "admin:cart_shippingmethod_{}"


@pytest.fixture
def sign_in(client):
    def sign_in(group):
        user = User.objects.create_user(f"{group}@example.com", "correct horse", is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return client

    return sign_in


def method(**changes):
    values = {
        "code": "bike",
        "name": "By bicycle",
        "description": "",
        "countries": "ie, fr IE",
        "price_minor": "390",
        "free_from_minor": "",
        "days_min": "1",
        "days_max": "2",
        "active": "on",
        "position": "9",
    }
    return values | changes


def test_an_owner_adds_a_way_of_delivery_in_the_shops_currency(sign_in):
    client = sign_in("owner")
    client.post(reverse(ADDRESS.format("add")), method())
    added = ShippingMethod.objects.get(pk="bike")
    assert (added.countries, added.currency, added.free_from_minor) == (["FR", "IE"], "EUR", None)
    assert "France, Ireland" in client.get(reverse(ADDRESS.format("changelist"))).content.decode()
    page = client.get(reverse(ADDRESS.format("change"), args=["bike"])).content.decode()
    assert 'value="FR, IE"' in page


@pytest.mark.parametrize(
    "changes",
    [{"countries": "IE, Mars"}, {"price_minor": "-1"}, {"days_min": "5"}, {"code": "a b"}, {"price_minor": "9" * 30}],
)
def test_what_makes_no_sense_is_not_saved(sign_in, changes):
    answer = sign_in("owner").post(reverse(ADDRESS.format("add")), method(**changes))
    assert answer.status_code == 200
    assert "errornote" in answer.content.decode()
    assert ShippingMethod.objects.count() == 4


def test_orders_staff_look_at_delivery_and_do_not_change_it(sign_in):
    client = sign_in("orders")
    assert client.get(reverse(ADDRESS.format("changelist"))).status_code == 200
    assert client.post(reverse(ADDRESS.format("add")), method()).status_code == 403
    assert not ShippingMethod.objects.filter(pk="bike").exists()


def test_a_new_rate_is_a_new_row(sign_in):
    client = sign_in("owner")
    client.post(reverse("admin:cart_taxrate_add"), {"country": "IE", "rate": "2400", "valid_from": "2027-01-01"})
    assert TaxRate.objects.filter(country="IE").count() == 2
    assert "24 %" in client.get(reverse("admin:cart_taxrate_changelist")).content.decode()
