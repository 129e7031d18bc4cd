"""The SMTP passwords of sender addresses: ModifyMailAddress, with the rule of its docstring in the SDK."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.alibaba.server.signature import Refusal

if TYPE_CHECKING:
    from tests.alibaba.server.account import Account


def modify(account: "Account", query: Mapping[str, str]) -> dict[str, Any]:
    """ModifyMailAddress: another password, another reply address, or both."""
    found = [row for row in account.mail.senders if str(row["MailAddressId"]) == query["MailAddressId"]]
    if not found:
        raise Refusal(404, "InvalidMailAddressId.NotFound", "The specified mailAddressId does not exist.")
    (row,) = found
    password = query.get("Password")
    if password is not None:
        if not _follows_rule(password) or row.get("Password") == password:
            raise Refusal(400, "InvalidPassword.Malformed", f"The password {password} is wrongly formed.")
        row["Password"] = password
    if "ReplyAddress" in query:
        row["ReplyAddress"] = query["ReplyAddress"]
    return {}


def _follows_rule(password: str) -> bool:
    digits = [sign for sign in password if sign.isdigit()]
    upper = [sign for sign in password if sign.isupper()]
    lower = [sign for sign in password if sign.islower()]
    enough = all(len(kind) >= 2 for kind in (digits, upper, lower))
    varied = len(set(digits)) > 1 and len({sign.lower() for sign in upper + lower}) > 1
    return 10 <= len(password) <= 20 and enough and varied
