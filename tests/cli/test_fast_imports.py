"""pydantic is imported without plug-ins and OpenSSL; nothing else notices.

No newer pydantic stops a command.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from dm_tui.cli import fast_imports


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


def test_the_reader_of_metadata_is_not_loaded_and_whoever_needs_it_has_the_real_one() -> None:
    assert printed_by(UNPLUG + LOADED + USED) == ["False", "True"]


def test_openssl_is_loaded_when_secrets_are_compared_and_not_before() -> None:
    loaded = "print('_hashlib' in sys.modules); "
    compared = "from pydantic import SecretStr; print(SecretStr('a') == SecretStr('a')); "
    used = "import secrets; print(len(secrets.token_hex(2)))"
    assert printed_by(UNPLUG + loaded + compared + loaded + used) == ["False", "True", "True", "4"]


@pytest.mark.parametrize("chosen", ["", "some-plugin"])
def test_a_choice_of_the_user_stands(chosen: str) -> None:
    assert printed_by(UNPLUG + LOADED, PYDANTIC_DISABLE_PLUGINS=chosen) == ["True"]


def test_what_is_loaded_already_stays() -> None:
    assert printed_by("import importlib.metadata; " + UNPLUG + LOADED + USED) == ["True", "True"]


def test_source_is_read_as_ever_by_who_reads_it() -> None:
    loaded = "print('tokenize' in sys.modules); "
    used = "import inspect, json; print(inspect.getsource(json.loads).split()[1]); "
    assert printed_by(UNPLUG + loaded + used + loaded) == ["False", "loads(s,", "True"]


def test_base_64_and_paths_as_urls_are_loaded_when_they_are_used_and_not_before() -> None:
    loaded = "print(*(name in sys.modules for name in ('base64', 'urllib.parse'))); "
    used = (
        "from pathlib import Path; print(Path('/a b').as_uri()); "
        "from pydantic import Base64Str, TypeAdapter; "
        "print(TypeAdapter(Base64Str).validate_python('YQ==')); "
        "import urllib.parse, base64; print(urllib.parse.quote('a b'), base64.b64encode(b'a')); "
    )
    assert printed_by(UNPLUG + loaded + used) == ["False", "False", "file:///a%20b", "a", "a%20b", "b'YQ=='"]


def test_the_platform_and_translations_are_there_for_whoever_needs_them() -> None:
    loaded = "print(*(name in sys.modules for name in ('platform', 'gettext'))); "
    program = (
        "from dm_tui.cli.fast_imports import import_argparse_untranslated; import_argparse_untranslated(); "
        + UNPLUG
        + loaded
    )
    assert printed_by(program) == ["False"] * 2
    used = (
        "import gettext, platform, uuid; from zoneinfo import ZoneInfo; "
        "print(ZoneInfo('UTC').key, platform.python_version_tuple()[0], uuid.uuid4().version, "
        "gettext.gettext('word'))"
    )
    assert printed_by(program + used)[2:] == ["UTC", "3", "4", "word"]


def test_a_model_has_a_time_zone_as_anywhere_else() -> None:
    program = (
        "from zoneinfo import ZoneInfo; from dm_tui.domain.model import Model\n"
        "class Zoned(Model):\n    zone: ZoneInfo\n"
        "print(Zoned(zone='UTC').zone.key, Zoned(zone=ZoneInfo('UTC')).model_dump_json())"
    )
    assert printed_by(UNPLUG + "\n" + program) == ["UTC", '{"zone":"UTC"}']


@pytest.mark.parametrize(
    "name", ["ntpath", "tokenize", "secrets", "base64", "urllib.parse", "platform", "importlib.metadata"]
)
def test_who_keeps_a_stand_in_keeps_a_module_that_works(name: str) -> None:
    """A newer pydantic may import another name, or use the module later, or during its own import."""
    function = {"ntpath": "splitdrive", "tokenize": "generate_tokens", "secrets": "token_hex", "base64": "b64decode", "urllib.parse": "urlsplit",
                "platform": "machine", "importlib.metadata": "version"}[name]  # fmt: skip
    program = (
        "import sys; from dm_tui.cli import fast_imports\n"
        f"with fast_imports.stand_in({name!r}):\n"
        f"    kept = sys.modules[{name!r}]\n"
        f"    from {name} import {function} as at_once\n"
        f"import importlib; real = importlib.import_module({name!r})\n"
        f"print(kept is not real, kept.{function} is real.{function} is at_once)"
    )
    assert printed_by(program) == ["True", "True"]


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


@pytest.mark.parametrize("error", ["ImportError", "AttributeError", "TypeError", "RuntimeError"])
@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("pydantic._internal._generate_schema", ["plans", "--json"]),
        ("pydantic.types", ["status", "--json"]),
        ("pydantic.plugin._loader", ["status", "--json"]),
        ("pydantic", ["status"]),
    ],
)
def test_a_newer_pydantic_stops_no_command(module: str, words: list[str], error: str, tmp_path: Path) -> None:
    state = str(tmp_path / "state.json")
    program = NEWER_PYDANTIC.format(module=module, error=error, state=state, words=words)
    assert printed_by(program)[-2:] == ["0", module]


def test_no_private_module_of_pydantic_is_named() -> None:
    source = Path(fast_imports.__file__).read_text(encoding="utf-8")
    assert "pydantic._" not in source
    assert "pydantic.plugin" not in source
