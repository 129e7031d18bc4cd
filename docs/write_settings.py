"""Writes the page of settings from their declaration.

Run it as `python docs/write_settings.py`.
"""

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from textwrap import dedent

from dm_tui.domain.model import Model
from dm_tui.domain.reminders.hooks import Hook, ReminderHooks
from dm_tui.settings import keymap
from dm_tui.settings.declared import FOREIGN, PROFILE_KEYS, SECTIONS, SETTINGS, Section, Setting, settings_of
from dm_tui.settings.theme_colours import PALETTES

PAGE = Path(__file__).parent / "settings.md"

INTRODUCTION = """# Settings

`python docs/write_settings.py` writes this page from `src/dm_tui/settings/declared.py`; a test compares them.

The settings file is `settings.toml` in the folder `dm-tui` of your configuration directory (on Linux `~/.config`, or
`XDG_CONFIG_HOME`); `dm-tui paths` names it. The program never writes it. A section, a key or a value that is not known
is refused, with the nearest one that is; `dm-tui doctor` checks the whole file.

A value counts in this order: the option, the profile, the variable, the settings file, and what you chose in the
console for one account. What the settings file sets holds for every account, and the console cannot change it.

```toml
{example}```
"""

PROFILES = """## `[profiles.NAME]`

A profile is provider, credentials, region and state file together: `dm-tui --profile work` (or `DM_TUI_PROFILE=work`).
It takes the place of `[account]` and of the variables for {keys}: what it leaves out is the default, never what a shell
still has. Its state file is one of its own, `alibaba-work.json` for the profile `work`, unless `state` names another.
With `credentials` exactly that profile of `aliyun configure`, or of the vendor's credentials file, signs: keys in the
environment are not used. `dm-tui profiles` lists them, and the title line shows which is in use.
"""

KEYS = """## `[keys]`

The keys of the interface: `name = "key"`, as in `console.buy = "B"`, `list.export = "f7"` or `app.quit = "ctrl+o"`. A key is a
letter or a sign, `f1` to `f24`, `delete`, `insert`, `pageup`, `pagedown`, `space`, or one with `ctrl`. Esc, Tab, Enter, the
arrows, Home, End and `j` `k` `g` `G` are the same everywhere. Refused are names that are not known (with the nearest one), a
key that would do two things on one screen, and a letter where text is typed. The line of keys, the buttons, the help and
the palette show the keys as they are then; sentences name the usual ones.

{table}"""

HOOKS = """## `[reminders.hooks.NAME]`

A web hook that takes reminders, and a command that runs for each. They are used because the file names them.
[Reminders](reminders.md) has examples.

{table}"""

THEME = """## A theme of your own

`theme = "themes/mine.toml"` names a file, beside the settings file unless the path is whole. It has the colours that
differ from those of the theme it is `based_on`. What is not a colour is refused; where a text or a frame would be hard
to see, the interface says so when it starts, and `dm-tui doctor` too: text needs a contrast of 4.5 : 1, frames and
pictures 3 : 1.

```toml
{example}```

{table}"""

THEME_EXAMPLE = """based_on = "dm-dark"

[colours]
accent = "#ffb454"
tint = "#2d3b4f"
"""

PURPOSE = {
    "primary": "headings and names",
    "accent": "the focus and the primary action, nothing else",
    "warning": "what needs attention",
    "error": "what failed",
    "success": "what is done",
    "foreground": "text",
    "background": "the screen",
    "surface": "fields and lists",
    "panel": "what stands out of the surface, and the track of gauges",
    "tint": "the background of what is chosen",
    "muted": "labels and explanations",
    "line": "frames and the scroll bar",
    "good": "bars of pictures",
    "attention": "what pictures warn of",
    "badge-text": "the words on a badge",
    "badge-sandbox": "the badge of the sandbox",
    "badge-live": "the badge of real money",
}


