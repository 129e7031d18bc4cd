"""The sentences about settings that cannot be used."""

from functools import partial

from dm_tui.domain.errors import ErrorKind, ErrorText

_usage = partial(ErrorText, ErrorKind.USAGE)
_refused = partial(ErrorText, ErrorKind.REFUSED)

_FILE = "The settings file {path} cannot be used"
_bad_file = partial(_usage, "bad-settings-file")

BAD_FILE = _bad_file(f"{_FILE}: {{reason}}.", "Fix it, or move it away to use the settings of the console.")
UNKNOWN_SECTION = _bad_file(f"{_FILE}: there is no section [{{name}}].", "{nearest}The sections are {known}.")
UNKNOWN_KEY = _bad_file(f"{_FILE}: [{{section}}] has no setting “{{name}}”.", "{nearest}It has {known}.")
OUTSIDE = _bad_file(
    f"{_FILE}: “{{name}}” comes before the first section.", "{nearest}Put a setting into its section."
)
BAD_VALUE = _bad_file(f"{_FILE}: {{name}} in [{{section}}]: {{reason}}.", "This setting is for: {help}.")
BAD_PROFILE_NAME = _bad_file(
    f"{_FILE}: “{{name}}” cannot be the name of a profile.",
    "Use letters, digits, hyphens and underscores, {most} at most: [profiles.work].",
)
UNKNOWN_ACTION = _bad_file(
    f"{_FILE}: [keys] has no action “{{name}}”.", "{nearest}docs/settings.md lists them all."
)
KEY_CONFLICT = _bad_file(
    f"{_FILE}: “{{key}}” would be the key of both {{name}} and {{other}}.",
    "Choose another key for one of them.",
)
DID_YOU_MEAN = "Did you mean {word}? "

UNKNOWN_PROFILE = _usage(
    "unknown-profile", "There is no profile “{name}” in {path}.", "{nearest}dm-tui profiles lists them."
)
SET_IN_FILE = _refused(
    "set-in-file", "“{name}” is set in {file}.", "Change it there, or remove it from the file."
)
"""Of what is chosen in the console while the settings file has it."""

BAD_THEME = _usage("bad-theme", "The theme {path} cannot be used: {reason}.", "{nearest}{known}")
UNKNOWN_THEME = _usage(
    "bad-theme",
    "There is no theme “{name}”.",
    "{nearest}The themes are {known}; a file with one of your own ends in .toml.",
)
WEAK_CONTRAST = "The theme {name} is hard to read: {pairs}."

BAD_DNS_SERVER = _usage(
    "bad-dns-server",
    "{where} is “{value}”, which is not the address of a name server.",
    "Give an IP address, with a port if it is not 53: 192.0.2.53 or 127.0.0.1:5353.",
)
BAD_PATH = _usage("bad-path", "“{path}” is not the name of a file: {reason}.", "Give the path of a file.")
NO_HOME = _usage(
    "no-home",
    "Your home directory is not known, so there is no place for the state file.",
    "Set HOME, or name a file with --state or DM_TUI_STATE.",
)

# Why a value is refused: `reason` of BAD_VALUE

NOT_TEXT = "give a text between quotation marks"
NOT_ONE_LINE = "give one line, of {most} signs at most"
NOT_YES_OR_NO = "give true or false"
NOT_AN_AMOUNT = "give an amount, such as 50 or 49.90"
NOT_A_CHOICE = "give {choices}"
NOT_A_THEME = "it is based on “{name}”, which is not one of the themes"
NOT_IN_A_THEME = "a theme has no “{name}”"
NOT_A_COLOUR_NAME = "there is no colour “{name}”"
NOT_A_COLOUR = "{name} is no colour"
KNOWN = "Known are {known}."
COLOURS_WRITTEN = "A colour is written as #rrggbb, in the section [colours]."
NOT_A_SECTION = "it must be a section: [{name}]"
NOT_A_KEY = "give a key: a letter or a sign, f2, delete, pageup, space, or one with ctrl, as in ctrl+o"
FIXED_KEY = "“{key}” moves, accepts or goes back everywhere"
TYPED_KEY = "“{key}” would be typed into a field instead: give a function key, or one with ctrl"
