from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings, strategies as st

from catalog.contracts import StockLine, StockView
from catalog.errors import OutOfStock, StockBelowReserved, StockChanged, VariantNotFound
from catalog.models import Reservation, StockLevel, StockMovement
from catalog.service import CatalogService
from shop.kernel.errors import Invalid
from tests.catalog.making import mug, save, shirt

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)


@pytest.fixture
def catalog():
    return CatalogService()


@pytest.fixture
def variants():
    return [product.variants[0].id for product in save(mug("one", on_hand=5), mug("two", on_hand=5))]


def reserve(catalog, order_id, *lines):
    with transaction.atomic():
        catalog.reserve(order_id=order_id, lines=[StockLine(*line) for line in lines], expires_at=LATER, now=NOW)


def snapshot():
    return (
        list(StockLevel.objects.order_by("pk").values_list("on_hand", "reserved")),
        list(Reservation.objects.order_by("pk").values_list("state", "quantity", "returned", "expires_at")),
        StockMovement.objects.count(),
    )


def test_reserving_promises_units_and_notes_it(catalog, variants):
    order_id = uuid4()
    reserve(catalog, order_id, (variants[0], 2))

    assert catalog.get_stock("ONE") == StockView("ONE", 5, 2)
    line = StockMovement.objects.latest("id")
    assert (line.kind, line.reserved_delta, line.on_hand_delta, line.reference) == ("reserve", 2, 0, str(order_id))
    assert Reservation.objects.get().expires_at == LATER


def test_lines_of_the_same_variant_are_summed(catalog, variants):
    reserve(catalog, uuid4(), (variants[0], 2), (variants[1], 1), (variants[0], 3))

    assert catalog.get_stock("ONE").reserved == 5
    with pytest.raises(OutOfStock) as refused:
        reserve(catalog, uuid4(), (variants[1], 2), (variants[1], 3))
    assert refused.value.lines[0].requested == 5


def test_a_shortage_names_every_short_line_and_reserves_nothing(catalog, variants):
    before = snapshot()
    unknown = uuid4()

    with pytest.raises(OutOfStock) as refused:
        reserve(catalog, uuid4(), (variants[0], 6), (variants[1], 1), (unknown, 1))

    short = {line.variant_id: (line.sku, line.requested, line.available) for line in refused.value.lines}
    assert short == {variants[0]: ("ONE", 6, 5), unknown: ("", 1, 0)}
    assert snapshot() == before


def test_reserving_costs_two_statements_however_many_lines(catalog, django_assert_num_queries):
    ids = [save(mug(f"m{n}"))[0].variants[0].id for n in range(6)]

    for count in (1, 6):
        with django_assert_num_queries(2):
            catalog.reserve(
                order_id=uuid4(), lines=[StockLine(id_, 1) for id_ in ids[:count]], expires_at=LATER, now=NOW
            )


def test_the_levels_are_changed_by_the_last_statement(catalog, variants):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        catalog.reserve(order_id=uuid4(), lines=[StockLine(variants[0], 1)], expires_at=LATER, now=NOW)

    assert ["UPDATE catalog_stocklevel" in query["sql"] for query in captured] == [False, True]


def test_reserving_again_for_the_same_order_changes_nothing(catalog, variants):
    order_id = uuid4()
    reserve(catalog, order_id, (variants[0], 2))
    before = snapshot()

    reserve(catalog, order_id, (variants[0], 2))

    assert snapshot() == before


def test_what_was_released_can_be_reserved_again(catalog, variants):
    order_id = uuid4()
    reserve(catalog, order_id, (variants[0], 2))
    catalog.release(order_id=order_id, now=NOW)
    catalog.release(order_id=order_id, now=NOW)
    assert catalog.get_stock("ONE") == StockView("ONE", 5, 0)

    reserve(catalog, order_id, (variants[0], 2))

    assert catalog.get_stock("ONE").reserved == 2
    assert catalog.check_stock() == ()


def test_payment_extends_and_secures_a_reservation(catalog, variants):
    order_id = uuid4()
    reserve(catalog, order_id, (variants[0], 2))

    catalog.extend_reservation(order_id=order_id, expires_at=NOW)
    assert Reservation.objects.get().expires_at == LATER
    catalog.extend_reservation(order_id=order_id, expires_at=LATER + timedelta(hours=1))
    assert Reservation.objects.get().expires_at == LATER + timedelta(hours=1)

    assert catalog.secure_reservation(order_id=order_id) is True
    catalog.extend_reservation(order_id=order_id, expires_at=LATER)
    assert Reservation.objects.get().expires_at is None
    assert catalog.secure_reservation(order_id=uuid4()) is False


def test_consuming_takes_units_off_the_shelf_once(catalog, variants):
    order_id = uuid4()
    reserve(catalog, order_id, (variants[0], 2))

    assert catalog.consume(order_id=order_id, now=NOW) is True
    after = snapshot()
    assert catalog.consume(order_id=order_id, now=NOW) is False
    catalog.release(order_id=order_id, now=NOW)

    assert catalog.get_stock("ONE") == StockView("ONE", 3, 0)
    assert snapshot() == after


