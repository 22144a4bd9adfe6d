"""Servers of other people: a mail server, and an endpoint for webhooks."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class MailServer:
    """A small SMTP server. `answers` maps a command to the reply it gets instead of its own."""

    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    gate: Callable[[], object] = lambda: None

    def ids(self) -> list[str]:
        """The Message-IDs of what came."""
        return [str(message["Message-ID"]) for message in self.received]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server on loopback that takes everything."""
    state = MailServer()

    class Talk(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 sink")
            while line := self.rfile.readline():
                command = line.decode().split()[0].upper() if line.strip() else ""
                if command == "DATA" and "DATA" not in state.answers:
                    self.say("354 go on")
                    self.take()
                elif command == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say(state.answers.get(command, "250 sink" if command else "500 what"))

        def take(self) -> None:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line[1:] if line.startswith(b".") else line)
            state.gate()
            state.received.append(message_from_bytes(b"".join(lines), policy=policy.default))
            self.say("250 taken")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Talk) as server:
        state.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield state
        server.shutdown()


def through(server: MailServer, settings: Any) -> None:
    """Let the shop send its mail through this server."""
    settings.MAIL_IS_SENT = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5


@dataclass
class Listener:
    """Somebody's endpoint for webhooks; it answers with `status`."""

    url: str = ""
    status: int = 200
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def listener() -> Iterator[Listener]:
    """An endpoint on loopback."""
    state = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(state.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(b"heard")

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.url = f"http://127.0.0.1:{server.server_address[1]}/hook?shop=1"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield state
        server.shutdown()
