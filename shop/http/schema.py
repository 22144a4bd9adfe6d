"""How operations are described in the OpenAPI document: the headers and problems that all of them share."""

from http import HTTPStatus
from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from shop.http.serializers import ProblemSerializer

PROBLEM = "application/problem+json"
_SUCCESSES = [200, 201, 204]
_PROBLEMS = {
    "GET": {"400", "404", "406", "429"},
    "POST": {"400", "404", "406", "409", "413", "415", "422", "429"},
    "PUT": {"400", "404", "406", "409", "413", "415", "422", "429"},
    "PATCH": {"400", "404", "406", "409", "413", "415", "422", "429"},
    "DELETE": {"400", "404", "406", "409", "413", "422", "429"},
}
_ORDER_TOKEN = {
    "type": "apiKey",
    "in": "header",
    "name": "Order-Token",
    "description": "A guest's `access_token`, given when the order was placed. It opens that one order.",
}


def _header(name: str, description: str, response: list[int] | bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=description, response=response)


LOCATION = _header("Location", "The address of what was made.", [200, 201])
_ETAG = _header("ETag", "Names this representation, for `If-None-Match` and `If-Match`.", [200, 304])
_IF_NONE_MATCH = _header("If-None-Match", "The ETag that you have: 304 where it is still the present one.")
_RETRY_AFTER = _header("Retry-After", "Seconds to wait.", [429])
_KEY = _header("Idempotency-Key", "1 to 255 characters, such as a UUID. The same key and body replay the first answer.")
_REPLAYED = _header("Idempotent-Replayed", "`true` where the first answer is repeated.", _SUCCESSES)


class ContractSchema(AutoSchema):
    """Adds shared headers, who may call, and problem responses to every operation that has them."""

    def get_override_parameters(self) -> list[Any]:
        """Return the headers that the method honours, and those that it answers with."""
        shared = [_RETRY_AFTER]
        if self.method == "GET":
            shared += [_IF_NONE_MATCH, _ETAG]
        handler = getattr(self.view, self.method.lower(), None)
        if getattr(handler, "is_idempotent", False):
            shared += [_KEY, _REPLAYED]
        return [*super().get_override_parameters(), *shared]

    def get_description(self) -> str:  # type: ignore[override]
        """Return the description with the scope that a key needs."""
        text = super().get_description() or ""
        return "\n\n".join(part for part in (text, *(f"Scope: `{scope}`." for scope in self._scopes())) if part)

    def get_auth(self) -> list[Any]:
        """Return who may call: a key with the scope; or else anyone, for what is theirs."""
        ways = super().get_auth()
        if self._scopes():
            return [way for way in ways if "apiKey" in way]
        if self._takes("Order-Token"):
            self.registry.register_on_missing(
                ResolvedComponent(
                    name="orderToken",
                    type=ResolvedComponent.SECURITY_SCHEMA,
                    object="orderToken",
                    schema=_ORDER_TOKEN,
                )
            )
            ways.append({"orderToken": []})
        else:
            ways.append({})
        return ways

    def _scopes(self) -> list[str]:
        permissions = self.view.get_permissions()
        return [permission.required_scope for permission in permissions if hasattr(permission, "required_scope")]

    def _takes(self, header: str) -> bool:
        return any(parameter.name == header for parameter in self.get_override_parameters())

    def _problems(self) -> set[str]:
        codes = set(_PROBLEMS.get(self.method, ()))
        if self.view.get_authenticators():
            codes.add("401")
            # A customer's session writes with a CSRF token only.
            if self._scopes() or self.method != "GET":
                codes.add("403")
        if self._takes("If-Match"):
            codes.add("412")
        if any(parameter.location == OpenApiParameter.QUERY for parameter in self.get_override_parameters()):
            codes.add("422")
        return codes

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        if self.method == "GET":
            bodies["304"] = self._get_response_for_code(None, "304", direction=direction)
        for code in self._problems() - bodies.keys():
            bodies[code] = self._get_response_for_code(
                ProblemSerializer, code, media_types=[PROBLEM], direction=direction
            )
        for code, body in bodies.items():
            if int(code) >= 400 and "application/json" in body.get("content", {}):
                body["content"] = {PROBLEM: body["content"]["application/json"]}
            if not body.get("content") or not body["description"]:
                body["description"] = HTTPStatus(int(code)).phrase
        return dict(sorted(bodies.items()))
