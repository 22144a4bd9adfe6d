"""The home: the one directory where the shop in a box keeps what must survive it."""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shop.local.errors import LocalError

DEMO_NOTE = "demo-is-loaded"
"""A file in the home: tells the supervisor, which never opens the database, that the demo accounts exist."""


def write_once(path: Path, content: str) -> str:
    """This function will return what the file holds: `content` the first time. Only its owner may read it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
    return content


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where each thing lies. Secrets are files of mode 0600; the directory itself may be walked through."""

    path: Path

    @classmethod
    def at(cls, path: Path) -> "Home":
        """This method will return the home, made if it is new.

        Raises LocalError when it can't be written to.
        """
        home = cls(path=path.absolute())
        try:
            home.path.mkdir(parents=True, exist_ok=True)
            home.logs.mkdir(mode=0o700, exist_ok=True)
            # Under root the database's user passes through here to its own data.
            home.path.chmod(0o711)
        except OSError as error:
            raise LocalError(
                f"Can't write to {home.path} ({error.strerror}), where the shop keeps its data.\n"
                "Give it another place: TROLLEY_HOME=/some/where make run"
            ) from error
        return home

    @property
    def logs(self) -> Path:
        """This property will return the directory of the log files."""
        return self.path / "logs"

    @property
    def key(self) -> str:
        """This property will return a short name of this home, for what has to lie outside it.

        It is made of the place and of a random part, so that neither a copy of the home nor a new checkout in
        the same place meets another one's data.
        """
        random_part = write_once(self.path / "id", secrets.token_hex(16))
        return hashlib.sha256(f"{self.path}\n{random_part}".encode()).hexdigest()[:12]

    @property
    def demo_is_loaded(self) -> bool:
        """This property will say whether this shop is the demo shop."""
        return (self.path / DEMO_NOTE).exists()

    @property
    def environment(self) -> Path:
        """This property will return the file with the variables of the running shop, there while it runs."""
        return self.path / "environment.json"

    def keep_environment(self, variables: Mapping[str, str]) -> None:
        """This method will note the running shop's variables for `make manage`."""
        self.environment.unlink(missing_ok=True)
        write_once(self.environment, json.dumps(dict(variables)))

    @property
    def secret_key(self) -> str:
        """This property will return Django's SECRET_KEY for this shop, made the first time."""
        return write_once(self.path / "secret-key", secrets.token_urlsafe(60))

    @property
    def redis_password(self) -> str:
        """This property will return the password of our Redis; other users of the machine could call it."""
        return write_once(self.path / "redis-password", secrets.token_hex(24))
