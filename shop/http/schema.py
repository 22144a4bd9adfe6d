"""How operations are described in the OpenAPI document: the headers and problems that all of them share."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from shop.http.serializers import ProblemSerializer

_PROBLEMS = {
    "GET": ("400", "404", "429"),
    "POST": ("400", "404", "409", "415", "422", "429"),
    "PUT": ("400", "404", "409", "412", "415", "422", "429"),
    "PATCH": ("400", "404", "409", "412", "415", "422", "429"),
    "DELETE": ("404", "409", "429"),
}


class ContractSchema(AutoSchema):
    """Adds `Idempotency-Key`, scopes and problem responses to every operation that has them."""

    def get_override_parameters(self) -> list[Any]:
        """Return the header parameters that the method honours."""
        handler = getattr(self.view, self.method.lower(), None)
        if not getattr(handler, "is_idempotent", False):
            return super().get_override_parameters()
        return [
            *super().get_override_parameters(),
            OpenApiParameter(
                "Idempotency-Key",
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                description="1 to 255 characters, such as a UUID. The same key and body replay the first answer.",
            ),
        ]

    def get_description(self) -> str:  # type: ignore[override]
        """Return the description with the scope that a key needs."""
        text = super().get_description() or ""
        scopes = [
            permission.required_scope
            for permission in self.view.get_permissions()
            if hasattr(permission, "required_scope")
        ]
        return "\n\n".join(part for part in (text, *(f"Scope: `{scope}`." for scope in scopes)) if part)

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        codes = list(_PROBLEMS.get(self.method, ()))
        if any(hasattr(permission, "required_scope") for permission in self.view.get_permissions()):
            codes += ["401", "403"]
        for code in codes:
            if code not in bodies:
                bodies[code] = self._get_response_for_code(
                    ProblemSerializer, code, media_types=["application/problem+json"], direction=direction
                )
        return dict(sorted(bodies.items()))
