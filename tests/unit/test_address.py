import pytest

from shop.kernel.address import Address, address_form, check_address, country_names

LONDON = Address(name="Ada Byron", line1="12 St James's Square", city="London", postal_code="sw1y 4jh", country="gb")


def wrong_fields(address: Address) -> dict[str, str]:
    return {error.pointer: error.code for error in check_address(address)[1]}


def changed(**changes: str) -> Address:
    return Address(**{**LONDON.as_json(), **changes})


def test_a_good_address_comes_back_in_its_countrys_form():
    address, errors = check_address(LONDON)
    assert errors == ()
    assert (address.city, address.postal_code, address.country) == ("London", "SW1Y 4JH", "GB")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"line1": ""}, "/line1"),
        ({"city": ""}, "/city"),
        ({"postal_code": ""}, "/postal_code"),
        ({"postal_code": "12345"}, "/postal_code"),
        ({"country": "XX"}, "/country"),
        ({"country": ""}, "/country"),
        ({"line2": "x" * 201}, "/line2"),
        ({"line1": "a\x00b"}, "/line1"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(changes, pointer):
    assert pointer in wrong_fields(changed(**changes))


def test_the_pointer_leads_into_the_body():
    (error,) = check_address(changed(city=""), pointer="/shipping_address")[1]
    assert error.pointer == "/shipping_address/city"


def test_a_wrong_postcode_says_what_one_looks_like():
    (error,) = check_address(changed(postal_code="nope"))[1]
    assert "United Kingdom" in error.detail
    assert any(char.isdigit() for char in error.detail)


def test_each_country_asks_for_its_own_parts():
    assert "region" in address_form("US").required
    assert address_form("US").regions
    assert "postal_code" not in address_form("HK").required
    assert "postal_code" not in wrong_fields(
        Address(name="A", line1="1 Queen's Road", city="Central", region="Hong Kong Island", country="HK")
    )


def test_every_country_has_a_form():
    for code in country_names():
        assert {"name", "line1"} <= address_form(code).required
