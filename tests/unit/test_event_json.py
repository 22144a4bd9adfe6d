from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import ClassVar
from uuid import UUID

import pytest

from shop.kernel.events import DomainEvent, rfc3339, to_json
from shop.kernel.money import Money

ID = UUID("01980000-0000-7000-8000-000000000001")


@dataclass(frozen=True, kw_only=True)
class Measured(DomainEvent):
    type: ClassVar[str] = "test.measured"
    price: Money
    at: datetime
    parts: tuple[UUID, ...]


def test_an_event_holds_its_own_facts_in_the_contracts_shapes():
    event = Measured(
        order_id=ID, user_id=None, price=Money(1990, "EUR"), at=datetime(2026, 11, 22, 10, tzinfo=UTC), parts=(ID,)
    )
    assert event.data() == {
        "price": {"amount": "19.90", "currency": "EUR"},
        "at": "2026-11-22T10:00:00.000Z",
        "parts": [str(ID)],
    }


def test_times_are_written_in_utc():
    berlin = timezone(timedelta(hours=1))
    assert rfc3339(datetime(2026, 11, 22, 11, 0, 0, 5000, tzinfo=berlin)) == "2026-11-22T10:00:00.005Z"


def test_what_has_no_json_form_is_refused():
    with pytest.raises(TypeError):
        to_json(object())
