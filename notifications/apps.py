from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        post_migrate.connect(give_permissions, sender=self, dispatch_uid="notifications.give_permissions")


def give_permissions(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Let "support", "orders" and "owner" read mails and send them again; webhooks are the owner's business."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    # Django makes permissions in a receiver of the same signal, which may come after this one.
    create_permissions(sender, verbosity=0, interactive=False, using=using)
    mine = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    mails = mine.filter(content_type__model="message")
    for name, permissions in (("support", mails), ("orders", mails), ("owner", mine)):
        Group.objects.using(using).get_or_create(name=name)[0].permissions.add(*permissions)
