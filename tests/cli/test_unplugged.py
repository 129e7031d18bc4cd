"""pydantic's plug-ins and its OpenSSL are left out without anybody else noticing."""

import subprocess
import sys

import pytest


def said(program: str, **environment: str) -> list[str]:
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
    assert said(UNPLUG + LOADED + USED) == ["False", "True"]


def test_openssl_is_loaded_when_secrets_are_compared_and_not_before() -> None:
    loaded = "print('_hashlib' in sys.modules); "
    compared = "from pydantic import SecretStr; print(SecretStr('a') == SecretStr('a')); "
    used = "import secrets; print(len(secrets.token_hex(2)))"
    assert said(UNPLUG + loaded + compared + loaded + used) == ["False", "True", "True", "4"]


@pytest.mark.parametrize("chosen", ["", "some-plugin"])
def test_a_choice_of_the_user_stands(chosen: str) -> None:
    assert said(UNPLUG + LOADED, PYDANTIC_DISABLE_PLUGINS=chosen) == ["True"]


def test_what_is_loaded_already_stays() -> None:
    assert said("import importlib.metadata; " + UNPLUG + LOADED + USED) == ["True", "True"]


def test_base_64_and_paths_as_urls_are_loaded_when_they_are_used_and_not_before() -> None:
    loaded = "print(*(name in sys.modules for name in ('base64', 'urllib.parse'))); "
    used = (
        "from pathlib import Path; print(Path('/a b').as_uri()); "
        "from pydantic import Base64Str, TypeAdapter; "
        "print(TypeAdapter(Base64Str).validate_python('YQ==')); "
        "import urllib.parse, base64; print(urllib.parse.quote('a b'), base64.b64encode(b'a')); "
    )
    assert said(UNPLUG + loaded + used) == [
        "False",
        "False",
        "file:///a%20b",
        "a",
        "a%20b",
        "b'YQ=='",
    ]


def test_zones_the_platform_and_translations_are_there_for_whoever_needs_them() -> None:
    loaded = "print(*(name in sys.modules for name in ('zoneinfo', 'platform', 'gettext'))); "
    program = (
        "from dm_tui.cli.fast_imports import import_argparse_untranslated; import_argparse_untranslated(); "
        + UNPLUG
        + loaded
    )
    assert said(program) == ["False"] * 3
    used = (
        "import gettext, platform, uuid; from zoneinfo import ZoneInfo; "
        "print(ZoneInfo('UTC').key, platform.python_version_tuple()[0], uuid.uuid4().version, "
        "gettext.gettext('word'))"
    )
    assert said(program + used)[3:] == ["UTC", "3", "4", "word"]
