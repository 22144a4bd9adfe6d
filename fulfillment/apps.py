from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FulfillmentConfig(AppConfig):
    name = "fulfillment"
    verbose_name = "Fulfillment"

    def ready(self) -> None:
        post_migrate.connect(give_permissions, sender=self, dispatch_uid="fulfillment.give_permissions")


def give_permissions(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Let the staff groups "orders" and "owner" dispatch parcels, and "support" see them."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    # Django makes permissions in a receiver of the same signal, which may come after this one.
    create_permissions(sender, verbosity=0, interactive=False, using=using)
    mine = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    for name in ("orders", "owner"):
        Group.objects.using(using).get_or_create(name=name)[0].permissions.add(*mine)
    support = Group.objects.using(using).get_or_create(name="support")[0]
    support.permissions.add(*mine.filter(codename="view_shipment"))
