"""Rows that people look at and never type over."""

from django.http import HttpRequest


class ReadOnly:
    """A mixin that leaves of the admin what reads."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
