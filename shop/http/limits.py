"""How large a request may be."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from shop.http.problem import CONTENT_TYPE, problem


class BodyLimitMiddleware:
    """Refuse a body that is too large before reading it (413)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        is_upload = request.META.get("CONTENT_TYPE", "").startswith("multipart/form-data")
        limit = settings.MAX_UPLOAD_BYTES if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length > limit:
            detail = f"A body may have {limit} bytes."
            body = problem(status=413, code="body_too_large", detail=detail, instance=request.path)
            return JsonResponse(body, status=413, content_type=CONTENT_TYPE)
        return self.get_response(request)
