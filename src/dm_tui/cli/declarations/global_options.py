"""The options before a command: which account, and how the program shows it."""

from dm_tui.cli.declarations.declare import argument, flag
from dm_tui.services.account.provider_choice import provider_help
from dm_tui.settings.declared import find_setting


def _with_variable(name: str, help: str = "") -> str:
    """Return the help of an option that is a setting, with the variable that does the same."""
    setting = find_setting(name)
    return f"{help or setting.help}{f' ({setting.variable})' if setting.variable else ''}"


REGION = argument(
    "--region",
    "REGION",
    _with_variable("account.region", "buy and send in this region, by id or name, this once"),
    values="regions",
)

OPTIONS = (
    flag("--version", "print the version"),
    argument("--profile", "NAME", _with_variable(".profile"), values="profiles"),
    argument("--state", "FILE", _with_variable("account.state"), values="files"),
    argument("--provider", "NAME", provider_help(), values="providers"),
    REGION,
    flag("--plain", "questions and answers as lines, no full screen"),
    flag("--ascii", _with_variable("look.ascii")),
    flag("--verbose", "show each call, each step of mail and each decision on money on standard error"),
)
