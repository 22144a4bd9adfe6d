"""The Celery application: `celery -A shop.celery worker` and `celery -A shop.celery beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

app = Celery("trolley")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
