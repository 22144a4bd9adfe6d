import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.errors import CategoryNotFound, ImportRefused
from catalog.gateways.pictures import WebPictures
from catalog.service import CatalogService


class Command(BaseCommand):
    help = "Import products from Shopify's product CSV: all of the file, or nothing of it where a row is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV, as Shopify exports it (UTF-8)")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--no-pictures", action="store_true", help="do not fetch the pictures that the file names")
        parser.add_argument("--category", default="", help="the slug of a category to put all products in")
        parser.add_argument(
            "--update-stock", action="store_true", help="count the stock of variants that are there anew, too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} can't be read: {error.strerror}.") from None
        try:
            report = CatalogService().import_products(
                content=content,
                actor="import",
                pictures=None if options["no_pictures"] or options["dry_run"] else WebPictures(),
                category_slug=options["category"],
                update_stock=options["update_stock"],
                dry_run=options["dry_run"],
                progress=self._progress,
            )
        except (ImportRefused, CategoryNotFound) as error:
            rows = "".join(f"\n  {row}" for row in getattr(error, "rows", ()))
            raise CommandError(f"{error.detail} Nothing was imported.{rows}") from None
        for remark in report.remarks:
            self.stdout.write(self.style.WARNING(f"  note: {remark}"))
        for product in report.products:
            if product.changes:
                self.stdout.write(f"  {product.slug}: {'; '.join(product.changes)}")
        verb = "would be " if report.dry_run else ""
        self.stdout.write(
            self.style.SUCCESS(
                f"{report.created} {verb}new, {report.changed} {verb}changed, {report.unchanged} as they were."
            )
        )

    def _progress(self, done: int, count: int, what: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[2K  {done}/{count} {what}")
            if done == count:
                sys.stderr.write("\r\x1b[2K")
