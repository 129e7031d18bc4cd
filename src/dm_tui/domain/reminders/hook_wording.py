"""Every sentence about web hooks and the command that take reminders."""

from functools import partial

from dm_tui.domain.errors import ErrorKind, ErrorText

_usage = partial(ErrorText, ErrorKind.USAGE)

BAD_HOOK = _usage(
    "bad-hook",
    "{where}: {name}: {reason}.",
    "A hook is a section [reminders.hooks.NAME] with kind, url and secret; docs/reminders.md has examples.",
)
BAD_COMMAND = _usage(
    "bad-command",
    "{where}: command: {reason}.",
    'Give the program with its whole path, and its arguments: command = ["/home/me/bin/remind", "--loud"].',
)
HOOK_WITHOUT_ADDRESS = ErrorText(
    ErrorKind.REFUSED,
    "hook-without-address",
    "The hook “{name}” has no address.",
    "Set url in the settings file, or {variable}, or in the keyring: keyring set dm-tui {entry}.",
)

READ_BY_OTHERS = ErrorText(
    ErrorKind.REFUSED,
    "secrets-readable",
    "Others on this computer can read {path}, which has the address or the secret of a web hook.",
    "Make it yours alone: chmod 600 {path}.",
)

# Why a hook or a command is refused: `reason` of BAD_HOOK and BAD_COMMAND. No address is ever repeated.

BAD_NAME = "a name is short and begins with a small letter; letters, digits and hyphens may follow"
NOT_A_SECTION = "it must be a section"
UNKNOWN_KEY = "there is no setting “{key}”; there are {known}"
UNKNOWN_KIND = "kind must be one of {known}"
BAD_ADDRESS = "url must be an address that begins with https:// or http://, without spaces or a user name"
UNUSABLE_KEY = "secret must be a word without spaces"
SLACK_TAKES_NO_KEY = "the address of a Slack hook is its only secret, so it takes no other"
TOO_MANY_HOOKS = "{count} hooks are too many, the most is {most}"
NOT_WORDS = "it must be a list of words"
NOT_A_WHOLE_PATH = "its first word must be the whole path of a program"

ALSO_TO = "Reminders also go to {names} (settings file)."
HOOK_NAME, COMMAND_NAME = "{name} ({kind})", "the command {program}"

NO_HOOKS = ErrorText(
    ErrorKind.REFUSED,
    "no-hooks",
    "No web hook and no command is set, so there is nothing to try out.",
    "Name one in the settings file: docs/reminders.md has examples, dm-tui paths says where the file is.",
)

# A test

TEST_SUBJECT = "{product}: a test of your reminders"
TEST_TEXT = "Reminders reach you here. Nothing else has happened."

# What became of a message at a hook

NO_CONNECTION_TO = "no connection to {host}"
OTHER_PROXY = "the proxy before {host} is not an HTTP proxy"
UNTRUSTED = "the certificate of {host} cannot be verified"
REDIRECTS = "{host} redirects to another address; set that one"
ANSWERED = "{host} answered {status} {words}"
NO_ANSWER_FROM = "no answer from {host}"
UNREADABLE = "unreadable answer from {host}"

# What became of the command

NOT_STARTED = "{program} could not be started ({reason})"
ENDED_WITH = "{program} ended with exit code {code}"
KILLED = "{program} was killed by signal {signal}"
TOO_SLOW = "{program} took more than {seconds} seconds and was ended"
