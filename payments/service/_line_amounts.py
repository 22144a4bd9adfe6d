"""What units of an order's lines are worth when they go back: pure arithmetic."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from orders.contracts import OrderLineView
from payments.contracts import RefundLine
from payments.errors import RefundTooLarge
from shop.kernel.errors import FieldError, Invalid
from shop.kernel.money import Money


def amount_of_lines(
    lines: Sequence[OrderLineView],
    goods: Money,
    wanted: Sequence[RefundLine],
    refunded_before: Mapping[UUID, int],
) -> Money:
    """Return what these units cost the buyer. `goods` is what all lines together cost after discounts.

    Units refunded one after another add up to their line exactly, whatever the rounding: each refund is the
    difference between what is refunded after it and before it.

    Raises Invalid for a line that is not the order's or named twice, RefundTooLarge for more units than are left.
    """
    by_id = {line.id: line for line in lines}
    _refuse_nonsense(by_id, wanted)
    worth = _worth_of_lines(lines, goods)
    total = Money.zero(goods.currency)
    for wish in wanted:
        line, before = by_id[wish.line_id], refunded_before.get(wish.line_id, 0)
        if before + wish.quantity > line.quantity:
            raise RefundTooLarge(f"Of “{line.title}” {line.quantity - before} can still be refunded.")
        after = worth[line.id].portion(before + wish.quantity, line.quantity)
        total += after - worth[line.id].portion(before, line.quantity)
    return total


def count_units(refunds: Iterable[Sequence[Mapping[str, object]]]) -> dict[UUID, int]:
    """Add up the units in the `lines` of refunds."""
    counts: dict[UUID, int] = {}
    for lines in refunds:
        for line in lines:
            line_id = UUID(str(line["line_id"]))
            counts[line_id] = counts.get(line_id, 0) + int(str(line["quantity"]))
    return counts


def _worth_of_lines(lines: Sequence[OrderLineView], goods: Money) -> dict[UUID, Money]:
    weights = [line.line_total.minor for line in lines]
    if not any(weights):
        return {line.id: line.line_total for line in lines}
    return dict(zip((line.id for line in lines), goods.split(weights), strict=True))


def _refuse_nonsense(by_id: Mapping[UUID, OrderLineView], wanted: Sequence[RefundLine]) -> None:
    seen: set[UUID] = set()
    for index, wish in enumerate(wanted):
        if wish.line_id not in by_id or wish.line_id in seen:
            detail = "This line is not in the order." if wish.line_id not in by_id else "This line is named twice."
            raise Invalid(detail, errors=[FieldError(f"/lines/{index}/line_id", "invalid_line", detail)])
        if wish.quantity < 1:
            detail = "At least one unit goes back."
            raise Invalid(detail, errors=[FieldError(f"/lines/{index}/quantity", "min_value", detail)])
        seen.add(wish.line_id)
