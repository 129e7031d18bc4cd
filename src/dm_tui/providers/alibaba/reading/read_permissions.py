"""Finding every missing permission at once: a call that no part had to make is made to find nothing."""

from contextlib import suppress
from functools import partial

from dm_tui.providers.alibaba.api.call_permissions import ACTIONS, Action
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import CallFailedError
from dm_tui.providers.alibaba.api.mail_answers import EmptyAnswer
from dm_tui.providers.alibaba.reading.part_result import missing_actions


def read_missing_permissions(client: Client) -> tuple[str, ...]:
    """Return the RAM actions that are refused, of the calls that only read and were not made yet.

    Whether a call may be made that costs or changes something is known once it is made.
    """
    at_once = client.parallel_reads()
    left = [
        action for action in ACTIONS.values() if action.probe is not None and action.call not in client.made
    ]
    waits = [at_once.begin(partial(_probe, client, action)) for action in left]
    missing: list[str] = []
    for wait in waits:
        with suppress(CallFailedError):
            missing += wait()
    return tuple(dict.fromkeys(missing))


def _probe(client: Client, action: Action) -> tuple[str, ...]:
    try:
        client.read(action.service, action.call, EmptyAnswer, **action.probe or {})
    except CallFailedError as failure:
        return missing_actions(failure)
    return ()
