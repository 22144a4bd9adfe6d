"""Loads the demo shop through the services, as staff and shoppers would: so stock, ledger, events and mails are real.

Every step looks first whether it was done, so the load can be repeated, and goes on where a killed one stopped.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection

from catalog.contracts import SaveCategory, SaveImage, SaveProduct, SaveVariant
from catalog.errors import ProductNotFound
from catalog.service import CatalogService
from shop.kernel.clock import FixedClock, system_clock
from shop.local.demo.accounts import ACCOUNTS, NAMES, Account
from shop.local.demo.art import draw_all
from shop.local.demo.catalogue import CATEGORIES, PRODUCTS, Product
from shop.local.demo.history import ADDRESS_BOOKS
from shop.users.service import UserService

ACTOR = "Demo shop"
Progress = Callable[[], None]


def load_categories() -> int:
    """Save the categories; return how many were new or changed."""
    wanted = [SaveCategory(slug=row.slug, name=row.name, description=row.description) for row in CATEGORIES]
    return len(CatalogService().save_categories(wanted))


def load_products(progress: Progress, products: Sequence[Product] = PRODUCTS) -> int:
    """Draw the pictures of the products that are not there yet, and save those; return how many that were.

    A product is saved as soon as its pictures are ready, while the next ones are being drawn.
    """
    missing = {product.slug: place for place, product in enumerate(products) if not _exists(product.slug)}
    wanted = [product for product in products if product.slug in missing]
    pictures: dict[str, bytes] = {}
    waiting = list(wanted)

    def save_the_ready() -> None:
        for product in [row for row in waiting if all(photo.picture.name in pictures for photo in row.photos)]:
            waiting.remove(product)
            _save(product, missing[product.slug], pictures)
            progress()

    save_the_ready()
    for name, content in draw_all(photo.picture for product in wanted for photo in product.photos):
        pictures[name] = content
        progress()
        save_the_ready()
    return len(wanted)


def _exists(slug: str) -> bool:
    try:
        CatalogService().get_product_for_staff(slug)
    except ProductNotFound:
        return False
    return True


def _save(product: Product, place: int, pictures: dict[str, bytes]) -> None:
    # The shop did not open this morning, and what stands in front came in last.
    clock = FixedClock(system_clock.now() - timedelta(days=50, hours=12 * place))
    command = SaveProduct(
        slug=product.slug,
        title=product.title,
        description=product.description,
        vendor=product.collection,
        product_type=product.kind,
        tags=product.tags,
        category_slugs=product.categories,
        option_names=product.option_names,
        variants=tuple(
            SaveVariant(
                sku=variant.sku,
                options=dict(zip(product.option_names, variant.values, strict=True)),
                price=variant.price,
                compare_at_price=variant.compare_at,
                weight_grams=variant.weight,
                on_hand=variant.on_hand,
            )
            for variant in product.variants
        ),
        images=tuple(
            SaveImage(content=pictures[photo.picture.name], alt=photo.alt, option_value=photo.option_value)
            for photo in product.photos
        ),
        rank=len(PRODUCTS) - place,  # the highest stands in front
    )
    CatalogService(clock=clock).save_product(command, actor=ACTOR)


def load_people() -> int:
    """Make the accounts and the customers' address books; return how many accounts there are.

    Several at a time: hashing a password is slow on purpose, and takes no more than one core.
    """
    with ThreadPoolExecutor(max_workers=len(os.sched_getaffinity(0))) as threads:
        return len(list(threads.map(_load_person, ACCOUNTS)))


def _load_person(account: Account) -> None:
    users = UserService()
    staff = account.role != "customer"
    try:
        user_id = users.create_account(
            email=account.email,
            password=account.password,
            name=NAMES[account.email],
            groups=(account.role,) if staff else (),
            is_superuser=account.role == "owner",
        )
        known = {entry.address.line1 for entry in users.list_addresses(user_id=user_id)}
        for address in ADDRESS_BOOKS.get(account.email, ()):
            if address.line1 not in known:
                users.save_address(user_id=user_id, address=address)
    finally:
        connection.close()  # each thread has one of its own
