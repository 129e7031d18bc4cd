"""How long a mailing still takes, in words: roughly on a screen, to the second in a line of a program."""


def about_time_left(seconds: float) -> str:
    """Return the time left, rounded as such a guess deserves."""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds / 5) * 5} s left"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    return f"about {f'{hours:,} h {rest} min' if hours else f'{minutes} min'} left"


def exact_duration(seconds: float) -> str:
    """Return a time to the second, from an hour on to the minute."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
