"""The cache of catalog reads.

Every key holds the catalog's generation, a random token that a change of the catalog replaces after its commit. A
reader reads the generation before it queries, so an answer that a change overtook is filed under the old one, where
nobody looks. Without Redis every read queries; a token that could not be replaced is outlived by the short lifetime.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db import connection, transaction

from catalog import contracts

LIFETIME = 60
_GENERATION = "catalog:generation"
# Kept values are pickled contracts: a release that changes them must not read those of the one before.
_SHAPE = hashlib.sha256(Path(contracts.__file__).read_bytes()).hexdigest()[:12]

Value = TypeVar("Value")


def cached(what: str, load: Callable[[], Value]) -> Value:
    """Return the kept answer to `what`, or load it and keep it.

    Inside a transaction nothing is kept or looked up: it may see what no one else does, and less than others do.
    """
    if connection.in_atomic_block:
        return load()
    generation = cache.get(_GENERATION)
    if generation is None:
        generation = uuid4().hex
        if not cache.add(_GENERATION, generation, timeout=None):
            return load()
    key = f"catalog:{_SHAPE}:{generation}:{hashlib.sha256(what.encode()).hexdigest()}"
    kept = cache.get(key)
    if kept is not None:
        return kept  # type: ignore[no-any-return]
    value = load()
    cache.set(key, value, timeout=LIFETIME)
    return value


def forget_after_commit() -> None:
    """Make everything that is kept unreachable, once the change is committed."""
    transaction.on_commit(_forget, robust=True)


def _forget() -> None:
    cache.set(_GENERATION, uuid4().hex, timeout=None)
