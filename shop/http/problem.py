"""Problem responses (RFC 9457) for the API, and pages for people, from the same named errors."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from rest_framework import exceptions
from rest_framework.response import Response

from shop.kernel.errors import DomainError, FieldError

logger = structlog.get_logger(__name__)

CONTENT_TYPE = "application/problem+json"
API_PREFIX = "/api/"


def problem(
    *,
    status: int,
    code: str,
    title: str = "",
    detail: str = "",
    instance: str = "",
    errors: tuple[FieldError, ...] = (),
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the body of a problem response. `type` is a URN of the code: stable, and no promise of a page."""
    body: dict[str, Any] = {
        "type": f"urn:trolley:problem:{code}",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
        "code": code,
    }
    if errors:
        body["errors"] = [{"pointer": error.pointer, "code": error.code, "detail": error.detail} for error in errors]
    return {**(extra or {}), **body}


def of_domain_error(error: DomainError, instance: str) -> dict[str, Any]:
    """Return the problem that a named error is."""
    return problem(
        status=error.status,
        code=error.code,
        title=error.title,
        detail=error.detail,
        instance=instance,
        errors=error.errors,
        extra=error.extra,
    )


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn what a view raised into a problem response; None (a 500) for what nobody foresaw."""
    instance = context["request"].path
    headers: dict[str, str] = {}
    if isinstance(exc, DomainError):
        body = of_domain_error(exc, instance)
    elif isinstance(exc, Http404):
        body = problem(status=404, code="not_found", detail="There is nothing here.", instance=instance)
    elif isinstance(exc, PermissionDenied):
        body = problem(status=403, code="permission_denied", detail="You may not do this.", instance=instance)
    elif isinstance(exc, RequestDataTooBig):
        body = problem(status=413, code="body_too_large", detail="Send a smaller body.", instance=instance)
    elif isinstance(exc, SuspiciousOperation):
        body = problem(status=400, code="malformed", detail="The request is malformed.", instance=instance)
    elif isinstance(exc, exceptions.APIException):
        body, headers = _of_framework_error(exc, instance)
    else:
        return None
    if body["status"] >= 500:
        logger.warning("api.unavailable", code=body["code"], detail=body["detail"])
    response = Response(body, status=body["status"], content_type=CONTENT_TYPE, headers=headers)
    response["Cache-Control"] = "no-store"
    return response


def _of_framework_error(exc: exceptions.APIException, instance: str) -> tuple[dict[str, Any], dict[str, str]]:
    headers = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if isinstance(exc, exceptions.Throttled):
        seconds = max(1, int(getattr(exc, "wait", None) or 1))
        headers["Retry-After"] = str(seconds)
        detail = f"Too many requests. Try again in {seconds} seconds."
        return problem(status=429, code="rate_limited", detail=detail, instance=instance), headers
    if isinstance(exc, exceptions.ValidationError):
        errors = tuple(field_errors(exc.get_full_details()))
        return problem(
            status=422,
            code="invalid",
            title="Some fields need attention",
            detail="; ".join(f"{error.pointer or '/'}: {error.detail}" for error in errors[:3]),
            instance=instance,
            errors=errors,
        ), headers
    codes = {
        exceptions.ParseError: "malformed",
        exceptions.NotAuthenticated: "not_authenticated",
        exceptions.AuthenticationFailed: "authentication_failed",
        exceptions.PermissionDenied: "permission_denied",
        exceptions.NotFound: "not_found",
        exceptions.MethodNotAllowed: "method_not_allowed",
        exceptions.NotAcceptable: "not_acceptable",
        exceptions.UnsupportedMediaType: "unsupported_media_type",
    }
    code = next((name for kind, name in codes.items() if isinstance(exc, kind)), "error")
    return problem(status=exc.status_code, code=code, detail=str(exc.detail), instance=instance), headers


def field_errors(details: Any, pointer: str = "") -> list[FieldError]:
    """Flatten a serializer's errors into pointers."""
    if isinstance(details, dict) and "message" in details and "code" in details:
        return [FieldError(pointer, str(details["code"]), str(details["message"]))]
    if isinstance(details, dict):
        return [
            error
            for name, inner in details.items()
            for error in field_errors(inner, pointer if name == "non_field_errors" else f"{pointer}/{name}")
        ]
    if isinstance(details, list):
        flat = all(isinstance(item, dict) and {"message", "code"} <= item.keys() for item in details)
        return [
            error
            for index, item in enumerate(details)
            for error in field_errors(item, pointer if flat else f"{pointer}/{index}")
        ]
    return [FieldError(pointer, "invalid", str(details))]


class DomainErrorMiddleware:
    """Turn a named error that a page did not handle into a page that says what is wrong and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if request.path.startswith(API_PREFIX):
            body = of_domain_error(exception, request.path)
            return JsonResponse(body, status=exception.status, content_type=CONTENT_TYPE)
        template = "errors/404.html" if exception.status == 404 else "errors/refused.html"
        return render(request, template, {"error": exception}, status=exception.status)


def _api_problem(request: HttpRequest, status: int, code: str, detail: str) -> JsonResponse:
    body = problem(status=status, code=code, detail=detail, instance=request.path)
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is malformed."""
    if request.path.startswith(API_PREFIX):
        return _api_problem(request, 400, "malformed", "The request is malformed.")
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is not allowed."""
    if request.path.startswith(API_PREFIX):
        return _api_problem(request, 403, "permission_denied", "You may not do this.")
    return render(request, "errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old."""
    return render(request, "errors/csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address with nothing behind it."""
    if request.path.startswith(API_PREFIX):
        return _api_problem(request, 404, "not_found", "There is nothing here.")
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours, without needing the database or a session."""
    if request.path.startswith(API_PREFIX):
        return _api_problem(request, 500, "internal_error", "Something broke on our side; we have been told.")
    return render(None, "errors/500.html", status=500)
