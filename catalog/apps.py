from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalog"

    def ready(self) -> None:
        post_migrate.connect(give_permissions, sender=self, dispatch_uid="catalog.give_permissions")


def give_permissions(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Let the staff groups "catalog" and "owner" work here, and the others look."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    # Django's own receiver of this signal makes them too, but after this one.
    create_permissions(sender, verbosity=0, using=using)
    mine = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    for name in ("catalog", "owner"):
        Group.objects.using(using).get_or_create(name=name)[0].permissions.add(*mine)
    looking = mine.filter(codename__startswith="view_")
    for name in ("orders", "support"):
        Group.objects.using(using).get_or_create(name=name)[0].permissions.add(*looking)
