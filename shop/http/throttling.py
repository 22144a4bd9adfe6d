"""How often a caller may ask. Counted in Redis; while Redis is away nobody is refused."""

from typing import Any

from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

from shop.users.keys import KeyHolder


class CallerThrottle(SimpleRateThrottle):
    """One allowance for reads and one for writes, per key, customer, or network address."""

    scope = "read"

    def allow_request(self, request: Request, view: Any) -> bool:
        self.scope = "read" if request.method in {"GET", "HEAD", "OPTIONS"} else "write"
        rate = str(api_settings.DEFAULT_THROTTLE_RATES[self.scope])
        self.num_requests, self.duration = self.parse_rate(rate)
        return super().allow_request(request, view)

    def get_cache_key(self, request: Request, view: Any) -> str:
        if isinstance(request.auth, KeyHolder):
            ident = f"key:{request.auth.id}"
        elif request.user and request.user.is_authenticated:
            ident = f"user:{request.user.pk}"
        else:
            ident = f"address:{self.get_ident(request)}"
        return f"throttle:{self.scope}:{ident}"
