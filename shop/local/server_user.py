"""The user PostgreSQL runs as: it refuses root, so root lends it a system user of its own."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from shop.local.errors import LocalError

NAME = "trolley-postgres"


@dataclass(frozen=True, kw_only=True)
class ServerUser:
    """A user without privileges, ready for `subprocess`."""

    name: str
    uid: int
    gid: int

    def can_run(self, *command: str | Path) -> bool:
        """This method will return whether the user may execute the command, and gets exit code 0 from it."""
        try:
            result = subprocess.run(
                command, user=self.uid, group=self.gid, extra_groups=[], cwd="/", capture_output=True
            )
        except PermissionError:
            return False
        return result.returncode == 0

    def can_pass(self, directory: Path) -> bool:
        """This method will return whether the user may walk through the directory."""
        return self.can_run("test", "-x", directory)


def server_user() -> ServerUser | None:
    """This function will return the user for PostgreSQL when we are root, made if needed, and None otherwise.

    Raises LocalError when the user can't be made.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _make()
    return ServerUser(name=NAME, uid=entry.pw_uid, gid=entry.pw_gid)


def _make() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        made = subprocess.run([*command, "--shell", "/usr/sbin/nologin", NAME], capture_output=True, text=True)
        problem = made.stderr.strip()
    except FileNotFoundError:
        problem = "there is no useradd here"
    try:
        # Looked up whatever useradd said: another shop on this machine may have been quicker.
        return pwd.getpwnam(NAME)
    except KeyError:
        raise LocalError(
            f"PostgreSQL refuses to run as root, and its user {NAME} could not be made: {problem}.\n"
            "Start the shop as an ordinary user, or point DATABASE_URL at a PostgreSQL server."
        ) from None
