"""The shop that the API's tests call."""

import pytest


@pytest.fixture
def shop(db):
    """A shop with goods on its shelves, and callers with keys."""
    # Not above: the first conftest is read before Django knows its apps.
    from tests.api.shop import Shop

    return Shop()
