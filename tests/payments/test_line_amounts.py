"""What units are worth when they go back: whatever the order and the sizes of the refunds, cents add up."""

from dataclasses import replace

from hypothesis import given, strategies as st

from orders.contracts import OrderLineView
from payments.contracts import RefundLine
from payments.service._line_amounts import amount_of_lines
from shop.kernel.ids import new_id
from shop.kernel.money import Money

LINE = OrderLineView(
    id=new_id(),
    variant_id=new_id(),
    product_id=new_id(),
    product_slug="mug",
    sku="MUG",
    title="Mug",
    variant_title="",
    options={},
    image_url="",
    quantity=1,
    shipped_quantity=0,
    unit_price=Money(0, "EUR"),
    line_total=Money(0, "EUR"),
    tax_rate=0,
    tax=Money(0, "EUR"),
    weight_grams=0,
    requires_shipping=True,
)


def line(quantity: int, price: int) -> OrderLineView:
    return replace(
        LINE,
        id=new_id(),
        quantity=quantity,
        unit_price=Money(price, "EUR"),
        line_total=Money(price * quantity, "EUR"),
    )


@given(
    st.lists(st.tuples(st.integers(1, 7), st.integers(0, 9999)), min_size=1, max_size=5),
    st.integers(0, 100),
)
def test_units_refunded_one_by_one_add_up_to_what_the_goods_cost(sizes: list[tuple[int, int]], percent: int):
    lines = [line(quantity, price) for quantity, price in sizes]
    subtotal = Money.total((one.line_total for one in lines), "EUR")
    goods = subtotal - subtotal.portion(percent, 100)

    back, before = Money.zero("EUR"), {}
    for one in lines:
        for done in range(one.quantity):
            back += amount_of_lines(lines, goods, [RefundLine(one.id, 1)], {**before, one.id: done})
        before[one.id] = one.quantity

    assert back == goods
