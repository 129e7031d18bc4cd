"""Textual is imported without what no first frame shows; nothing else notices."""

import subprocess
import sys

import pytest

IMPORT = "from dm_tui.cli.fast_textual import import_interface_fast; import_interface_fast()\n"

CLASSES = """
import pkgutil, textual.widgets
from importlib import import_module
from textual.dom import DOMNode
for module in sorted(m.name for m in pkgutil.iter_modules(textual.widgets.__path__)):
    import_module(f"textual.widgets.{module}")
for module in sorted(m.name for m in pkgutil.walk_packages(import_module("dm_tui.tui").__path__, "dm_tui.tui.")):
    import_module(module)
def below(cls):
    for one in cls.__subclasses__():
        yield one
        yield from below(one)
for one in sorted(set(below(DOMNode)), key=lambda one: (one.__module__, one.__qualname__)):
    print(one.__module__, one.__qualname__, sorted(one._reactives), list(one._reactives), one._inherit_css,
          one._inherit_bindings, one._inherit_component_classes, one._css_type_name,
          sorted(one._css_type_names), sorted(one._computes), list(one._merged_bindings.key_to_bindings))
"""


def printed_by(program: str) -> str:
    """Run a program in a fresh interpreter and return what it printed."""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_every_widget_is_what_textual_makes_of_it() -> None:
    as_usual, fast = printed_by(CLASSES), printed_by(IMPORT + CLASSES)
    assert "dm_tui.tui.console.screen ConsoleScreen" in fast
    assert fast.splitlines() == as_usual.splitlines()


def test_classes_are_made_in_the_short_way() -> None:
    shown = "from textual.dom import DOMNode; print(DOMNode.__init_subclass__.__func__.__qualname__)"
    assert "_Subclassing._compare" in printed_by(IMPORT + shown)


@pytest.mark.parametrize(
    "changed",
    [
        "cls._computes = frozenset({'another'})",  # it finds something else
        "cls._new_in_textual = 1",  # it sets more
    ],
)
def test_a_newer_textual_makes_its_classes_itself(changed: str) -> None:
    program = (
        "import sys\nfrom dm_tui.cli import fast_textual\nfrom textual.dom import DOMNode\n"
        "own = DOMNode.__dict__['__init_subclass__'].__func__\n"
        "def newer(cls, **how):\n"
        f"    own(cls, **how)\n    {changed}\n"
        "DOMNode.__init_subclass__ = classmethod(newer)\n"
        "fast_textual._Subclassing(DOMNode)\n"
        "from textual.widgets import Label\n"
        "class Ours(Label): pass\n"
        "class Others(Ours): pass\n"
        "print(DOMNode.__init_subclass__.__func__ is newer)"
    )
    assert printed_by(program).strip() == "True"


def test_what_no_first_frame_shows_is_loaded_by_who_needs_it() -> None:
    heavy = ("platformdirs", "mimetypes", "textual.widgets._select", "textual.widgets._tree")
    program = (
        IMPORT
        + f"import sys; print([name for name in {heavy!r} if name in sys.modules])\n"
        + "import textual.app, textual.types, platformdirs, mimetypes\n"
        + "print(textual.types.DirEntry.__name__, textual.app.mimetypes.guess_type('a.svg')[0],\n"
        + "      textual.app.user_downloads_path() == platformdirs.user_downloads_path())"
    )
    assert printed_by(program).splitlines() == ["[]", "DirEntry image/svg+xml True"]


def test_a_textual_of_another_shape_is_imported_as_usual() -> None:
    program = (
        "import sys, textual.dom\nfrom dm_tui.cli import fast_textual\n"
        "def broken(node): raise RuntimeError('arranged otherwise')\n"
        "fast_textual._Subclassing = broken\n" + "fast_textual.import_interface_fast()\n"
        "print('dm_tui.tui.app' in sys.modules)"
    )
    assert printed_by(program).strip() == "True"
