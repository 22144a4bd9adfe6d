"""The category tree: small, so it is read whole, in one statement."""

from dataclasses import dataclass, replace
from uuid import UUID

from catalog.contracts import CategoryView
from catalog.errors import CategoryNotFound
from catalog.models import Category

_STEP = Category.steplen


@dataclass(frozen=True, slots=True)
class Tree:
    """All categories. `paths` are treebeard's: a descendant's begins with its ancestor's."""

    roots: tuple[CategoryView, ...]
    by_slug: dict[str, CategoryView]
    paths: dict[str, str]
    """Slug to path."""

    def get(self, slug: str) -> CategoryView:
        """Return a category with those below it. Raises CategoryNotFound."""
        try:
            return self.by_slug[slug]
        except KeyError:
            raise CategoryNotFound("There is no such category.") from None

    def among(self, ids: set[UUID]) -> tuple[CategoryView, ...]:
        """Return these categories without those below them, in the tree's order."""
        return tuple(replace(view, children=()) for view in self.by_slug.values() if view.id in ids)


def load_tree() -> Tree:
    """Read all categories."""
    rows = Category.objects.order_by("path").values_list("path", "id", "slug", "name", "description")
    slugs: dict[str, str] = {}
    order: list[str] = []
    views: dict[str, CategoryView] = {}
    below: dict[str, list[str]] = {"": []}
    for path, id_, slug, name, description in rows:
        slugs[path] = slug
        above = tuple(slugs[path[:end]] for end in range(_STEP, len(path), _STEP))
        views[path] = CategoryView(id_, slug, name, description, (*above, slug))
        below[path] = []
        below[path[:-_STEP]].append(path)
        order.append(path)
    for path in reversed(order):
        views[path] = replace(views[path], children=tuple(views[child] for child in below[path]))
    return Tree(
        roots=tuple(views[path] for path in below[""]),
        by_slug={slugs[path]: views[path] for path in order},
        paths={slugs[path]: path for path in order},
    )
