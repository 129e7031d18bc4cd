"""Text on a screen, laid out and painted again only where it changed."""

from textual.content import Content
from textual.visual import VisualType
from textual.widget import Widget
from textual.widgets import Static


class TextBlock(Static):
    """Text as it stands; nothing in it is markup.

    A step that comes back shows mostly what it showed before. Textual's own `update` would wrap, lay out and
    paint that once more: a fifth of a change of step.
    """

    def __init__(
        self, content: VisualType = "", *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(content, id=id, classes=classes, markup=False)

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show `content`, which may be what is shown already."""
        if not looks_alike(content, self.content):
            super().update(content, layout=layout)


def looks_alike(new: VisualType, old: VisualType) -> bool:
    """Say whether two texts are the same in words and styles; Textual compares the words alone."""
    if isinstance(new, Content) and isinstance(old, Content):
        return new.plain == old.plain and new.spans == old.spans
    return isinstance(new, str) and isinstance(old, str) and new == old


def entitle(widget: Widget, title: str) -> None:
    """Put a title on a frame that may have it already; Textual would paint all of the widget again."""
    if widget.border_title != title:
        widget.border_title = title
