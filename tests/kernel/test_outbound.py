"""Requests to typed addresses: never into our own network, never for ever, never endless."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shop.kernel.outbound import OutboundRefused, fetch


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1/secret")
            self.end_headers()
        elif self.path == "/slow-headers":
            for _ in range(50):
                self.wfile.write(b"HTTP/1.0 200 OK\r\n" if _ == 0 else b"X-More: x\r\n")
                self.wfile.flush()
                time.sleep(0.1)
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(50):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.headers["Host"].encode() if self.path == "/host" else b"x" * 5000)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()


def get(url, **options):
    return fetch(url, **{"timeout": 2, "max_bytes": 10_000, "allow_private": True, **options})


def test_an_answer_comes_back_whole(server):
    answer = get(f"{server}/")
    assert (answer.status, len(answer.body)) == (200, 5000)


def test_a_redirect_is_not_followed(server):
    assert get(f"{server}/elsewhere").status == 302


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://224.0.0.1/",
    ],
)
def test_our_own_network_is_never_asked(url):
    with pytest.raises(OutboundRefused, match=r"public internet|can't be found"):
        fetch(url, timeout=2, max_bytes=1000)


@pytest.mark.parametrize(
    "url",
    ["", "ftp://example.com/", "file:///etc/passwd", "http://", "http://u:p@example.com/", "http://a b/", "x" * 99],
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(OutboundRefused):
        fetch(url, timeout=2, max_bytes=1000)


def test_a_name_that_turns_to_another_address_after_the_check_is_not_followed(server, monkeypatch):
    """DNS rebinding: the second look-up would lead inside. There is no second look-up."""
    port = int(server.rsplit(":", 1)[1])
    looked_up = []

    def resolve(host, *args, **kwargs):
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr("shop.kernel.outbound.socket.getaddrinfo", resolve)
    assert get(f"http://shop.example:{port}/host").body == f"shop.example:{port}".encode()
    assert looked_up.count("shop.example") == 1


def test_an_answer_that_is_too_large_or_too_slow_is_dropped(server):
    with pytest.raises(OutboundRefused, match="larger"):
        get(f"{server}/", max_bytes=100)
    for path in ("/slow", "/slow-headers"):
        began = time.monotonic()
        with pytest.raises(OutboundRefused):
            get(f"{server}{path}", timeout=0.5)
        assert time.monotonic() - began < 2


def test_a_host_that_does_not_answer_is_named_as_such():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(OutboundRefused) as refused:
        get(f"http://127.0.0.1:{port}/")
    assert refused.value.is_host
