"""Reading the prepaid balance of the account."""

from dm_tui.domain.money import Money
from dm_tui.providers.alibaba.api import account_and_plan_answers as answers
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import OutcomeUnknownError
from dm_tui.providers.alibaba.api.field_types import reported_money


def read_balance(client: Client) -> Money:
    """Return the prepaid balance at the client's site."""
    answer = client.read(Service.BILLING, "QueryAccountBalance", answers.BalanceAnswer)
    balance = balance_in(answer)
    if balance is None:
        raise OutcomeUnknownError("Alibaba Cloud's answer has no balance.")
    return balance


def balance_in(answer: answers.BalanceAnswer) -> Money | None:
    """Return the balance that an answer names, None where it lacks one."""
    return reported_money(answer.data.available_amount, answer.data.currency)
