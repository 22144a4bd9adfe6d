"""`make manage`: a Django command with the database, Redis and secrets of the shop that runs in another terminal."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence

from shop.local.console import say
from shop.local.preflight import PROJECT, InstanceLock, home_path
from shop.local.state import Home


def manage_running(arguments: Sequence[str]) -> int:
    """This function will run `manage.py` with the arguments and return its exit code."""
    home = Home.at(home_path())
    if not InstanceLock(home.path).is_held() or not home.environment.exists():
        say("The shop is not running. Start it with `make run` in another terminal, then come back.")
        return 1
    variables = {**os.environ, "LOG_LEVEL": "WARNING", **json.loads(home.environment.read_text())}
    return subprocess.run([sys.executable, PROJECT / "manage.py", *arguments], env=variables, check=False).returncode
