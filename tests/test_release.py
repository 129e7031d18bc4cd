"""The release command: what it refuses to tag, and what an index would be told."""

import importlib.util
import os
import sys
import tarfile
import tomllib
import zipfile
from importlib.machinery import SourceFileLoader
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import pytest

import dm_tui
from dm_tui.domain.upkeep import wording
from dm_tui.domain.upkeep.installing import extra_command

ROOT = Path(__file__).parents[1]
HOME = "https://git.example.org/dm-tui"


def load(name: str, path: Path) -> ModuleType:
    loader = SourceFileLoader(name, str(path))
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def release() -> ModuleType:
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        return load("release", ROOT / ".ci" / "release")
    finally:
        sys.dont_write_bytecode = before


@pytest.fixture
def hatch_build(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The hook of the build, without hatchling, which only a build has."""
    for name in ("hatchling", "hatchling.metadata", "hatchling.metadata.plugin"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    interface = ModuleType("hatchling.metadata.plugin.interface")
    interface.MetadataHookInterface = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, interface.__name__, interface)
    return load("hatch_build", ROOT / "hatch_build.py")


def test_the_version_is_that_of_the_program(release: ModuleType) -> None:
    source = (ROOT / "src" / "dm_tui" / "__init__.py").read_text(encoding="utf-8")
    assert release.version_in(source) == dm_tui.__version__


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# Changelog\n\n## [1.2.0] - 2026-11-30\n\n## [1.1.0] - 2026-01-01\n", ""),
        ("## [1.2.0]\n", "no date"),
        ("## [1.2.0] - soon\n", "no date"),
        ("## [1.2.0] - 2026-02-30\n", "no date"),
        ("## [1.2.0] 2026-11-30\n", "no date"),
        ("## [Unreleased]\n\n## [1.2.0] - 2026-11-30\n", "begins with [Unreleased]"),
        ("", "no versions"),
    ],
)
def test_a_changelog_needs_the_version_and_its_date(release: ModuleType, text: str, problem: str) -> None:
    said = release.changelog_problem(text, "1.2.0")
    assert problem in said
    assert bool(said) is bool(problem)


@pytest.fixture
def committed(release: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with one commit, which the release command takes for its own."""
    monkeypatch.setattr(release, "ROOT", tmp_path)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    release.git("init", "--quiet")
    release.git("config", "user.name", "Ann")
    release.git("config", "user.email", "ann@example.org")
    release.git("commit", "--quiet", "--allow-empty", "--message", "the first")
    return tmp_path


def test_a_commit_is_tagged_if_nothing_stands_in_the_way(release: ModuleType, committed: Path) -> None:
    commit = release.commit_to_tag("1.2.0")
    release.git("tag", "v1.1.0")
    assert release.commit_to_tag("1.2.0") == commit
    assert len(commit) == 40


def test_what_cannot_be_tagged_is_refused_before_anything_is_built(
    release: ModuleType, committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release.git("tag", "v1.2.0")
    with pytest.raises(release.ReleaseError, match=r"tag v1\.2\.0 is there"):
        release.commit_to_tag("1.2.0")
    (committed / "new").touch()
    with pytest.raises(release.ReleaseError, match="not committed"):
        release.commit_to_tag("1.3.0")
    (committed / "new").unlink()
    release.git("config", "user.useConfigOnly", "true")
    release.git("config", "--unset", "user.email")
    monkeypatch.delenv("EMAIL", raising=False)
    monkeypatch.delenv("GIT_COMMITTER_EMAIL", raising=False)
    with pytest.raises(release.ReleaseError, match="GIT_COMMITTER_IDENT"):
        release.commit_to_tag("1.3.0")


@pytest.mark.parametrize("tag", [True, False])
def test_without_a_python_nothing_is_released(
    release: ModuleType, monkeypatch: pytest.MonkeyPatch, tag: bool
) -> None:
    monkeypatch.setattr(release, "find_pythons", list)
    monkeypatch.setattr(release, "commit_to_tag", lambda version: "")
    with pytest.raises(release.ReleaseError, match="no Python to try it with"):
        release.release(tag=tag, pythons=None, installers=release.INSTALLERS)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "dm_tui"
    for name in ("__init__.py", "content/help.txt", "__pycache__/x.pyc"):
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text("")
    return path


def wheel(tmp_path: Path, *names: str) -> Path:
    path = tmp_path / "dm_tui-1.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return path


MANUAL = "dm_tui-1.data/data/share/man/man1/dm-tui.1"
PAGE = "dm_tui-1.data/data/share/doc/dm-tui/docs/settings.md"
WHOLE = ("dm_tui/__init__.py", "dm_tui/content/help.txt", MANUAL, PAGE, "dm_tui-1.dist-info/licenses/LICENSE")


@pytest.mark.parametrize(
    ("names", "problems"),
    [
        (WHOLE, []),
        (WHOLE[:4], ["the wheel lacks the licence"]),
        ((*WHOLE[:2], *WHOLE[3:]), ["the wheel lacks the manual page"]),
        ((*WHOLE[:3], WHOLE[4]), ["the wheel lacks the pages that help names"]),
        (WHOLE[1:], ["the wheel lacks dm_tui/__init__.py"]),
        ((*WHOLE, "tests/conftest.py"), ["the wheel has tests/conftest.py"]),
        ((*WHOLE, "dm_tui/__pycache__/x.pyc"), ["the wheel has dm_tui/__pycache__/x.pyc"]),
    ],
)
def test_a_wheel_holds_the_program_and_nothing_else(
    release: ModuleType, package: Path, tmp_path: Path, names: tuple[str, ...], problems: list[str]
) -> None:
    assert release.wheel_problems(wheel(tmp_path, *names), package) == problems


def test_a_source_distribution_has_what_a_build_needs_and_nothing_uncommitted(
    release: ModuleType, tmp_path: Path
) -> None:
    path = tmp_path / "dm_tui-1.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name in ("pyproject.toml", "README.md", "PKG-INFO"):
            archive.add(ROOT / "pyproject.toml", f"dm_tui-1/{name}")
    said = release.sdist_problems(path)
    assert "the source distribution lacks hatch_build.py" in said
    assert not [line for line in said if "README" in line or "PKG-INFO" in line]


def test_a_fresh_environment_keeps_where_things_are_and_nothing_else(
    release: ModuleType, tmp_path: Path
) -> None:
    present = {
        "PATH": "/bin",
        "HTTPS_PROXY": "p",
        "PIP_INDEX_URL": "i",
        "DM_TUI_STATE": "s",
        "VIRTUAL_ENV": "v",
        "PYTHONPATH": "x",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "k",
    }
    fresh = release.fresh_environment(present, tmp_path)
    assert {name for name in fresh if name in present} == {"PATH", "HTTPS_PROXY", "PIP_INDEX_URL"}
    assert fresh["HOME"] == str(tmp_path)


README = """# dm-tui

See [the settings](docs/settings.md), [uv](https://docs.astral.sh/uv/) and [below](#below).

![A plan](assets/plan.svg)

| | |
|---|---|
| ![One](assets/one.svg) | ![Two](assets/two.svg) |

| key | does |
|---|---|
| `q` | quits |
"""


def test_without_a_home_an_index_is_told_of_no_links_and_no_pictures(hatch_build: ModuleType) -> None:
    assert hatch_build.project_urls("") == {}
    assert hatch_build.index_readme(README, "") == (
        "# dm-tui\n\nSee the settings, [uv](https://docs.astral.sh/uv/) and [below](#below).\n\n"
        "| key | does |\n|---|---|\n| `q` | quits |\n"
    )


def test_with_a_home_links_and_pictures_lead_there(hatch_build: ModuleType) -> None:
    shown = hatch_build.index_readme(README, HOME)
    assert f"[the settings]({HOME}/blob/main/docs/settings.md)" in shown
    assert f"![A plan]({HOME}/raw/main/assets/plan.svg)" in shown
    assert "[below](#below)" in shown
    assert hatch_build.project_urls(HOME)["Issues"] == f"{HOME}/issues"


def test_the_home_is_read_from_the_program(hatch_build: ModuleType) -> None:
    assert hatch_build.home_page(f'HOME_PAGE = "{HOME}"\n') == HOME
    source = (ROOT / "src" / "dm_tui" / "__init__.py").read_text(encoding="utf-8")
    assert hatch_build.home_page(source) == dm_tui.HOME_PAGE
    with pytest.raises(LookupError):
        hatch_build.home_page("")


def test_an_extra_is_installed_from_where_the_program_came() -> None:
    assert extra_command("sms", "") == "pip install '.[sms]', or uv sync --extra sms, in the folder of dm-tui"
    assert extra_command("sms", "dm-tui") == "pip install 'dm-tui[sms]'"


def test_the_index_is_not_advertised_before_the_program_is_there() -> None:
    if dm_tui.INDEX_NAME:
        return
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.txt"), *(ROOT / "docs").glob("*.md")]
    named = [path.name for path in sources if "install 'dm-tui" in path.read_text(encoding="utf-8")]
    assert [name for name in named if name != "installing.py"] == []


def test_a_crash_report_says_where_to_report_only_if_there_is_a_place() -> None:
    for text in (
        wording.CRASHED,
        wording.FAULT,
        wording.CRASHED_WITHOUT_REPORT,
        wording.FAULT_WITHOUT_REPORT,
    ):
        assert ("http" in text.hint) is bool(dm_tui.HOME_PAGE)
        assert "note what you did" in text.hint.lower()


def test_users_get_the_textual_that_is_tested_and_no_tools() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = [f"{name}=={version(name)}" for name in ("textual", "rich")]
    assert set(pinned) <= set(project["project"]["dependencies"])
    assert project["tool"]["uv"]["default-groups"] == []
    tools = ("pytest", "mypy", "ruff", "scipy", "hypothesis")
    assert not [
        dependency for dependency in project["project"]["dependencies"] if dependency.startswith(tools)
    ]
