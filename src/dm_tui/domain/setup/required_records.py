"""Which DNS records have to be published before a domain is verified, and which may be missing."""

_MAY_BE_MISSING = ("dmarc", "tracking")
"""DMARC is the domain's own policy on forged mail, and tracking only counts opens and clicks.

Mail is signed, accepted and bounced without them.
"""


def is_required(kind: str) -> bool:
    """Say whether a domain cannot be verified without its record of this kind."""
    return kind not in _MAY_BE_MISSING
