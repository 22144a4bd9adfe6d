"""Calls to addresses that other people chose, without being led into our own network.

The name is resolved once, every address it has must be a public one, and the connection goes to exactly those
that were looked at: a name that resolves differently the second time gains nothing. Redirects are not followed. TLS
is checked against the name. The whole call has a time limit, and only the beginning of an answer is read.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from notifications.errors import AddressRefused

TIME_LIMIT = 10.0
"""Seconds, from the connection to the answer's last byte that we read."""
MAX_ANSWER = 8 * 1024
"""Bytes of an answer that are read; the rest is left unread."""

# Carry an IPv4 address inside: what counts is where they lead in the end, so they are refused as a whole.
_TUNNELS = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class HttpPolicy:
    """What may be called: `allow_http` plain http, `allow_private` addresses that are not public (for tests)."""

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
    try:
        literal = ipaddress.ip_address(parts.hostname)
    except ValueError:
        if parts.hostname == "localhost" or parts.hostname.endswith((".localhost", ".local", ".internal")):
            _refuse_unless(policy.allow_private, parts.hostname)
    else:
        _refuse_unless(policy.allow_private or is_public(literal), parts.hostname)
    return parts


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """This function will say whether an address is one of the open internet: neither private, loopback, link-local
    (where clouds keep their metadata), shared, reserved, multicast, nor a tunnel to such."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in net for net in _TUNNELS):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolve(host: str, port: int, *, policy: HttpPolicy) -> tuple[str, ...]:
    """This function will return the addresses to try, in the system's order.

    Raises AddressRefused when the name is unknown, or when any of its addresses is not public.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefused(f"There is no server {host}.") from None
    addresses = tuple(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for address in addresses:
        _refuse_unless(policy.allow_private or is_public(ipaddress.ip_address(address)), host)
    return addresses


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    policy: HttpPolicy,
    time_limit: float = TIME_LIMIT,
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """This function will post the body and return the answer, whatever its status.

    Raises AddressRefused, and OSError when there is no answer in time or none that is HTTP.
    """
    parts = check_url(url, policy=policy)
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    context = (tls or ssl.create_default_context()) if parts.scheme == "https" else None
    connection = _Pinned(host, port, resolve(host, port, policy=policy), context, time_limit)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # A time limit of a socket starts anew with each byte; this one ends the call as a whole.
    alarm = threading.Timer(time_limit, connection.cut)
    alarm.start()
    try:
        connection.request("POST", target, body=body, headers=dict(headers))
        response = connection.getresponse()
        excerpt = response.read(MAX_ANSWER).decode("utf-8", "replace").replace("\x00", "")
        if connection.was_cut:
            raise TimeoutError(f"No complete answer within {time_limit:g} seconds.")
        return Answer(response.status, excerpt)
    except (http.client.HTTPException, OSError) as error:
        if connection.was_cut:
            raise TimeoutError(f"No complete answer within {time_limit:g} seconds.") from error
        raise OSError(f"{type(error).__name__}: {error}") from error
    finally:
        alarm.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to the addresses that were looked at; the name is for the Host header and for TLS."""

    def __init__(
        self, host: str, port: int, addresses: tuple[str, ...], context: ssl.SSLContext | None, time_limit: float
    ) -> None:
        super().__init__(host, port, timeout=time_limit)
        self.default_port = 443 if context else 80
        self._addresses = addresses
        self._context = context
        self.was_cut = False

    def connect(self) -> None:
        plain = self._reach()
        self.sock = plain
        if self._context is not None:
            self.sock = self._context.wrap_socket(plain, server_hostname=self.host)

    def _reach(self) -> socket.socket:
        refusal: OSError = OSError("no address")
        for address in self._addresses:
            if self.was_cut:
                break
            try:
                return socket.create_connection((address, self.port), self.timeout)
            except OSError as error:
                refusal = error
        raise refusal

    def cut(self) -> None:
        """This method will end whatever the connection is waiting for."""
        self.was_cut = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                self.sock.close()


def _refuse_unless(allowed: bool, host: str) -> None:
    if not allowed:
        raise AddressRefused(f"{host} is not on the open internet; such addresses are not called.")