def settings_page() -> str:
    """Return the page."""
    parts = [INTRODUCTION.format(example=example())]
    for section in SECTIONS:
        if section.name == keymap.SECTION:
            names = [(f"`{one.id}`", one.help, f"`{_shown_key(one.key)}`") for one in keymap.KEYS]
            parts.append(KEYS.format(table=table(("name", "what it does", "key"), names)))
            continue
        title = f"## `[{section.name}]`\n\n{section.help[0].upper()}{section.help[1:]}."
        rows = list(_model_rows(section)) if section.checked_by else list(_rows(section.name))
        head = ["key", "what for", "value", "default"]
        if not section.checked_by:
            head += ["variable", "option"]
        parts.append(f"{title}\n\n{table(head, rows)}")
    parts.append(_hooks())
    profile_keys = ", ".join(f"`{key}`" for key in PROFILE_KEYS)
    parts.append(PROFILES.format(keys=profile_keys))
    colours = [(f"`{name}`", PURPOSE[name], f"`{value}`") for name, value in PALETTES[0].colours.items()]
    heads = ("colour", "what for", f"in {PALETTES[0].name}")
    parts.append(THEME.format(example=THEME_EXAMPLE, table=table(heads, colours)))
    parts.append(f"## Variables\n\n{table(('variable', 'what for', 'in the file'), list(_variables()))}")
    foreign = [(", ".join(f"`{name}`" for name in names.split(", ")), help) for names, help in FOREIGN]
    parts.append(f"Variables that are not ours:\n\n{table(('variable', 'what it does here'), foreign)}")
    return "\n".join(parts)


def _shown_key(key: str) -> str:
    return {"slash": "/", "question_mark": "?"}.get(key, key)


def _hooks() -> str:
    meanings = field_docstrings(Hook)
    rows = [(f"`{key}`", meanings[key]) for key in Hook.model_fields if key in meanings]
    command = ("`command` in `[reminders]`", field_docstrings(ReminderHooks)["command"])
    return HOOKS.format(table=table(("key", "what for"), [*rows, command]))


def example() -> str:
    """Return a settings file with every setting that has an example."""
    parts = []
    for section in SECTIONS:
        lines = [f"{one.key} = {_toml(one)}" for one in settings_of(section.name).values() if one.example]
        if section.name == "reminders":
            lines = ["expiry_days = [30, 7, 1]", 'emails = ["ops@example.com"]']
        if lines:
            parts.append("\n".join([f"[{section.name}]", *lines, ""]))
    parts.append('[profiles.work]\nprovider = "alibaba"\ncredentials = "work"\nregion = "cn-hangzhou"\n')
    return "\n".join(parts)


def _toml(setting: Setting) -> str:
    return setting.example if setting.kind == "amount" else f'"{setting.example}"'


def _rows(section: str) -> Iterator[Sequence[str]]:
    for one in settings_of(section).values():
        value = " or ".join(f"`{choice}`" for choice in one.choices) or one.kind
        yield (f"`{one.key}`", one.help, value, one.default, _code(one.variable), _code(one.option))


def _variables() -> Iterator[Sequence[str]]:
    for one in SETTINGS:
        if one.variable:
            place = f"`{one.key}` in `[{one.section}]`" if one.section and one.key else "never"
            yield (f"`{one.variable}`", one.help, place)


def _model_rows(section: Section) -> Iterator[Sequence[str]]:
    module, _, name = section.checked_by.rpartition(".")
    model: type[Model] = getattr(import_module(f"dm_tui.domain.{module}"), name)
    docstrings = field_docstrings(model)
    shown = model().model_dump(mode="json")
    for key in model.model_fields:
        value = shown[key]
        kind = "list" if isinstance(value, list) else "text"
        default = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        yield (f"`{key}`", docstrings[key], kind, default or "none")


def field_docstrings(model: type[Model]) -> Mapping[str, str]:
    """Return the docstring below each field of a model, on one line."""
    (tree,) = ast.parse(dedent(inspect.getsource(model))).body
    if not isinstance(tree, ast.ClassDef):
        raise TypeError(model)
    found, name = dict[str, str](), ""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
        elif name and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found[name], name = " ".join(str(node.value.value).split()), ""
        else:
            name = ""
    return found


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table."""
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
