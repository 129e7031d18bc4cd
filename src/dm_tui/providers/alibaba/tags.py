"""Tags at the service, which counts mail only under a tag that existed when the mail was sent."""

from dm_tui.domain.errors import DirectMailError
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import ALREADY_EXISTS, CallFailedError, RefusedError
from dm_tui.providers.alibaba.api.failure_wording import explain_failure, explain_failures
from dm_tui.providers.alibaba.api.mail_answers import DoneAnswer, TagList
from dm_tui.providers.alibaba.changes import Change
from dm_tui.providers.alibaba.wording import TAG_REFUSED

MAX_TAG_WORD = 50
"""Characters of a word that tags are looked for by (vendor's SDK, QueryTagByParam)."""


def has_tag(client: Client, tag: str) -> bool:
    """Say whether a tag is there in the client's region."""
    with explain_failures():
        rows = client.read_named("QueryTagByParam", TagList, tag[:MAX_TAG_WORD])
        return any(row.tag_name == tag for row in rows)


def create_tag(client: Client, tag: str) -> None:
    """Create a tag in the client's region; another program may do so at the same time."""
    with explain_failures():
        change = Change(client, f"the tag “{tag}”", "created")
        try:
            change.make("CreateTag", DoneAnswer, lambda: has_tag(client, tag), tag_name=tag)
        except RefusedError as refused:
            if not ALREADY_EXISTS.search(refused.code):
                raise explain_tagged(refused, tag) from None


def explain_tagged(failure: CallFailedError, tag: str) -> DirectMailError:
    """Return the failure of a call with a tag as an error; it names the tag where its code is about one."""
    if tag and isinstance(failure, RefusedError) and "tag" in failure.code.lower():
        return TAG_REFUSED(tag=tag, words=failure.words or failure.code, code=failure.code)
    return explain_failure(failure)