def test_a_cancelled_order_gives_back_what_it_held(catalog, variants):
    order_id = uuid4()
    reserve(catalog, order_id, (variants[0], 2))

    catalog.return_stock(order_id=order_id, now=NOW, reason="cancelled")
    after = snapshot()
    catalog.return_stock(order_id=order_id, now=NOW, reason="cancelled")

    assert catalog.get_stock("ONE") == StockView("ONE", 5, 0)
    assert snapshot() == after


def test_a_cancelled_order_gives_back_what_it_had_used_up_in_parts_or_whole(catalog, variants):
    order_id = uuid4()
    reserve(catalog, order_id, (variants[0], 3), (variants[1], 1))
    catalog.consume(order_id=order_id, now=NOW)

    catalog.return_stock(order_id=order_id, now=NOW, lines=[StockLine(variants[0], 1)], reason="one came back")
    assert catalog.get_stock("ONE") == StockView("ONE", 3, 0)
    catalog.return_stock(order_id=order_id, now=NOW, lines=[StockLine(variants[0], 99)], reason="more")
    assert catalog.get_stock("ONE") == StockView("ONE", 5, 0)
    catalog.return_stock(order_id=order_id, now=NOW, reason="cancelled")
    catalog.return_stock(order_id=order_id, now=NOW, reason="cancelled")

    assert catalog.get_stock("ONE") == StockView("ONE", 5, 0)
    assert catalog.get_stock("TWO") == StockView("TWO", 5, 0)
    assert catalog.check_stock() == ()


def test_part_of_what_is_held_can_be_given_back(catalog, variants):
    order_id = uuid4()
    reserve(catalog, order_id, (variants[0], 3))

    catalog.return_stock(order_id=order_id, now=NOW, lines=[StockLine(variants[0], 1)], reason="fewer")

    assert catalog.get_stock("ONE") == StockView("ONE", 5, 2)
    assert catalog.consume(order_id=order_id, now=NOW)
    assert catalog.get_stock("ONE") == StockView("ONE", 3, 0)
    assert catalog.check_stock() == ()


def test_counting_sets_the_level_with_a_line_in_the_ledger(catalog, variants):
    view = catalog.set_stock(sku="ONE", on_hand=9, expected_on_hand=5, reason="delivery", actor="Bo")

    assert view == StockView("ONE", 9, 0) == catalog.get_stock("ONE")
    line = StockMovement.objects.latest("id")
    assert (line.kind, line.on_hand_delta, line.reason, line.actor) == ("set", 4, "delivery", "Bo")


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({"on_hand": 1}, StockBelowReserved),
        ({"on_hand": 9, "expected_on_hand": 4}, StockChanged),
        ({"on_hand": -1}, Invalid),
        ({"on_hand": 10**12}, Invalid),
        ({"on_hand": 9, "sku": "NONE"}, VariantNotFound),
        ({"on_hand": 9, "sku": "ONE\x00"}, VariantNotFound),
    ],
)
def test_a_count_that_can_not_be_is_refused_and_changes_nothing(catalog, variants, wanted, error):
    reserve(catalog, uuid4(), (variants[0], 2))
    before = snapshot()

    with pytest.raises(error):
        catalog.set_stock(**{"sku": "ONE", "reason": "count", "actor": "Bo", **wanted})

    assert snapshot() == before


def test_the_ledger_refuses_to_be_changed(variants):
    before = list(StockMovement.objects.values())

    for change in (lambda: StockMovement.objects.update(reason="x"), lambda: StockMovement.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    assert list(StockMovement.objects.values()) == before


def test_a_level_that_the_ledger_does_not_explain_is_found(catalog, variants, capsys):
    call_command("check_stock")
    StockLevel.objects.filter(variant=variants[0]).update(on_hand=7)

    assert [(row.sku, row.on_hand, row.on_hand_by_ledger) for row in catalog.check_stock()] == [("ONE", 7, 5)]
    with pytest.raises(CommandError):
        call_command("check_stock")
    assert "ONE: 7 on hand (ledger: 5)" in capsys.readouterr().err


steps = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "release", "consume", "return", "return some", "secure", "count"]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(1, 6),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_whatever_happens_the_ledger_adds_up_to_the_levels(steps):
    catalog = CatalogService()
    with transaction.atomic():
        (product,) = save(shirt(f"s{uuid4().hex[:8]}"))
        orders = [uuid4() for _ in range(4)]
        for what, order, variant, count in steps:
            order_id, row = orders[order], product.variants[variant]
            try:
                if what == "reserve":
                    reserve(catalog, order_id, (row.id, count), (product.variants[0].id, 1))
                elif what == "release":
                    catalog.release(order_id=order_id, now=NOW)
                elif what == "consume":
                    catalog.consume(order_id=order_id, now=NOW)
                elif what == "return":
                    catalog.return_stock(order_id=order_id, now=NOW, reason="all")
                elif what == "return some":
                    catalog.return_stock(order_id=order_id, now=NOW, reason="some", lines=[StockLine(row.id, count)])
                elif what == "secure":
                    catalog.secure_reservation(order_id=order_id)
                else:
                    catalog.set_stock(sku=row.sku, on_hand=count * 3, reason="count", actor="test")
            except (OutOfStock, StockBelowReserved):
                pass
            assert catalog.check_stock() == ()
        transaction.set_rollback(True)
