"""Every setting there is, declared once.

What the settings file may say, which variables and options there are, `docs/settings.md` and what is said of
a wrong value all follow from here. The grammar reads it with every Tab: it imports next to nothing.

A value counts in this order: the option, the profile, the variable, the settings file, and what was chosen in
the console for an account.
"""

from typing import NamedTuple


class Setting(NamedTuple):
    """One setting: what it is for, and where it can be set.

    `key` is its name in the settings file, `kind` a name in `kinds.PARSERS`. Without a `key` it has no place
    in the file, without a `variable` or an `option` none there.
    """

    section: str
    key: str
    help: str
    kind: str = "text"
    default: str = ""
    variable: str = ""
    option: str = ""
    choices: tuple[str, ...] = ()
    example: str = ""

    @property
    def name(self) -> str:
        """Its name for the program."""
        return f"{self.section}.{self.key}"


class Section(NamedTuple):
    """A section of the settings file.

    One that is `checked_by` a model of the domain, named as module and class, has the fields of that model.
    """

    name: str
    help: str
    checked_by: str = ""


SECTIONS = (
    Section("account", "the account to open, unless an option, a profile or a variable names another"),
    Section("look", "how the interface looks"),
    Section("keys", "the keys of the interface, by the names of what they do"),
    Section("mail", "the way out for mail"),
    Section("budget", "what pay-as-you-go may cost in a month, for every account"),
    Section("log", "what the log has"),
    Section("reminders", "when you are reminded, and how", "reminders.settings.ReminderSettings"),
)
"""The sections, besides those of the profiles."""

SETTINGS = (
    Setting(
        "account",
        "provider",
        "the provider: sandbox, in which no money moves, or alibaba",
        default="sandbox",
        variable="DM_TUI_PROVIDER",
        option="--provider",
        example="alibaba",
    ),
    Setting(
        "account",
        "credentials",
        "the profile of the vendor's credentials (aliyun configure) that signs; no other credentials are used then",
        default="the SDK's default chain",
        example="work",
    ),
    Setting(
        "account",
        "region",
        "the region that buys and sends, by id or name",
        default="the one that the account was left in",
        variable="DM_TUI_REGION",
        option="--region",
        example="eu-central-1",
    ),
    Setting(
        "account",
        "state",
        "the state file",
        "path",
        "one for each provider, in the state directory",
        "DM_TUI_STATE",
        "--state",
        example="~/mail/state.json",
    ),
    Setting(
        "",
        "profile",
        "the profile: provider, credentials, region and state file together",
        variable="DM_TUI_PROFILE",
        option="--profile",
        example="work",
    ),
    Setting(
        "look",
        "theme",
        "dm-dark, dm-light or dm-contrast, or the name of a file with a theme of your own, ending in .toml",
        default="dm-dark",
        example="dm-light",
    ),
    Setting(
        "look",
        "ascii",
        "show only ASCII characters",
        "yes or no",
        "false, unless the terminal has no others",
        "DM_TUI_ASCII",
        "--ascii",
    ),
    Setting(
        "mail",
        "server",
        "the mail server, as region:news@mail.example.com or smtps://USER@HOST:465, never with a password",
        default="the service itself; in the sandbox the folder outbox",
        variable="DM_TUI_SMTP",
        example="smtps://news%40example.com@smtp.example.com:465",
    ),
    Setting(
        "mail",
        "",
        "the password of the mail server's user",
        default="the one in the keyring",
        variable="DM_TUI_SMTP_PASSWORD",
    ),
    Setting(
        "mail",
        "name_server",
        "the name server that is asked for DNS records, with a port if it is not 53",
        default="the system's own",
        variable="DM_TUI_DNS",
        example="192.0.2.53",
    ),
    Setting(
        "budget",
        "monthly",
        "what pay-as-you-go may cost in a month, in the account's currency",
        "amount",
        "what dm-tui budget set says",
        example="50",
    ),
    Setting(
        "budget",
        "when_over",
        "when a mailing would go over: refuse it, or send what fits and hold back the rest",
        "choice",
        "refuse",
        choices=("refuse", "hold-back"),
    ),
    Setting(
        "reminders",
        "",
        "the address of a web hook, with the hook's name in capitals behind it",
        variable="DM_TUI_HOOK_URL_",
    ),
    Setting(
        "reminders",
        "",
        "the secret of a web hook, with the hook's name in capitals behind it",
        variable="DM_TUI_HOOK_SECRET_",
    ),
    Setting(
        "log",
        "file",
        "a log of calls, of the conversation with mail servers and of decisions on money, without secrets and addresses",
        "path",
        "no log",
        "DM_TUI_LOG",
        example="~/dm-tui.log",
    ),
    Setting("log", "", "show on standard error what the log would have", option="--verbose"),
    Setting(
        "account",
        "",
        "the product code of resource plans, where a real account's cannot be found by itself",
        variable="DM_TUI_ALIBABA_PRODUCT",
    ),
    Setting(
        "account",
        "",
        "another address of the vendor's services, for tests",
        variable="DM_TUI_ALIBABA_ENDPOINT",
    ),
)
"""Every setting but those of sections that a model checks."""

PROFILE_KEYS = ("provider", "credentials", "region", "state")
"""What a profile sets, as in [account]."""

FOREIGN = (
    ("HOME, XDG_CONFIG_HOME, XDG_STATE_HOME", "where the settings file and the state file are"),
    ("NO_COLOR", "no colours, on the command line and in the interface"),
    ("TERM", "what the terminal can do; dumb or none starts the plain dialogue"),
    ("TZ", "the time zone of the times that are shown and typed"),
    ("SSL_CERT_FILE, SSL_CERT_DIR", "certificate authorities that are trusted instead of the system's"),
    ("HTTPS_PROXY, NO_PROXY", "the proxy for calls of the vendor's service"),
    ("ALIBABA_CLOUD_…", "the vendor's credentials, as its SDK reads them, ALIBABA_CLOUD_PROFILE among them"),
    ("WAYLAND_DISPLAY, DISPLAY", "which clipboard of the system is used"),
)
"""Variables that are not ours, and what they do here."""


def settings_of(section: str) -> dict[str, Setting]:
    """Return the settings that a section of the file may have, by their keys."""
    return {setting.key: setting for setting in SETTINGS if setting.section == section and setting.key}


_BY_NAME = {setting.name: setting for setting in SETTINGS if setting.key}


def find_setting(name: str) -> Setting:
    """Return the setting of this name, such as `look.theme`."""
    return _BY_NAME[name]
