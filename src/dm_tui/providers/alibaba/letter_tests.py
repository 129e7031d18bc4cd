"""The service's own call for a test letter of a template."""

import json
from collections.abc import Mapping

from dm_tui.domain.mailing.letters.letter_wording import TEST_UNKNOWN
from dm_tui.domain.setup.template import Template
from dm_tui.domain.setup.template_wording import TEMPLATE_NOT_AT_SERVICE
from dm_tui.domain.setup.variables import VARIABLES
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import OutcomeUnknownError
from dm_tui.providers.alibaba.api.field_types import number_of
from dm_tui.providers.alibaba.api.mail_answers import DoneAnswer
from dm_tui.providers.alibaba.reading.read_senders_and_templates import find_template

MAX_VALUE_LENGTH = 30
"""Characters of a value (vendor's SDK, SendTestByTemplate)."""


def send_test_letter(
    client: Client, template: Template, sender: str, recipient: str, values: Mapping[str, str]
) -> None:
    """Have the service send a template once; it fills the variables. Only a listed refusal is a no."""
    row = find_template(client, template.name)
    if row is None:
        raise TEMPLATE_NOT_AT_SERVICE(template=template.name)
    id = number_of(row.template_id)
    free = {name: value for name, value in values.items() if name not in VARIABLES}
    short = {name: value[:MAX_VALUE_LENGTH] for name, value in values.items()}
    try:
        client.act(
            Service.MAIL,
            "SendTestByTemplate",
            DoneAnswer,
            account_name=sender,
            email=recipient,
            template_id=id,
            user_name=short.get("UserName"),
            nick_name=short.get("NickName"),
            gender=short.get("Gender"),
            birthday=short.get("Birthday"),
            mobile=short.get("Mobile"),
            template_params=json.dumps(free, ensure_ascii=False) if free else None,
        )
    except OutcomeUnknownError as failure:
        look = f"the mailbox of {recipient}"
        raise TEST_UNKNOWN(recipient=recipient, answer=failure.words, look=look) from None
