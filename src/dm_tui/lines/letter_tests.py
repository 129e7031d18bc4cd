"""A test letter that was handed over, in words for every face."""


def sent_test_lines(recipient: str, mailing: str, vendor: str) -> list[str]:
    """Return that the letter is on its way, and where to look.

    `mailing` is empty where the vendor sent it.
    """
    carrier = f"mailing {mailing}" if mailing else f"{vendor}, by its call for test letters"
    return [f"The test letter to {recipient} is handed over ({carrier}).", "It counts as one email."]
