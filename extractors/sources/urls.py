"""One spelling per page: the URL under which a page is known, whatever way a reader came to it.

Belongs here: canonical spelling and what counts as a tracker. Does not belong here: what a page
itself declares as its canonical URL (`extractors.documents`).
"""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

#: Query parameters that say how a reader came to a page, never which page it is. A parameter
#: ending in `_` stands for all that begin so. courlan's strict mode is not used: it also drops
#: parameters that do name the page (`?ItemID=` on the SharePoint portals of BHXH).
TRACKERS = (
    *("utm_", "itm_", "mc_", "fb_", "vn_", "hsa_", "pk_", "mtm_"),
    *("fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "igshid", "ttclid"),
    *("gidzl", "zarsrc", "zalo_share", "_ga", "_gl", "cmpid", "ocid", "spm", "xtor", "s_cid", "share_id"),
)


def canonical_url(url: str) -> str:
    """The URL without trackers and fragment, its query sorted, host in lower case, default port dropped.

    Scheme and path are kept as they are: some provincial portals answer on http only. Raises
    ValueError for what is not an absolute http(s) URL.
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an absolute http(s) URL: {url[:200]!r}")
    query = [
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracker(pair[0].lower())
    ]
    default_port = {"http": 80, "https": 443}[parts.scheme.lower()]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.rstrip(".")
    if parts.port not in (None, default_port):
        host = f"{host}:{parts.port}"
    cleaned = urlunsplit((parts.scheme.lower(), host, parts.path or "/", urlencode(query), ""))
    return canonicalize_url(cleaned)


def _is_tracker(name: str) -> bool:
    return any(name.startswith(t) if t.endswith("_") else name == t for t in TRACKERS)
