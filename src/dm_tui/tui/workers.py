"""Starting work that must not hold up the interface."""

from collections.abc import Callable, Coroutine
from typing import Any

from textual.dom import DOMNode
from textual.worker import Worker


def start_worker(
    node: DOMNode, work: Callable[[], Coroutine[Any, Any, None]], *, group: str, exclusive: bool = False
) -> None:
    """Run `work`, an async function or a partial of one, until it is done or `node` is taken away.

    It is called when the worker starts: a coroutine made before would never be awaited where the worker is
    cancelled first.
    """
    _worker: Worker[None] = node.run_worker(work, group=group, exclusive=exclusive)
