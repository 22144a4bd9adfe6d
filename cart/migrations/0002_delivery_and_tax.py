"""Seed what a shop needs to take its first order: standard VAT rates, and four ways of delivery.

Both are starting points that staff change in the admin; a later change of a rate is a new row with its first day.
"""

from datetime import date

from babel.numbers import get_currency_precision
from django.conf import settings
from django.db import migrations

# Standard rates in basis points with the day since when they apply. Sources: the European Commission's "Taxes in
# Europe" database (TEDB) and "VAT rates applied in the Member States" for the 27; HM Revenue & Customs (VATA 1994,
# s. 2) for GB; Swiss VAT Act, Art. 25, for CH; the Norwegian Storting's annual VAT decision for NO.
STANDARD_RATES = {
    "AT": (2000, date(1984, 1, 1)),
    "BE": (2100, date(1996, 1, 1)),
    "BG": (2000, date(1999, 1, 1)),
    "CY": (1900, date(2014, 1, 13)),
    "CZ": (2100, date(2013, 1, 1)),
    "DE": (1900, date(2021, 1, 1)),
    "DK": (2500, date(1992, 1, 1)),
    "EE": (2400, date(2025, 7, 1)),
    "ES": (2100, date(2012, 9, 1)),
    "FI": (2550, date(2024, 9, 1)),
    "FR": (2000, date(2014, 1, 1)),
    "GR": (2400, date(2016, 6, 1)),
    "HR": (2500, date(2012, 3, 1)),
    "HU": (2700, date(2012, 1, 1)),
    "IE": (2300, date(2021, 3, 1)),
    "IT": (2200, date(2013, 10, 1)),
    "LT": (2100, date(2009, 9, 1)),
    "LU": (1700, date(2024, 1, 1)),
    "LV": (2100, date(2012, 7, 1)),
    "MT": (1800, date(2004, 1, 1)),
    "NL": (2100, date(2012, 10, 1)),
    "PL": (2300, date(2011, 1, 1)),
    "PT": (2300, date(2011, 1, 1)),
    "RO": (2100, date(2025, 8, 1)),
    "SE": (2500, date(1990, 7, 1)),
    "SI": (2200, date(2013, 7, 1)),
    "SK": (2300, date(2025, 1, 1)),
    "GB": (2000, date(2011, 1, 4)),
    "CH": (810, date(2024, 1, 1)),
    "NO": (2500, date(2005, 1, 1)),
}


def seed(apps, schema_editor):
    using = schema_editor.connection.alias
    apps.get_model("cart", "TaxRate").objects.using(using).bulk_create(
        apps.get_model("cart", "TaxRate")(country=country, rate=rate, valid_from=since)
        for country, (rate, since) in STANDARD_RATES.items()
    )
    home = settings.SHOP_COUNTRY
    nearby = sorted(STANDARD_RATES.keys() - {home})
    # Prices are meant for a currency like the euro; one of three digits has ten times as many minor units.
    unit = 10 ** max(get_currency_precision(settings.SHOP_CURRENCY) - 2, 0)
    method = apps.get_model("cart", "ShippingMethod")
    rows = [
        ("standard", "Standard delivery", "By post, to your door", [home], 490, 6000, 2, 3),
        ("express", "Express delivery", "With the courier, the next working day", [home], 990, None, 1, 1),
        ("europe", "Delivery in Europe", "By post, tracked to your door", nearby, 990, 12000, 3, 6),
        ("international", "International delivery", "By air, tracked to your door", [], 1990, None, 6, 14),
    ]
    method.objects.using(using).bulk_create(
        method(
            code=code,
            name=name,
            description=description,
            countries=countries,
            price_minor=price * unit,
            free_from_minor=free_from and free_from * unit,
            currency=settings.SHOP_CURRENCY,
            days_min=days_min,
            days_max=days_max,
            position=position,
        )
        for position, (code, name, description, countries, price, free_from, days_min, days_max) in enumerate(rows)
    )


class Migration(migrations.Migration):
    dependencies = [("cart", "0001_initial")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
