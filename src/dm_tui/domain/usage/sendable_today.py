"""What the daily quota lets you send today: nothing before activation, or while a bill is overdue."""


def sendable_today(
    limit: int | None, used: int | None, *, active: bool | None, overdue: bool | None, closed: bool
) -> int | None:
    """Return the emails that you can send today of a daily quota; None if that is not known.

    It is none until activation, with an overdue bill, and where the service sends nothing for the account.
    """
    if overdue or closed or active is False:
        return 0
    if limit is None or used is None:
        return None
    room = max(0, limit - used)
    known = active and overdue is not None
    return room if known or not room else None
