"""Posting to addresses that other people chose.

The guard against being led into our own network (one look-up, only public addresses, the connection pinned to them, no
redirects, limits of time and size) is shop.kernel.outbound's; here is what an endpoint's address may look like.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from notifications.errors import AddressRefused
from shop.kernel.outbound import OutboundRefused, fetch

TIME_LIMIT = 10.0
"""Seconds for the whole call."""
MAX_ANSWER = 64 * 1024
"""Bytes of an answer; whoever answers a webhook with more than that has misunderstood something."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other side said."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class HttpPolicy:
    """What may be called: `allow_http` plain http, `allow_private` addresses that are not public."""

    allow_http: bool = False
    allow_private: bool = False


def check_url(url: str, *, policy: HttpPolicy) -> SplitResult:
    """This function will read the address and refuse what is wrong on its face, without asking the network.

    Raises AddressRefused.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("This is not a web address.") from None
    if any(ord(char) <= 32 or ord(char) >= 127 for char in url):
        raise AddressRefused("Write the address in ASCII, without spaces.")
    if parts.scheme not in ({"https", "http"} if policy.allow_http else {"https"}):
        raise AddressRefused("The address must begin with https://.")
    if not parts.hostname or port == 0:
        raise AddressRefused("The address names no server.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("Leave name and password out of the address; the signature says who calls.")
    if parts.fragment:
        raise AddressRefused("The address can't have a part after #.")
    if not policy.allow_private and _is_inside(parts.hostname):
        raise AddressRefused(f"{parts.hostname} is not on the public internet; such addresses are not called.")
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str], *, policy: HttpPolicy) -> Reply:
    """This function will post the body and return the answer, whatever its status.

    Raises AddressRefused for an address that is not called; OSError when there is no usable answer.
    """
    check_url(url, policy=policy)
    try:
        answer = fetch(
            url,
            method="POST",
            body=body,
            headers=headers,
            timeout=TIME_LIMIT,
            max_bytes=MAX_ANSWER,
            allow_private=policy.allow_private,
        )
    except OutboundRefused as refused:
        raise OSError(str(refused)) from refused
    return Reply(answer.status, answer.body.decode("utf-8", "replace").replace("\x00", ""))


def _is_inside(host: str) -> bool:
    """Say whether the name alone shows it; what a name leads to is looked at when it is called."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
