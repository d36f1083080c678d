"""What the address of a page says."""

from urllib.parse import parse_qs, urlsplit


def said(page, key):
    """What the address says for a key, or None."""
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True).get(key, [None])[0]


def expect_said(page, key, text):
    page.wait_for_function(
        "([key, text]) => new URLSearchParams(location.search).get(key) === text", arg=[key, text], timeout=20_000
    )
