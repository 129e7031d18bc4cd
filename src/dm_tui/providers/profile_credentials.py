"""The vendor's credentials by the name of a profile: exactly those, whatever else a shell has set."""

from contextlib import suppress
from typing import Any, NamedTuple


class ProfileCredentials(NamedTuple):
    """The SDK's own object, and its name of where it found them."""

    source: Any  # the SDK ships no types
    found_in: str


def credentials_of_profile(name: str) -> ProfileCredentials | None:
    """Return the credentials of a profile of `aliyun configure` or of the credentials file, None without."""
    from alibabacloud_credentials.client import Client
    from alibabacloud_credentials.provider import CLIProfileCredentialsProvider, ProfileCredentialsProvider

    for link in (CLIProfileCredentialsProvider, ProfileCredentialsProvider):
        with suppress(Exception):  # no such file, no such profile, or one that is damaged
            source = Client(provider=link(profile_name=name))
            return ProfileCredentials(source, source.get_credential().provider_name or "")
    return None
