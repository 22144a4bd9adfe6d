"""The links by which a parcel is followed."""

from urllib.parse import urlsplit

import pytest

from fulfillment.gateways.carriers import CARRIERS, TRACKING_PAGES, known_carrier, tracking_link


@pytest.mark.parametrize("carrier", CARRIERS)
def test_every_known_carrier_has_a_secure_link_with_the_number_in_it(carrier):
    link = tracking_link(carrier, "AB 123/4 ?x")
    assert urlsplit(link).scheme == "https"
    assert "AB1234" not in link
    assert "AB123%2F4%3Fx" in link
    assert TRACKING_PAGES[carrier].count("{number}") == 1


@pytest.mark.parametrize(
    ("typed", "name"),
    [("dhl", "DHL"), (" DHL  Express ", "DHL"), ("royal-mail", "Royal Mail"), ("An post", "An Post"), ("ups", "UPS")],
)
def test_a_carrier_is_known_however_it_is_typed(typed, name):
    assert known_carrier(typed) == name


def test_an_unknown_carrier_keeps_its_name_and_gets_no_link():
    assert known_carrier("  Bob's   Bikes ") == "Bob's Bikes"
    assert tracking_link("Bob's Bikes", "123") == ""


def test_without_a_number_there_is_no_link():
    assert tracking_link("DHL", "  ") == ""
