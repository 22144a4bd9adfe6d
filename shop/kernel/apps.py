from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class KernelConfig(AppConfig):
    name = "shop.kernel"
    label = "kernel"
    verbose_name = "Events"

    def ready(self) -> None:
        # The receiver of `event_committed` lives at the top of the house; like ROOT_URLCONF, it is found by its name.
        import_module(settings.EVENT_ROUTES.rpartition(".")[0])
