"""The sandbox has no transport: mail goes to the outbox, where you can read it, until you choose a server."""


class SandboxOutbound:
    """Sends nothing itself."""

    def transport(self) -> None:
        return None

    def lists(self) -> None:
        return None
