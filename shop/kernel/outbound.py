"""Requests to addresses that somebody typed in: outgoing webhooks, pictures of an import.

Such an address may be aimed at our own network (server-side request forgery). So the name is resolved once, every
address behind it must be public, and the connection goes to exactly the address that was checked. Redirects are not
followed; time and size have limits.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

_CHUNK = 65_536
_PORTS = {"http": 80, "https": 443}
# They carry an IPv4 address inside (NAT64, 6to4, Teredo) and Python calls some of them global: refused as a whole.
_TUNNELS = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


class OutboundRefused(Exception):
    """The request was not made, or had no answer. `is_host` says that the same host would fail again."""

    def __init__(self, detail: str, *, is_host: bool = False) -> None:
        super().__init__(detail)
        self.is_host = is_host


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is cut off at no place: a larger one is refused."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def fetch(
    url: str,
    *,
    timeout: float,
    max_bytes: int,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    allow_private: bool = False,
) -> Answer:
    """Make one request. `timeout` is for the whole of it, in seconds; `allow_private` is for tests on loopback.

    Raises OutboundRefused.
    """
    deadline = time.monotonic() + timeout
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        raise OutboundRefused("this is no web address") from None
    if parts.scheme not in _PORTS or not host or parts.username or any(ord(char) <= 32 for char in url):
        raise OutboundRefused("only plain http and https addresses are asked")
    address = _resolve(host, port, allow_private=allow_private)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {**(headers or {}), "Host": parts.netloc, "Accept-Encoding": "identity"}
    connection = _connection(parts.scheme, address, port, host, timeout)
    # A time limit of a socket is one of silence. Bytes that trickle in would be waited for for ever: so it is cut.
    sockets: list[socket.socket] = []
    watchdog = threading.Timer(timeout, _cut, [connection, sockets])
    watchdog.daemon = True
    watchdog.start()
    try:
        connection.connect()
        # Held here too: an answer that ends with the connection takes the socket away from it.
        sockets += [connection.sock] if connection.sock else []
        connection.request(method, target, body=body, headers=sent, preload_content=False, decode_content=False)
        response = connection.getresponse()
        data = b""
        while chunk := response.read1(_CHUNK):
            data += chunk
            if len(data) > max_bytes:
                raise OutboundRefused(f"the answer is larger than {max_bytes} bytes")
        if time.monotonic() > deadline:
            raise OutboundRefused(f"no whole answer within {timeout:g} s", is_host=True)
    except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
        raise OutboundRefused(f"no answer ({type(error).__name__})", is_host=True) from None
    finally:
        watchdog.cancel()
        connection.close()
    return Answer(response.status, data, dict(response.headers))


def _cut(connection: HTTPConnection, sockets: list[socket.socket]) -> None:
    for each in [*sockets, *([connection.sock] if connection.sock else [])]:
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


def _resolve(host: str, port: int, *, allow_private: bool) -> str:
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError:
        raise OutboundRefused("the host can't be found", is_host=True) from None
    for address in found:
        ip = ipaddress.ip_address(address.split("%")[0])
        mapped = getattr(ip, "ipv4_mapped", None) or ip
        is_tunnel = any(mapped in net for net in _TUNNELS)
        if not allow_private and (not mapped.is_global or mapped.is_multicast or is_tunnel):
            raise OutboundRefused("the host is not on the public internet", is_host=True)
    return sorted(found)[0]


def _connection(scheme: str, address: str, port: int, host: str, timeout: float) -> HTTPConnection:
    if scheme == "http":
        return HTTPConnection(address, port, timeout=timeout)
    return HTTPSConnection(
        address,
        port,
        timeout=timeout,
        server_hostname=host,
        assert_hostname=host,
        ssl_context=ssl.create_default_context(),
    )
