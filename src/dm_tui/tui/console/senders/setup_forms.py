"""The forms that add a domain and a sender address."""

from collections.abc import Mapping

from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.domain.setup.spf import MAX_SPF_LENGTH
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.dialogs.form import ChoiceField, Form, TextField

_MAX_FIELD_CHARS = 300
"""Characters of a field: more than any rule allows, so that the rule can say how many are too many."""


def domain_form(direct_mail: DirectMail) -> Form[MailDomain]:
    """Return the form for a domain of the account's region."""

    def add(values: Mapping[str, str]) -> MailDomain:
        return direct_mail.domains.add(values["domain-name"], values["domain-spf"])

    return Form(
        "new-domain",
        "New domain",
        ["A name you own. With a subdomain for mail, the records of your other mail stay unchanged."],
        [
            TextField("domain-name", "Domain", "mail.example.com", limit=_MAX_FIELD_CHARS),
            TextField(
                "domain-spf",
                "Its current SPF record, if any; the two are merged",
                "v=spf1 include:_spf.example.com ~all",
                limit=MAX_SPF_LENGTH + _MAX_FIELD_CHARS,
            ),
        ],
        "Add",
        add,
        adds=True,
    )


def sender_form(direct_mail: DirectMail) -> Form[SenderAddress]:
    """Return the form for a sender address, with a verified domain as the example."""
    verified = [domain.readable for domain in direct_mail.domains.list() if domain.verified is not False]
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
        ["Recipients see it as the sender of your mail."],
        [
            TextField("sender-address", "Address", f"news@{domain}", limit=_MAX_FIELD_CHARS),
            ChoiceField("sender-kind", [(kind, f"{kind:<8} {kind.purpose}") for kind in SenderKind]),
            TextField(
                "sender-alias", "Alias: the name shown beside it", "Example News", limit=_MAX_FIELD_CHARS
            ),
            TextField("sender-reply-to", "Reply to, if not this address", "", limit=_MAX_FIELD_CHARS),
        ],
        "Add",
        add,
        adds=True,
    )
