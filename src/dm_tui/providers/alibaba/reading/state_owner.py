"""Whose account a state file is: it becomes that of the first credentials, and others are refused."""

from dm_tui.domain.account.account import Identity
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.failure_wording import explain_failures
from dm_tui.providers.alibaba.reading import store_account as store
from dm_tui.providers.alibaba.reading.read_identity import read_identity
from dm_tui.providers.alibaba.reading.reading_record import LiveAccount
from dm_tui.providers.alibaba.wording import OTHER_ACCOUNT
from dm_tui.store.state import StateFile, Tables


def confirm_identity(client: Client, state: StateFile) -> None:
    """Store whose credentials these are, or refuse them: they must belong to this state file's account."""
    with explain_failures():
        identity = read_identity(client)
    with state.transaction() as tables:
        store_identity(tables, state, client, *identity)


def store_identity(tables: Tables, state: StateFile, client: Client, id: str, identity: Identity) -> None:
    """Store who signs. An unclaimed file becomes this account's; a file of another account is refused."""
    record = tables.single(LiveAccount)
    if record.id not in ("", id):
        raise OTHER_ACCOUNT(path=state.path, owner=record.id, account=id)
    store.change_record(tables, id=id, identity=identity, credentials=client.link)
