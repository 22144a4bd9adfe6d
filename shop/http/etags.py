"""Conditional requests (RFC 9110, 13): 304 for what the caller has, 412 for what has changed under them."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.http import parse_etags, quote_etag
from rest_framework.request import Request
from rest_framework.response import Response

from shop.kernel.errors import Stale

PRIVATE = "private, no-cache"
PUBLIC = "public, max-age=0, s-maxage=10, stale-while-revalidate=30"


def etag_of(data: Any) -> str:
    """Return the strong ETag of a representation: a hash of its JSON."""
    text = json.dumps(data, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"))
    return quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])


def etag_response(request: Request, data: Any, *, cache_control: str = PRIVATE) -> Response:
    """Answer a read with its ETag, or with 304 when `If-None-Match` names it."""
    etag = etag_of(data)
    headers = {"ETag": etag, "Cache-Control": cache_control}
    wanted = [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
    if etag in wanted or "*" in wanted:
        return Response(status=304, headers=headers)
    return Response(data, headers=headers)


def require_match(request: Request, current: Any) -> None:
    """Let a write through only when `If-Match`, where sent, names the present representation `current`.

    Raises Stale (412).
    """
    header = request.headers.get("If-Match")
    if header is None:
        return
    wanted = parse_etags(header)
    if "*" not in wanted and etag_of(current) not in wanted:
        raise Stale("It has changed since you read it. Read it again, then repeat your change.")
