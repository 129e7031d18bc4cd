"""Writes the manual page `dm-tui.1` from the declarations of commands and settings.

Run it as `python docs/write_man_page.py`; `man docs/dm-tui.1` shows it, and the wheel installs it.
"""

from collections.abc import Iterator
from pathlib import Path

from dm_tui.cli.declarations import GROUPS
from dm_tui.cli.declarations.declare import Argument, Command, OneOf
from dm_tui.cli.declarations.global_options import OPTIONS
from dm_tui.cli.exit_codes import EXIT_CODES
from dm_tui.settings.declared import FOREIGN, SETTINGS

PAGE = Path(__file__).parent / "dm-tui.1"

DESCRIPTION = """dm-tui buys, activates and runs Alibaba Cloud Direct Mail. Without a command it opens its interface, \
or, where there is no terminal for one, a dialogue in lines (--plain). It begins in a sandbox in which no money moves; \
--provider alibaba opens a real account.

Every command takes --json. dm-tui COMMAND --help explains a command, with an example."""

FILES = (
    ("~/.config/dm-tui/settings.toml", "the settings file; the program never writes it"),
    ("~/.local/state/dm-tui/", "state files, the folder outbox, and what lies beside them"),
)


def man_page() -> str:
    """Return the page as troff, for man and mandoc."""
    lines = [
        '.\\" python docs/write_man_page.py writes this page; a test compares them.',
        '.TH DM-TUI 1 "" "dm-tui" "User Commands"',
        ".nh",
        *_section("NAME", "dm-tui \\- buy, activate and run Alibaba Cloud Direct Mail from a terminal"),
        ".SH SYNOPSIS",
        ".B dm-tui",
        "[\\fIoptions\\fR] [\\fICOMMAND\\fR ...]",
        ".SH DESCRIPTION",
    ]
    lines.append("\n.PP\n".join(map(text, DESCRIPTION.split("\n\n"))))
    lines += [".SH OPTIONS", *(line for option in OPTIONS for line in _option(option)), ".SH COMMANDS"]
    for group in GROUPS:
        lines.append(f".SS {text(group.title[0].upper() + group.title[1:])}")
        for command in group.commands:
            if command.run:
                lines += _command(command)
    lines += [".SH EXIT STATUS", text(EXIT_CODES), ".SH ENVIRONMENT"]
    for setting in SETTINGS:
        if setting.variable:
            lines += [".TP", f".B {text(setting.variable)}", text(f"{setting.help}.")]
    for names, help in FOREIGN:
        lines += [".TP", f".B {text(names)}", text(f"{help}.")]
    lines.append(".SH FILES")
    for path, help in FILES:
        lines += [".TP", f".I {text(path)}", text(f"{help}. dm-tui paths names it.")]
    return "\n".join([*lines, ""])


def text(words: str) -> str:
    """Return text so that troff shows it as it is, in ASCII."""
    escaped = words.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("~", "\\(ti")
    for sign, name in {"“": "\\(lq", "”": "\\(rq", "…": "...", "·": "\\(bu", "–": "\\(en"}.items():
        escaped = escaped.replace(sign, name)
    joined = " ".join(escaped.split())
    return f"\\&{joined}" if joined.startswith(".") else joined


def _section(title: str, words: str) -> list[str]:
    return [f".SH {title}", words]


def _option(declared: Argument) -> list[str]:
    settings = declared.settings
    value = "" if settings.get("action") in ("store_true", "version") else _value(declared)
    names = ", ".join(f"\\fB{text(name)}\\fR" for name in declared.names)
    return [".TP", f"{names} {value}".rstrip(), text(f"{settings.get('help') or ''}".rstrip("."))]


def _value(declared: Argument) -> str:
    choices = "|".join(declared.settings.get("choices", ()))
    word = choices or declared.settings.get("metavar") or declared.names[0].lstrip("-").upper()
    return f"\\fI{text(str(word))}\\fR"


def _arguments(command: Command) -> Iterator[tuple[Argument, str]]:
    """Yield each argument as it is typed; those of which one is taken share a pair of brackets."""
    for declared in command.arguments:
        if isinstance(declared, OneOf):
            many = [_typed(one) for one in declared.arguments]
            left, right = ("(", ")") if declared.required else ("[", "]")
            yield declared.arguments[0], f"{left}{' | '.join(many)}{right}"
            continue
        needed = declared.settings.get("required") or not (
            declared.names[0].startswith("-") or declared.settings.get("nargs") in ("?", "*")
        )
        yield declared, _typed(declared) if needed else f"[{_typed(declared)}]"


def _typed(declared: Argument) -> str:
    name = declared.names[0] if declared.names[0].startswith("-") else ""
    if declared.settings.get("action") == "store_true":
        return f"\\fB{text(name)}\\fR"
    more = " ..." if declared.settings.get("nargs") in ("+", "*") else ""
    return f"\\fB{text(name)}\\fR {_value(declared)}{more}" if name else f"{_value(declared)}{more}"


def _command(command: Command) -> list[str]:
    call = " ".join([f"\\fB{text(command.words)}\\fR", *(shown for _, shown in _arguments(command))])
    more = f". {command.more}" if command.more else "."
    return [".TP", call, text(f"{command.help}{more}")]


if __name__ == "__main__":
    PAGE.write_text(man_page(), encoding="ascii")
