from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.kernel.errors import Invalid
from shop.users.keys import SCOPES, create_api_key


class Command(BaseCommand):
    help = "Make an API key and show it once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what the key is for, such as 'warehouse'")
        parser.add_argument(
            "--scope",
            action="append",
            default=[],
            dest="scopes",
            help=f"repeat for several: {', '.join(SCOPES)}",
        )

    def handle(self, *args: Any, **options: Any) -> str:
        try:
            return create_api_key(name=options["name"], scopes=options["scopes"])
        except Invalid as error:
            raise CommandError(error.detail) from None
