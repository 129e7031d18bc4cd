"""Tab in real shells: commands, plan specifications, ids and addresses are completed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from dm_tui.domain.setup.template import Template
from dm_tui.services.direct_mail import DirectMail
from tests.preloaded_command import command_in

SHELLS = {
    "bash": (
        ["--norc", "--noprofile", "-i"],
        "PS1='ready> '; bind 'set enable-bracketed-paste off'; source <(dm-tui completion bash)",
    ),
    "zsh": (
        ["-f", "-i"],
        "PS1='ready> '; unsetopt zle_bracketed_paste prompt_sp prompt_cr; "
        "autoload -Uz compinit; compinit -u -D; source <(dm-tui completion zsh)",
    ),
}


HOSTILE_NAMES = ("q$(touch${IFS}PWN)", "r`touch${IFS}PWN`", "s;touch${IFS}PWN;", "t';touch${IFS}PWN;'")


@pytest.fixture
def order(direct_mail: DirectMail) -> str:
    """An order that waits to be paid, a sender address, and a file, to be completed."""
    direct_mail.sandbox.load("activated")
    terms = direct_mail.purchases.catalogue().terms_version
    direct_mail.domains.add("mail.example.com")
    direct_mail.domains.verify("mail.example.com")
    direct_mail.senders.add("news@mail.example.com")
    with direct_mail.state.transaction() as tables:  # as an account has them that others may write to
        for name in HOSTILE_NAMES:
            template = Template(id=name, subject="Hello", text="Text.", created_at=direct_mail.now())
            tables.of(Template).put(template)
    direct_mail.close()
    return direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", terms).id


@pytest.fixture
def environment(tmp_path: Path, direct_mail: DirectMail) -> Iterator[dict[str, str]]:
    """A shell's environment in which `dm-tui` is this program."""
    (programs := tmp_path / "bin").mkdir()
    (tmp_path / "kept.backup.json").touch()
    kept = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    with command_in(programs):
        yield {
            **kept,
            "PATH": f"{programs}:/usr/bin:/bin",
            "HOME": str(tmp_path),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "DM_TUI_STATE": str(direct_mail.state_path),
        }


@pytest.fixture(params=SHELLS)
def shell(
    request: pytest.FixtureRequest, environment: dict[str, str], tmp_path: Path, order: str
) -> Iterator["pexpect.spawn[str]"]:
    """An interactive shell that has sourced the script."""
    name: str = request.param
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed here")
    options, setup = SHELLS[name]
    child = pexpect.spawn(found, options, env=environment, cwd=str(tmp_path), encoding="utf-8", timeout=20)
    child.sendline(f"{setup}; echo it is 'so'")
    child.expect_exact("it is so")
    child.expect_exact("ready> ")
    yield child
    child.close(force=True)


COMPLETED = {
    "dm-tui statu": "dm-tui status",
    "dm-tui buy 1": "dm-tui buy 1m",
    "dm-tui sandbox load unv": "dm-tui sandbox load unverified",
    "dm-tui orders pay D": "dm-tui orders pay ORDER",
    "dm-tui senders show news@": "dm-tui senders show news@mail.example.com",
    "dm-tui send --from news@mail.e": "dm-tui send --from news@mail.example.com",
    "dm-tui export orders --format=c": "dm-tui export orders --format=csv",
    "dm-tui restore kep": "dm-tui restore kept.backup.json",
}


def test_tab_completes_and_a_name_is_never_a_command(
    shell: "pexpect.spawn[str]", order: str, tmp_path: Path
) -> None:
    """Names come from an account, which others may write to. With a quote open, none of these is offered."""
    for typed, completed in COMPLETED.items():
        shell.send(f"{typed}\t")
        shell.send("\x01echo said: \r")  # Ctrl-A: the line as it is then, as the shell's own words
        shell.expect_exact(f"\r\nsaid: {completed.replace('ORDER', order)}\r\n")
    for name in HOSTILE_NAMES:
        shell.send(f"dm-tui templates show {name[0]}\t")
        shell.send("\x01echo said: \r")
        shell.expect_exact(f"\r\nsaid: dm-tui templates show {name}\r\n")
    shell.send('dm-tui templates show "q\t')
    shell.send('\x01echo said: \x05"\r')
    shell.expect_exact("\r\nsaid: dm-tui templates show q\r\n")
    assert not (tmp_path / "PWN").exists()


OFFERED_BY_FISH = {
    "dm-tui stat": ["statistics", "status"],
    "dm-tui buy 1": ["1m"],
    "dm-tui orders pay ": ["ORDER"],
    "dm-tui senders show news@": ["news@mail.example.com"],
    "dm-tui export orders --format=c": ["--format=csv"],
    "dm-tui restore kep": ["kept.backup.json"],
    "dm-tui plans ": ["refund"],
}


def test_fish_completes_and_a_name_is_never_a_command(
    environment: dict[str, str], tmp_path: Path, order: str
) -> None:
    """What fish would insert for a name is that name as one word, and runs nothing."""
    fish = shutil.which("fish")
    if fish is None:
        pytest.skip("fish is not installed here")
    script = """
        dm-tui completion fish | source
        for typed in $argv[5..]; complete -C $typed; echo; end
        for name in $argv[..4]
            eval echo said: (complete -C --escape "dm-tui templates show $name" | string split -f1 \\t)
        end
    """
    ran = subprocess.run(
        [fish, "--no-config", "-c", script, *(name[0] for name in HOSTILE_NAMES), *OFFERED_BY_FISH],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    *offered, said = ran.stdout.split("\n\n")
    words = [[line.partition("\t")[0] for line in lines.splitlines()] for lines in offered]
    assert dict(zip(OFFERED_BY_FISH, words, strict=True)) == {
        typed: [word.replace("ORDER", order) for word in completed]
        for typed, completed in OFFERED_BY_FISH.items()
    }
    assert said.splitlines() == [f"said: {name}" for name in HOSTILE_NAMES]
    assert not (tmp_path / "PWN").exists()
