"""A keyring that a test can look into, or one that is shut."""

from types import ModuleType


class FakeKeyring(ModuleType):
    """Behaves as the package `keyring`; with a `fault` every call raises it."""

    def __init__(self, fault: Exception | None = None) -> None:
        super().__init__("keyring")
        self.passwords: dict[tuple[str, str], str] = {}
        self.fault = fault

    def get_password(self, service: str, user: str) -> str | None:
        self._work()
        return self.passwords.get((service, user))

    def set_password(self, service: str, user: str, password: str) -> None:
        self._work()
        self.passwords[service, user] = password

    def delete_password(self, service: str, user: str) -> None:
        self._work()
        del self.passwords[service, user]

    def _work(self) -> None:
        if self.fault is not None:
            raise self.fault
