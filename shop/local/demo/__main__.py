"""`python -m shop.local.demo` fills an empty shop with the demo, where TROLLEY_DEMO=1: its passwords are public."""

import os
import sys


def main() -> int:
    """Load what is not there yet; return the exit code."""
    if os.environ.get("TROLLEY_DEMO") != "1":
        sys.stderr.write(
            "The demo shop has accounts whose passwords everybody knows. Say TROLLEY_DEMO=1 if that is what you want.\n"
        )
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    import django

    django.setup()
    from shop.local.console import Clock
    from shop.local.demo.load import load_categories, load_people, load_products
    from shop.local.demo.tell import tell_stories

    load_categories()
    clock = Clock("Drawing pictures, filling shelves")
    clock.done(f"{load_products(clock.tick)} products")
    clock = Clock("Inviting people")
    clock.done(f"{load_people()} accounts")
    clock = Clock("Telling some weeks of orders")
    clock.done(f"{tell_stories(clock.tick)} orders")
    return 0


if __name__ == "__main__":
    sys.exit(main())
