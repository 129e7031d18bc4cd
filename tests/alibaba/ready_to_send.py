"""What a live account needs before it sends: a verified domain with a sender address, and a template."""

from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.server import Vendor

NAME = "mail.example.com"


def add_domain(live: DirectMail, vendor: Vendor, domain: str = NAME) -> None:
    """Add a first domain and verify it."""
    live.domains.add(domain)
    vendor.account.mail.domains[0]["published"] = True
    live.domains.verify(domain)


def add_sender(
    live: DirectMail, vendor: Vendor, domain: str = NAME, alias: str = "", reply_to: str = ""
) -> str:
    """Add a first sender address in a verified domain, and return it."""
    add_domain(live, vendor, domain)
    address = f"news@{domain}"
    live.senders.add(address, alias=alias, reply_to=reply_to)
    return address


def add_template(live: DirectMail, vendor: Vendor, subject: str = "Hello", html: str = "<p>Hi</p>") -> None:
    """Add a first template, `welcome`, that the service approves."""
    live.templates.add("welcome", subject, html=html)
    vendor.account.mail.templates[0]["TemplateStatus"] = "2"
    live.templates.show("welcome")


def add_sender_and_template(live: DirectMail, vendor: Vendor) -> None:
    """Add both as above."""
    add_sender(live, vendor)
    add_template(live, vendor)
