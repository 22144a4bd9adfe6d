"""What the quote reads: rates and ways of delivery."""

from datetime import date

from cart.models import ShippingMethod, TaxRate
from cart.rules import goes_to


def tax_rate_in(country: str, *, on: date) -> int:
    """This function will return the rate in force that day, in basis points; 0 for a country without one."""
    rows = TaxRate.objects.filter(country=country, valid_from__lte=on).order_by("-valid_from")
    return rows.values_list("rate", flat=True).first() or 0


def shipping_methods_to(country: str, *, currency: str) -> list[ShippingMethod]:
    """This function will return the active ways of delivery that go there, in staff's order."""
    rows = list(ShippingMethod.objects.filter(active=True, currency=currency))
    served_by_name = any(country in row.countries for row in rows)
    return [row for row in rows if goes_to(country, named=row.countries, served_by_name=served_by_name)]
