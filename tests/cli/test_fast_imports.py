"""pydantic is imported without plug-ins and OpenSSL; nothing else notices.

No newer pydantic stops a command.
"""

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from dm_tui.cli import fast_imports
from tests.fresh import printed_by_each


def printed_by(program: str, **environment: str) -> list[str]:
    """Run a program in a fresh interpreter and return the words it printed."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


UNPLUG = "import sys; from dm_tui.cli.fast_imports import import_pydantic_fast; import_pydantic_fast(); from dm_tui.domain.purchase.wizard import WizardDraft; WizardDraft(); "
LOADED = "print('importlib.metadata' in sys.modules); "
USED = "from importlib.metadata import version; print(version('pydantic') > '2')"


def loaded(*names: str) -> str:
    """Return the code that prints which of these modules are loaded."""
    return f"print(*(name in sys.modules for name in {names!r})); "


AFTER_THE_IMPORT = {
    "the reader of metadata is not loaded, and whoever needs it has the real one": (
        LOADED + USED,
        "False True",
    ),
    "OpenSSL is loaded when secrets are compared, and not before": (
        loaded("_hashlib")
        + "from pydantic import SecretStr; print(SecretStr('a') == SecretStr('a')); "
        + loaded("_hashlib")
        + "import secrets; print(len(secrets.token_hex(2)))",
        "False True True 4",
    ),
    "source is read as ever by who reads it": (
        loaded("tokenize")
        + "import inspect, json; print(inspect.getsource(json.loads).split()[1]); "
        + loaded("tokenize"),
        "False loads(s, True",
    ),
    "base 64 and paths as URLs are loaded when they are used, and not before": (
        loaded("base64", "urllib.parse")
        + "from pathlib import Path; print(Path('/a b').as_uri()); "
        + "from pydantic import Base64Str, TypeAdapter; "
        + "print(TypeAdapter(Base64Str).validate_python('YQ==')); "
        + "import urllib.parse, base64; print(urllib.parse.quote('a b'), base64.b64encode(b'a')); ",
        "False False file:///a%20b a a%20b b'YQ=='",
    ),
    "a model has a time zone as anywhere else": (
        "from zoneinfo import ZoneInfo; from dm_tui.domain.model import Model\n"
        "class Zoned(Model):\n    zone: ZoneInfo\n"
        "print(Zoned(zone='UTC').zone.key, Zoned(zone=ZoneInfo('UTC')).model_dump_json())",
        'UTC {"zone":"UTC"}',
    ),
}


def test_what_is_not_loaded_is_there_for_who_needs_it() -> None:
    programs = {what: program for what, (program, _) in AFTER_THE_IMPORT.items()}
    printed = printed_by_each(UNPLUG, programs, env={"PATH": "/usr/bin:/bin"})
    assert {what: " ".join(words.split()) for what, words in printed.items()} == {
        what: expected for what, (_, expected) in AFTER_THE_IMPORT.items()
    }


@pytest.mark.parametrize("chosen", ["", "some-plugin"])
def test_a_choice_of_the_user_stands(chosen: str) -> None:
    assert printed_by(UNPLUG + LOADED, PYDANTIC_DISABLE_PLUGINS=chosen) == ["True"]


def test_what_is_loaded_already_stays() -> None:
    assert printed_by("import importlib.metadata; " + UNPLUG + LOADED + USED) == ["True", "True"]


def test_the_platform_and_translations_are_there_for_whoever_needs_them() -> None:
    program = (
        "from dm_tui.cli.fast_imports import import_argparse_untranslated; import_argparse_untranslated(); "
        + UNPLUG
        + loaded("platform", "gettext")
    )
    used = (
        "import gettext, platform, uuid; from zoneinfo import ZoneInfo; "
        "print(ZoneInfo('UTC').key, platform.python_version_tuple()[0], uuid.uuid4().version, "
        "gettext.gettext('word'))"
    )
    assert printed_by(program + used) == ["False", "False", "UTC", "3", "4", "word"]


KEPT = {
    "ntpath": "splitdrive",
    "tokenize": "generate_tokens",
    "secrets": "token_hex",
    "base64": "b64decode",
    "urllib.parse": "urlsplit",
    "platform": "machine",
    "importlib.metadata": "version",
}
"""What is stood in for, and something of it that is used."""


def test_who_keeps_a_stand_in_keeps_a_module_that_works() -> None:
    """A newer pydantic may import another name, or use the module later, or during its own import."""
    programs = {
        name: (
            f"with fast_imports.stand_in({name!r}):\n"
            f"    kept = sys.modules[{name!r}]\n"
            f"    from {name} import {function} as at_once\n"
            f"import importlib; real = importlib.import_module({name!r})\n"
            f"print(kept is not real, kept.{function} is real.{function} is at_once)"
        )
        for name, function in KEPT.items()
    }
    printed = printed_by_each("import sys; from dm_tui.cli import fast_imports", programs)
    assert printed == dict.fromkeys(KEPT, "True True\n")


NEWER_PYDANTIC = """
import sys
from dm_tui.cli import fast_imports

class Newer:
    # A module of pydantic that cannot bear a stand-in, and says so in a way of its own.
    def find_spec(self, name, path=None, target=None):
        if name == {module!r} and "token_hex" not in dir(sys.modules.get("secrets", object)) and \\
                "secrets" in sys.modules:
            failures.append(name)
            raise {error}("arranged otherwise")

failures = []
sys.meta_path.insert(0, Newer())
from dm_tui.cli.main import run
code = run(["--state", {state!r}, *{words!r}])
print()
print(code, *set(failures))
"""


PLACES = (
    ("pydantic._internal._generate_schema", ["plans", "--json"]),
    ("pydantic.types", ["status", "--json"]),
    ("pydantic.plugin._loader", ["status", "--json"]),
    ("pydantic", ["status"]),
)
ERRORS = ("ImportError", "AttributeError", "TypeError", "RuntimeError")


@pytest.mark.parametrize(
    ("place", "error"),
    product(PLACES, ERRORS) if "DM_TUI_EVERY" in os.environ else zip(PLACES, ERRORS, strict=True),
)
def test_a_newer_pydantic_stops_no_command(place: tuple[str, list[str]], error: str, tmp_path: Path) -> None:
    module, words = place
    state = str(tmp_path / "state.json")
    program = NEWER_PYDANTIC.format(module=module, error=error, state=state, words=words)
    assert printed_by(program)[-2:] == ["0", module]


def test_no_private_module_of_pydantic_is_named() -> None:
    source = Path(fast_imports.__file__).read_text(encoding="utf-8")
    assert "pydantic._" not in source
    assert "pydantic.plugin" not in source
