"""Textual is imported without what no first frame shows; nothing else notices."""

from tests.fresh import printed_by_each

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
    for subclass in cls.__subclasses__():
        yield subclass
        yield from below(subclass)
for node in sorted(set(below(DOMNode)), key=lambda node: (node.__module__, node.__qualname__)):
    print(node.__module__, node.__qualname__, sorted(node._reactives), list(node._reactives), node._inherit_css,
          node._inherit_bindings, node._inherit_component_classes, node._css_type_name,
          sorted(node._css_type_names), sorted(node._computes), list(node._merged_bindings.key_to_bindings))
"""


NEWER = """
import sys
from dm_tui.cli import fast_textual
own = DOMNode.__dict__['__init_subclass__'].__func__
def newer(cls, **how):
    own(cls, **how)
    {changed}
DOMNode.__init_subclass__ = classmethod(newer)
fast_textual._Subclassing(DOMNode)
from textual.widgets import Label
class Ours(Label): pass
class Others(Ours): pass
print(DOMNode.__init_subclass__.__func__ is newer)
"""
HEAVY = (
    *("platformdirs", "mimetypes", "ssl", "textual.command"),
    *(f"textual.widgets.{name}" for name in ("_select", "_tree", "_input", "_option_list")),
)

AFTER_THE_IMPORT = {
    "every widget": CLASSES,
    "classes are made in the short way": (
        "from textual.dom import DOMNode; print(DOMNode.__init_subclass__.__func__.__qualname__)"
    ),
    "what no first frame shows is loaded by who needs it": (
        f"import sys; print([name for name in {HEAVY!r} if name in sys.modules])\n"
        "import textual.app, textual.types, platformdirs, mimetypes\n"
        "print(textual.types.DirEntry.__name__, textual.app.mimetypes.guess_type('a.svg')[0],\n"
        "      textual.app.user_downloads_path() == platformdirs.user_downloads_path())"
    ),
    "asyncio has OpenSSL when a connection asks for it": """
import asyncio, ssl
from asyncio import base_events, selector_events, sslproto
print(base_events.ssl.SSLContext is ssl.SSLContext, selector_events.ssl.SSLError is ssl.SSLError,
      base_events.sslproto.SSLProtocol is sslproto.SSLProtocol)
async def serve():
    server = await asyncio.start_server(print, '127.0.0.1', 0, ssl=ssl.create_default_context())
    server.close()
asyncio.run(serve())
""",
    "Textual's own palette and its list of themes open": """
import asyncio, textual.app, textual.command
from textual.theme import ThemeProvider
async def look():
    app = textual.app.App()
    async with app.run_test() as pilot:
        provider = ThemeProvider(app.screen)
        print(isinstance(provider, textual.command.Provider), isinstance(provider, ThemeProvider))
        print('nord' in [hit.text async for hit in provider.discover()])
        await pilot.press('ctrl+p')
        print(isinstance(app.screen, textual.app.CommandPalette), textual.app.CommandPalette.is_open(app))
        await pilot.press('escape')
        app.search_themes()
        await pilot.pause()
        print(textual.command.CommandPalette.is_open(app))
asyncio.run(look())
""",
    "patterns wait, and are compiled at once afterwards": """
import collections, gc, re
from dm_tui.cli.late_patterns import LatePattern
late = [found for found in gc.get_objects() if type(found) is LatePattern]
print(sum('_compiled' not in vars(pattern) for pattern in late) > 40)
print(re.compile.__module__ == 're', not hasattr(collections, 'eval'))
""",
}

AS_USUAL = {
    "every widget": CLASSES,
    "a newer Textual finds something else": NEWER.format(changed="cls._computes = frozenset({'another'})"),
    "a newer Textual sets more": NEWER.format(changed="cls._new_in_textual = 1"),
    "a Textual of another shape is imported": (
        "import sys\nfrom dm_tui.cli import fast_textual\n"
        "def broken(node): raise RuntimeError('arranged otherwise')\n"
        "fast_textual._Subclassing = broken\nfast_textual.import_interface_fast()\n"
        "print('dm_tui.tui.app' in sys.modules)"
    ),
}


def test_the_interface_is_what_textual_makes_of_it_also_a_newer_one() -> None:
    fast = printed_by_each(IMPORT, AFTER_THE_IMPORT)
    usual = printed_by_each("from textual.dom import DOMNode", AS_USUAL)
    widgets = fast.pop("every widget")
    for name in ("asyncio has", "Textual's own palette", "patterns wait"):
        said = next(printed for part, printed in fast.items() if part.startswith(name))
        assert set(said.split()) == {"True"}, name
    assert "dm_tui.tui.console.screen ConsoleScreen" in widgets
    assert widgets.splitlines() == usual.pop("every widget").splitlines()
    assert "_Subclassing._compare" in fast["classes are made in the short way"]
    shown = fast["what no first frame shows is loaded by who needs it"]
    assert shown.splitlines() == ["[]", "DirEntry image/svg+xml True"]
    assert usual == dict.fromkeys(usual, "True\n")
