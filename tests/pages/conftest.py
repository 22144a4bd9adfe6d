import pytest

# Imported where they are used: pytest loads this file before Django is set up.


@pytest.fixture
def shop(db):
    from tests.pages.making import a_shop

    return a_shop()


@pytest.fixture
def shopper(shop):
    from tests.pages.reading import Shopper

    return Shopper()
