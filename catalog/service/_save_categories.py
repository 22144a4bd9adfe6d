"""The category tree: made and changed by slug."""

from collections.abc import Sequence

from django.db import connection, transaction

from catalog.contracts import SaveCategory
from catalog.errors import CategoryNotFound
from catalog.models import Category
from catalog.service._cache import forget_after_commit

_LOCK = 7_215_002


class CategorySaving:
    """The part of the service that writes categories."""

    @transaction.atomic
    def save_categories(self, categories: Sequence[SaveCategory]) -> tuple[str, ...]:
        """Make the categories, or make those with these slugs as they shall be; return what is different in words.

        A parent stands before its children, or is there already. Raises CategoryNotFound for one that is not.
        """
        with connection.cursor() as cursor:
            # Paths of siblings are handed out one after the other: one writer of the tree at a time.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        changes = [change for category in categories for change in _save(category)]
        if changes:
            forget_after_commit()
        return tuple(changes)

    @transaction.atomic
    def delete_category(self, slug: str) -> None:
        """Remove a category with those below it; their products stay. Raises CategoryNotFound."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        row = Category.objects.filter(slug=slug).first()
        if row is None:
            raise CategoryNotFound("There is no such category.")
        row.delete()
        forget_after_commit()


def _save(wanted: SaveCategory) -> list[str]:
    parent = Category.objects.filter(slug=wanted.parent_slug).first() if wanted.parent_slug else None
    if wanted.parent_slug and parent is None:
        raise CategoryNotFound(f"There is no category {wanted.parent_slug} to put {wanted.slug} below.")
    row = Category.objects.filter(slug=wanted.slug).first()
    if row is None:
        new = Category(slug=wanted.slug, name=wanted.name, description=wanted.description)
        if parent is None:
            Category.objects.add_root(instance=new)
        else:
            Category.objects.add_child(parent, instance=new)
        return [f"new category {wanted.slug}"]
    changes = []
    if (row.name, row.description) != (wanted.name, wanted.description):
        row.name, row.description = wanted.name, wanted.description
        row.save(update_fields=["name", "description"])
        changes.append(f"category {wanted.slug} changed")
    above = Category.objects.get_parent(row)
    if (above.pk if above else None) != (parent.pk if parent else None):
        if parent is not None:
            Category.objects.move(row, parent, "last-child")
        else:
            Category.objects.move(row, Category.objects.get_last_root_node(), "last-sibling")
        changes.append(f"category {wanted.slug} moved")
    return changes
