"""Who calls: a machine with a key, or a customer with a session."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from shop.kernel.clock import system_clock
from shop.users.keys import SCOPES, KeyHolder, find_key_holder


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key>`. `request.auth` is the KeyHolder."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, KeyHolder] | None:
        """Return the holder of the key, or None when none was sent.

        Raises AuthenticationFailed (401) for a key that is wrong or revoked.
        """
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        holder = None
        if len(parts) == 2:
            holder = find_key_holder(parts[1].decode("latin-1"), now=system_clock.now())
        if holder is None:
            raise AuthenticationFailed("The API key is not valid. Make one in the admin, under API keys.")
        return AnonymousUser(), holder

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = "shop.http.auth.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Scoped keys; see the operation's description.",
        }


def holds(request: Request, scope: str) -> bool:
    """Say whether the caller's key has this scope."""
    return isinstance(request.auth, KeyHolder) and scope in request.auth.scopes


def needs_scope(scope: str) -> type[BasePermission]:
    """Return the permission class for `scope`: 401 without a key, 403 with a key that lacks it."""
    if scope not in SCOPES:
        raise ValueError(f"There is no scope {scope!r}.")

    class NeedsScope(BasePermission):
        message = f"This needs a key with the scope {scope}."
        required_scope = scope

        def has_permission(self, request: Request, view: Any) -> bool:
            return holds(request, scope)

    return NeedsScope
