"""The forms that add a domain and a sender address."""

from collections.abc import Mapping

from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.domain.setup.spf import MAX_SPF_LENGTH
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.senders.sender_dialog import PURPOSE
from dm_tui.tui.dialogs.form import ChoiceField, Form, TextField

_MAX_FIELD_CHARS = 300
"""Characters a blank takes: more than any rule allows, so that the rule can say how many are too many."""


def domain_form(direct_mail: DirectMail) -> Form[MailDomain]:
    """Return the form for a domain of the account's region."""

    def add(values: Mapping[str, str]) -> MailDomain:
        return direct_mail.domains.add(values["domain-name"], values["domain-spf"])

    return Form(
        "new-domain",
        "New domain",
        ["A name that you own; a subdomain for mail keeps the records of your other mail as they are."],
        [
            TextField("domain-name", "Domain", "mail.example.com", limit=_MAX_FIELD_CHARS),
            TextField(
                "domain-spf",
                "Its SPF record, if it has one: a name may have one, so both are merged",
                "v=spf1 include:_spf.example.com ~all",
                limit=MAX_SPF_LENGTH + _MAX_FIELD_CHARS,
            ),
        ],
        "Add",
        add,
    )


def sender_form(direct_mail: DirectMail) -> Form[SenderAddress]:
    """Return the form for a sender address; a verified domain stands in it as the example."""
    verified = [one.name for one in direct_mail.domains.list() if one.verified]
    domain = verified[-1] if verified else "mail.example.com"

    def add(values: Mapping[str, str]) -> SenderAddress:
        return direct_mail.senders.add(
            values["sender-address"],
            SenderKind(values["sender-kind"]),
            values["sender-reply-to"],
            values["sender-alias"],
        )

    return Form(
        "new-sender",
        "New sender address",
        ["It stands in the From of what you send."],
        [
            TextField("sender-address", "Address", f"news@{domain}", limit=_MAX_FIELD_CHARS),
            ChoiceField("sender-kind", [(kind, f"{kind:<8} {PURPOSE[kind]}") for kind in SenderKind]),
            TextField("sender-alias", "Alias: the name beside it", "Example News", limit=_MAX_FIELD_CHARS),
            TextField("sender-reply-to", "Reply to, if not this address", "", limit=_MAX_FIELD_CHARS),
        ],
        "Add",
        add,
    )
