"""Compare every stock level with its ledger and its reservations."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.service import CatalogService


class Command(BaseCommand):
    help = "Compare every stock level with its ledger and its reservations; fail where they differ."

    def handle(self, *args: Any, **options: Any) -> None:
        found = CatalogService().check_stock()
        for row in found:
            self.stderr.write(
                f"{row.sku}: {row.on_hand} on hand (ledger: {row.on_hand_by_ledger}), {row.reserved} reserved "
                f"(ledger: {row.reserved_by_ledger}, orders: {row.reserved_by_orders})"
            )
        if found:
            raise CommandError(f"{len(found)} stock level(s) are not what the ledger says.")
        self.stdout.write("Every stock level is what its ledger says.")
