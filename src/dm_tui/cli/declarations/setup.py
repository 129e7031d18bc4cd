"""What sending needs: domains, sender addresses and templates."""

from functools import partial
from typing import Any

from dm_tui.cli.declarations.declare import (
    SENDER,
    Argument,
    Command,
    Needs,
    Requires,
    argument,
    command,
    flag,
)

_changes = partial(command, "setup", needs=Needs.ANY_READING, requires=Requires.SERVICE)
_OF_DOMAIN, _OF_SENDER = "service domains", "service senders"
_OF_TEMPLATE = "service senders templates"
"""What is read before a change; a template goes under the name of a sender address."""


def _shows(words: str, help: str, answers: str, *arguments: Argument, **more: Any) -> Command:
    """Return a command that shows its subject, which is the first of its words, and reads no other."""
    return command(
        "setup",
        words,
        help,
        answers,
        *arguments,
        needs=Needs.LATEST_READING,
        requires=Requires.ACTIVATION,
        reads=f"service? {words.split()[0]}",
        **more,
    )


_DOMAIN = argument("name", "NAME", sample="mail.example.com", values="domains")
_SENDER = argument("address", "ADDRESS", sample="news@mail.example.com", values="senders")
_TEMPLATE = argument("name", "NAME", sample="welcome", values="templates")
_NEW_DOMAIN, _NEW_SENDER, _NEW_TEMPLATE = (
    known._replace(values="") for known in (_DOMAIN, _SENDER, _TEMPLATE)
)
_ADD_TEMPLATE = 'dm-tui templates add {} --subject "Hello {{UserName}}" --text hello.txt'

HTML_FILE = argument("--html", "FILE", "a file with the HTML, in UTF-8", values="files")

COMMANDS = (
    _shows(
        "domains",
        "domains and their DNS records",
        "DomainsAnswer",
        example="dm-tui domains add mail.example.com",
    ),
    _shows("domains list", "all domains", "DomainsAnswer"),
    _changes(
        "domains add",
        "add a domain",
        "DomainAnswer",
        _NEW_DOMAIN,
        argument("--spf", "RECORD", "the SPF record it already has", default=""),
        reads=_OF_DOMAIN,
    ),
    _shows(
        "domains show",
        "a domain with its records",
        "DomainAnswer",
        _DOMAIN,
        flag("--zone", "only the records, as lines of a zone file"),
    ),
    _changes(
        "domains verify",
        "check its records",
        "DomainAnswer",
        _DOMAIN,
        flag("--dns", "ask DNS itself (DM_TUI_DNS: the name server to ask)"),
        reads=_OF_DOMAIN,
    ),
    _changes("domains remove", "remove a domain", "DomainAnswer", _DOMAIN, reads="service domains senders"),
    _shows(
        "senders", "sender addresses", "SendersAnswer", example="dm-tui senders add news@mail.example.com"
    ),
    _shows("senders list", "all sender addresses", "SendersAnswer"),
    _changes(
        "senders add",
        "add a sender address",
        "SenderAnswer",
        _NEW_SENDER,
        argument("--type", help="default: batch", choices=("batch", "trigger"), default="batch"),
        argument("--reply-to", "ADDRESS", "the address for replies", default=""),
        argument("--alias", "NAME", "the name beside the address, 15 characters at most", default=""),
        reads="service domains senders",
    ),
    _shows("senders show", "one sender address", "SenderAnswer", _SENDER),
    _changes(
        "senders password",
        "make a new SMTP password, set it and put it into the keyring, unseen",
        "SmtpPasswordAnswer",
        _SENDER,
        more="The old password no longer works. The new one goes into the system's keyring (the extra keyring), where "
        "dm-tui finds it; it is not shown.",
        reads=_OF_SENDER,
    ),
    _changes("senders remove", "delete a sender address", "SenderAnswer", _SENDER, reads=_OF_SENDER),
    _shows("templates", "email templates", "TemplatesAnswer", example=_ADD_TEMPLATE.format("welcome")),
    _shows("templates list", "all templates", "TemplatesAnswer"),
    _changes(
        "templates add",
        "add a template and submit it for review",
        "TemplateAnswer | TemplateReviewAnswer",
        _NEW_TEMPLATE,
        argument("--subject", "S", "256 characters at most", required=True, sample='"Hello {UserName}"'),
        argument("--text", "FILE", "a file with the text, in UTF-8", values="files"),
        HTML_FILE,
        flag("--draft", "do not submit it for review yet"),
        flag("--check", "only check it against the published rules, and add nothing"),
        example=_ADD_TEMPLATE.format("hello"),
        reads=_OF_TEMPLATE,
    ),
    _shows(
        "templates check",
        "check a template against the vendor's published rules",
        "TemplateReviewAnswer",
        _TEMPLATE,
        more="It names line, column, reason and the page of each rule, and exits 7 if the template breaks one.",
    ),
    _shows("templates show", "one template", "TemplateAnswer", _TEMPLATE),
    _changes(
        "templates change",
        "change a template and submit it for review again",
        "TemplateAnswer",
        _TEMPLATE,
        argument("--subject", "S", "another subject, 256 characters at most"),
        argument("--text", "FILE", "a file with another text, in UTF-8", values="files"),
        HTML_FILE,
        flag("--draft", "do not submit it yet (a draft or a rejected template)"),
        example='dm-tui templates change welcome --subject "Welcome {UserName}"',
        more="Options that you leave out change nothing. An approved template cannot be used until it is approved again.",
        reads=_OF_TEMPLATE,
    ),
    _changes(
        "templates test",
        "send one test letter of a template, with example values",
        "TemplateTestAnswer",
        _TEMPLATE,
        SENDER,
        argument("--to", "B", "the recipient", required=True, sample="ada@example.com"),
        more="It counts as an email: it is charged, and counts towards the daily quota.",
        reads=_OF_TEMPLATE,
    ),
    _changes(
        "templates submit", "submit a template for review", "TemplateAnswer", _TEMPLATE, reads=_OF_TEMPLATE
    ),
    _changes("templates remove", "delete a template", "TemplateAnswer", _TEMPLATE, reads="service templates"),
)
