"""What import-linter can't see: keys between apps, dynamic imports, routes, event names."""

import ast
from pathlib import Path

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db.models import PROTECT, ForeignObject

from shop.event_routes import ROUTES
from shop.kernel.events import DomainEvent

APPS = ["catalog", "cart", "orders", "payments", "fulfillment", "notifications"]
HEIGHT = {"kernel": 0, "users": 1, "http": 2, "catalog": 3, "cart": 4, "orders": 5, "payments": 6, "fulfillment": 6}
HEIGHT["notifications"] = 7
FEATURES = ["kernel", "users", "http", *APPS]


def source_files() -> list[Path]:
    return [path for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py")]


def test_keys_between_apps_point_down_and_are_protected_and_one_way():
    seen = 0
    for label in FEATURES:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.local_fields:
                target = field.related_model
                if not isinstance(field, ForeignObject) or target._meta.app_label in {label, *set()}:
                    continue
                there = target._meta.app_label
                if there not in HEIGHT:
                    continue
                seen += 1
                assert HEIGHT[there] < HEIGHT[label], f"{model.__name__}.{field.name} points up or sideways"
                assert field.remote_field.on_delete is PROTECT, f"{model.__name__}.{field.name} is not PROTECT"
                assert field.remote_field.related_name == "+", f"{model.__name__}.{field.name} can be walked backwards"
    assert seen >= 4


def test_no_model_is_fetched_behind_the_linters_back():
    for path in source_files():
        if "migrations" not in path.parts:
            assert "get_model(" not in path.read_text(), f"{path} fetches a model by its name"


def test_every_route_names_a_registered_task_and_every_event_is_routed_by_its_own_name():
    current_app.loader.import_default_modules()
    types = {cls.type for cls in DomainEvent.__subclasses__() if cls.__module__.split(".")[0] in APPS}
    assert set(ROUTES) == types
    for consumers in ROUTES.values():
        for consumer in consumers:
            assert consumer in current_app.tasks, f"{consumer} is no task"


def test_every_beat_entry_names_a_registered_task():
    current_app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in current_app.tasks


def test_event_names_are_unique():
    types = [cls.type for cls in DomainEvent.__subclasses__() if cls.__module__.split(".")[0] in APPS]
    assert len(types) == len(set(types)) == 8


def test_nothing_is_imported_inside_a_function_across_apps():
    """A lazy import is how a border is crossed quietly."""
    for path in source_files():
        own = path.relative_to(settings.BASE_DIR).parts[0]
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef):
                continue
            for inner in ast.walk(node):
                if isinstance(inner, ast.ImportFrom) and inner.module:
                    top = inner.module.split(".")[0]
                    assert top == own or top not in APPS, f"{path}:{inner.lineno} imports {inner.module} lazily"


def test_prices_are_never_floats():
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "FloatField":
                raise AssertionError(f"{path}:{node.lineno} keeps a float")
            if isinstance(node, ast.Attribute) and node.attr == "FloatField":
                raise AssertionError(f"{path}:{node.lineno} keeps a float")
