from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CartConfig(AppConfig):
    name = "cart"
    verbose_name = "Delivery and tax"

    def ready(self) -> None:
        from cart.web import sign_in  # noqa: F401  (connects its receiver)

        post_migrate.connect(give_permissions, sender=self, dispatch_uid="cart.give_permissions")


def give_permissions(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Let "owner" set delivery and tax, and the other staff groups see them. Carts are nobody's to look into."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    # Django makes permissions in a receiver of the same signal, which may come after this one.
    create_permissions(sender, verbosity=0, interactive=False, using=using)
    terms = Permission.objects.using(using).filter(
        content_type__app_label=sender.label, content_type__model__in=["shippingmethod", "taxrate"]
    )
    Group.objects.using(using).get_or_create(name="owner")[0].permissions.add(*terms)
    for name in ("orders", "support"):
        looking = terms.filter(codename__startswith="view_")
        Group.objects.using(using).get_or_create(name=name)[0].permissions.add(*looking)
