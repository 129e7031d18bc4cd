"""What became of a new SMTP password, in words for every face. The password itself is in none of them."""


def new_password_lines(address: str, vendor: str, *, in_keyring: bool) -> list[str]:
    """Return that an address has a new password, and where it is."""
    if not in_keyring:
        return [
            f"{address} has a new SMTP password, which nothing needs: {vendor} has no mail server that asks for it.",
            "On a real account it is set at the service and put into the system's keyring.",
        ]
    return [
        f"{address} has a new SMTP password; the old one no longer works.",
        "It is in the system's keyring, where dm-tui finds it when it sends as this user by SMTP.",
    ]
