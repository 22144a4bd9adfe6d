from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalog"

    def ready(self) -> None:
        post_migrate.connect(give_permissions, sender=self, dispatch_uid="catalog.give_permissions")


def give_permissions(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Let the staff groups "catalog" and "owner" work here, and the others look.

    Permissions are made by a receiver of the same signal that was connected before this one, so they are there.
    """
    from django.contrib.auth.models import Group, Permission

    mine = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    for name in ("catalog", "owner"):
        Group.objects.using(using).get_or_create(name=name)[0].permissions.add(*mine)
    looking = mine.filter(codename__startswith="view_")
    for name in ("orders", "support"):
        Group.objects.using(using).get_or_create(name=name)[0].permissions.add(*looking)
