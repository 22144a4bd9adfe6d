from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning as CheckWarning, register
from django.db.models.signals import post_migrate

_SEEN = ("view_paymentattempt", "view_refund", "view_webhookinbox")


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = "Payments"

    def ready(self) -> None:
        post_migrate.connect(give_permissions, sender=self, dispatch_uid="payments.give_permissions")


@register(Tags.security, deploy=True)
def check_cards_are_real(**kwargs: object) -> list[CheckMessage]:
    """Say before a shop goes live that its sandbox gives goods away, and that Stripe's webhooks need their secret."""
    if not settings.STRIPE_SECRET_KEY:
        said = "Cards are taken by the sandbox: orders are paid without money."
        hint = "Set STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRET."
        return [CheckWarning(said, hint, id="payments.W001")]
    missing = [name for name in ("STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET") if not getattr(settings, name)]
    return [CheckWarning(f"{name} is not set, and Stripe needs it.", id="payments.W002") for name in missing]


def give_permissions(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Let the staff groups "orders" and "owner" refund, and "support" see payments."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    # Django makes permissions in a receiver of the same signal, which may come after this one.
    create_permissions(sender, verbosity=0, interactive=False, using=using)
    mine = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    for name in ("orders", "owner"):
        Group.objects.using(using).get_or_create(name=name)[0].permissions.add(
            *mine.filter(codename__in=(*_SEEN, "refund"))
        )
    Group.objects.using(using).get_or_create(name="support")[0].permissions.add(*mine.filter(codename__in=_SEEN))
