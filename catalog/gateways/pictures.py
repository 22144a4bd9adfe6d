"""Fetches pictures that an import names."""

from typing import Protocol

from shop.kernel.outbound import OutboundRefused, fetch

MAX_BYTES = 20 * 1024 * 1024
TIMEOUT = 5.0


class PictureNotFetched(Exception):
    """The picture could not be had; the text says why."""


class PictureSource(Protocol):
    def fetch(self, url: str) -> bytes:
        """Return the bytes behind an address.

        Raises PictureNotFetched.
        """
        ...


class WebPictures:
    """Pictures from the public web. A host that did not answer is not asked again."""

    def __init__(self) -> None:
        self._silent: dict[str, str] = {}

    def fetch(self, url: str) -> bytes:
        host = url.split("/")[2] if url.count("/") >= 2 else ""
        if host in self._silent:
            raise PictureNotFetched(self._silent[host])
        try:
            answer = fetch(url, timeout=TIMEOUT, max_bytes=MAX_BYTES)
        except OutboundRefused as error:
            if error.is_host:
                self._silent[host] = str(error)
            raise PictureNotFetched(str(error)) from None
        if answer.status != 200:
            raise PictureNotFetched(f"the answer was {answer.status}")
        return answer.body
