"""A reader of pages: what a browser without scripts makes of them, and no more."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Form:
    """A form with what it would send as it stands, and the buttons that send it."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        """What is written on the buttons."""
        return [label for _, _, label in self.buttons]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self._form: Form | None = None
        self._select = self._option = ""
        self._button: tuple[str, str] | None = None
        self._caught: list[str] | None = None
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append((tag, known))
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "form":
            self._form = Form(known.get("action", ""), known.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a":
            self._href, self._caught = known.get("href", ""), []
        elif self._form is not None:
            self._read_control(tag, known)

    def _read_control(self, tag: str, known: dict[str, str]) -> None:
        assert self._form is not None
        name, value, kind = known.get("name", ""), known.get("value", ""), known.get("type", "text")
        if tag == "input" and name:
            if kind in {"radio", "checkbox"}:
                self._form.choices.setdefault(name, []).append(value)
            if kind not in {"radio", "checkbox"} or "checked" in known:
                self._form.fields.setdefault(name, []).append(value or ("on" if kind == "checkbox" else ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._form.choices.setdefault(self._select, []).append(value)
            if "selected" in known or self._select not in self._form.fields:
                self._form.fields[self._select] = [value]
        elif tag == "button" and kind != "button" and "disabled" not in known:
            self._button, self._caught = (name, value), []

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "a" and self._href:
            self.links.append((" ".join("".join(self._caught or []).split()), self._href))
            self._href, self._caught = "", None
        elif tag == "button" and self._button and self._form is not None:
            self._form.buttons.append((*self._button, " ".join("".join(self._caught or []).split())))
            self._button, self._caught = None, None

    def handle_data(self, data: str) -> None:
        if self._caught is not None:
            self._caught.append(data)
        if not {"script", "style", "noscript"} & set(self._open):
            self.text.append(data)


class Page:
    """One answer, read."""

    def __init__(self, response: HttpResponse, path: str) -> None:
        self.response, self.path, self.status = response, path, response.status_code
        self.html = response.content.decode()
        reader = _Reader()
        reader.feed(self.html)
        self.forms, self.links, self.tags = reader.forms, reader.links, reader.tags
        self.text = " ".join(" ".join(reader.text).split())

    def form(self, label: str) -> Form:
        """The form with this button."""
        return next(form for form in self.forms if any(label in text for text in form.labels))

    def link(self, label: str) -> str:
        """Where the link leads."""
        return next(href for text, href in self.links if label in text)


class Shopper:
    """Somebody with a browser that runs no scripts: follows links and redirects, sends forms as they are filled in."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True, HTTP_SEC_FETCH_SITE="same-origin")
        self.page: Page = None  # type: ignore[assignment]

    def go(self, path: str) -> Page:
        """Open an address."""
        if path.startswith("?"):
            path = self.page.path.partition("?")[0] + path
        return self._land(self.client.get(path), path)

    def follow(self, label: str) -> Page:
        """Click a link."""
        return self.go(self.page.link(label))

    def send(self, label: str, **values: Any) -> Page:
        """Fill in a form (`__` in a name is a hyphen) and press its button."""
        form = self.page.form(label)
        data: dict[str, list[str]] = {name: list(sent) for name, sent in form.fields.items()}
        for name, value in values.items():
            data[name.replace("__", "-")] = value if isinstance(value, list) else [str(value)]
        name, value = next((n, v) for n, v, text in form.buttons if label in text)
        if name:
            data[name] = [value]
        path = form.action or self.page.path
        if form.method == "get":
            return self._land(self.client.get(path, data), path)
        return self._land(self.client.post(path, data), path)

    def _land(self, response: HttpResponse, path: str) -> Page:
        for _ in range(5):
            if response.status_code not in {301, 302, 303}:
                break
            path = response["Location"]
            response = self.client.get(path)
        self.page = Page(response, path)
        return self.page
