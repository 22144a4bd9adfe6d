"""Descriptions: what HTML a product may bring, and the words in it."""

import html
import re

import nh3

_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "strong", "b", "em", "i", "u", "s", "sub", "sup", "small",
    "blockquote", "a", "table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "code",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"}}


def clean_html(text: str) -> str:
    """Return the description with what a product page needs and nothing that runs, loads or styles."""
    return nh3.clean(
        text,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
        clean_content_tags={"script", "style"},
    ).strip()


def words_of(text: str) -> str:
    """Return the words of cleaned HTML, for the search."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())
