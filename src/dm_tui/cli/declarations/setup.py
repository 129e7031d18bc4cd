"""What sending needs: domains, sender addresses and templates."""

from dm_tui.cli.declarations.declare import Argument, Command, Needs, argument, flag, option

_DOMAIN, _DOMAINS, _SENDER, _SENDERS, _TEMPLATE, _TEMPLATES = (
    (f"services.setup.json_shapes.{name}Answer",)
    for name in ("Domain", "Domains", "Sender", "Senders", "Template", "Templates")
)


def _domain(values: str = "domains") -> Argument:
    return argument("name", "NAME", sample="mail.example.com", values=values)


def _sender(values: str = "senders") -> Argument:
    return argument("address", "ADDRESS", sample="news@mail.example.com", values=values)


def _template(values: str = "templates") -> Argument:
    return argument("name", "NAME", sample="welcome", values=values)


COMMANDS = (
    Command(
        "domains",
        "domains and their DNS records",
        run="setup.domains",
        answers=_DOMAINS,
        needs=Needs.LATEST_READING,
        example="dm-tui domains add mail.example.com",
    ),
    Command("domains list", "all domains", run="setup.domains", answers=_DOMAINS, needs=Needs.LATEST_READING),
    Command(
        "domains add",
        "add a domain",
        run="setup.domains_add",
        answers=_DOMAIN,
        arguments=(
            _domain(""),
            option("--spf", metavar="RECORD", default="", help="the SPF record it already has"),
        ),
        needs=Needs.ANY_READING,
    ),
    Command(
        "domains show",
        "a domain with its records",
        run="setup.domains_show",
        answers=_DOMAIN,
        arguments=(_domain(), flag("--zone", help="only the records, as lines of a zone file")),
        needs=Needs.LATEST_READING,
    ),
    Command(
        "domains verify",
        "check its records",
        run="setup.domains_verify",
        answers=_DOMAIN,
        arguments=(_domain(), flag("--dns", help="ask DNS itself (DM_TUI_DNS: the name server to ask)")),
        needs=Needs.ANY_READING,
    ),
    Command(
        "domains remove",
        "remove a domain",
        run="setup.domains_remove",
        answers=_DOMAIN,
        arguments=(_domain(),),
        needs=Needs.ANY_READING,
    ),
    Command(
        "senders",
        "sender addresses",
        run="setup.senders",
        answers=_SENDERS,
        needs=Needs.LATEST_READING,
        example="dm-tui senders add news@mail.example.com",
    ),
    Command(
        "senders list",
        "all sender addresses",
        run="setup.senders",
        answers=_SENDERS,
        needs=Needs.LATEST_READING,
    ),
    Command(
        "senders add",
        "add a sender address",
        run="setup.senders_add",
        answers=_SENDER,
        arguments=(
            _sender(""),
            option("--type", choices=("batch", "trigger"), default="batch", help="default: batch"),
            option("--reply-to", metavar="ADDRESS", default="", help="the address for replies"),
            option(
                "--alias",
                metavar="NAME",
                default="",
                help="the name beside the address, 15 characters at most",
            ),
        ),
        needs=Needs.ANY_READING,
    ),
    Command(
        "senders show",
        "one sender address",
        run="setup.senders_show",
        answers=_SENDER,
        arguments=(_sender(),),
        needs=Needs.LATEST_READING,
    ),
    Command(
        "senders remove",
        "delete a sender address",
        run="setup.senders_remove",
        answers=_SENDER,
        arguments=(_sender(),),
        needs=Needs.ANY_READING,
    ),
    Command(
        "templates",
        "email templates",
        run="setup.templates",
        answers=_TEMPLATES,
        needs=Needs.LATEST_READING,
        example='dm-tui templates add welcome --subject "Hello {UserName}" --text hello.txt',
    ),
    Command(
        "templates list",
        "all templates",
        run="setup.templates",
        answers=_TEMPLATES,
        needs=Needs.LATEST_READING,
    ),
    Command(
        "templates add",
        "add a template and submit it for review",
        run="setup.templates_add",
        answers=_TEMPLATE,
        arguments=(
            _template(""),
            option(
                "--subject",
                metavar="S",
                required=True,
                sample='"Hello {UserName}"',
                help="256 characters at most",
            ),
            option("--text", metavar="FILE", values="files", help="a file with the text, in UTF-8"),
            option("--html", metavar="FILE", values="files", help="a file with the HTML, in UTF-8"),
            flag("--draft", help="do not submit it for review yet"),
        ),
        needs=Needs.ANY_READING,
        example='dm-tui templates add hello --subject "Hello {UserName}" --text hello.txt',
    ),
    Command(
        "templates show",
        "one template",
        run="setup.templates_show",
        answers=_TEMPLATE,
        arguments=(_template(),),
        needs=Needs.LATEST_READING,
    ),
    Command(
        "templates submit",
        "submit a template for review",
        run="setup.templates_submit",
        answers=_TEMPLATE,
        arguments=(_template(),),
        needs=Needs.ANY_READING,
    ),
    Command(
        "templates remove",
        "delete a template",
        run="setup.templates_remove",
        answers=_TEMPLATE,
        arguments=(_template(),),
        needs=Needs.ANY_READING,
    ),
)
