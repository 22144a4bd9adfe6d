"""Homes for the servers under test: in a temporary directory with a space in its name, as checkouts may have."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shop.local.state import Home


@pytest.fixture
def home() -> Iterator[Home]:
    # Not tmp_path: root's PostgreSQL runs as another user, who can't walk through pytest's directories.
    directory = Path(tempfile.mkdtemp(prefix="trolley home "))
    directory.chmod(0o711)
    yield Home.at(directory / "My Shop" / ".local")
    shutil.rmtree(directory, ignore_errors=True)
