"""Finding the key that signs. The SDK's own chain finds it; we neither store nor show it."""

import logging
import os
from importlib.util import find_spec
from typing import Any, NamedTuple

from dm_tui.domain.text import clean_line
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.failure_wording import explain_failure
from dm_tui.providers.alibaba.api.lean_sdk import import_sdk
from dm_tui.providers.alibaba.api.unsent_calls import classify_missing_credentials
from dm_tui.providers.alibaba.wording import NO_SUCH_CREDENTIALS, SDK_MISSING
from dm_tui.providers.profile_credentials import credentials_of_profile
from dm_tui.settings.profiles import account_value

_LINK_LABELS = {
    "env": "environment variables",
    "oidc_role_arn": "an OIDC token",
    "cli_profile": "the profile of the aliyun CLI",
    "profile": "the credentials file",
    "ecs_ram_role": "the role of this ECS instance",
    "credential_uri": "the address in ALIBABA_CLOUD_CREDENTIALS_URI",
}

_LOGGERS = ("darabonba-core", "alibabacloud-tea", "credentials", "urllib3", "apscheduler")
"""They print requests with their signatures, tracebacks, and credentials being refreshed."""


class Credentials(NamedTuple):
    """`source` is the SDK's own object; `link` names the link of the chain that supplied it."""

    source: Any  # the SDK ships no types
    link: str


def has_sdk() -> bool:
    """Say whether the vendor's SDK is installed, without importing it."""
    try:
        return find_spec("alibabacloud_credentials") is not None
    except (ImportError, ValueError):
        return False


def find_credentials() -> Credentials:
    """Return the credentials of the profile that is set, or the first of the SDK's default chain, or raise.

    The chain reads the environment once, when it is imported. It asks an ECS instance for its role only if
    `ALIBABA_CLOUD_ECS_METADATA` names one: elsewhere that look-up takes seconds and prints tracebacks.
    """
    if not os.environ.get("ALIBABA_CLOUD_ECS_METADATA"):
        os.environ.setdefault("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
    try:
        import_sdk(*Service)
        from alibabacloud_credentials.client import Client
    except ImportError:
        raise SDK_MISSING() from None
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = False
        logger.disabled = True
    if profile := account_value("credentials"):
        return _of_profile(profile)
    try:
        source = Client()
        credential = source.get_credential()
    except Exception as error:  # the chain raises whatever its links do
        raise explain_failure(classify_missing_credentials(str(error))) from None
    return Credentials(source, _link_label(credential.provider_name or ""))


def _of_profile(name: str) -> Credentials:
    credentials = credentials_of_profile(name)
    if credentials is None:
        raise NO_SUCH_CREDENTIALS(name=clean_line(name, 40))
    link = _link_label(credentials.found_in)
    return Credentials(credentials.source, f"{link}, profile {clean_line(name, 40)}")


def _link_label(provider: str) -> str:
    """Return words for the SDK's name of a link, such as `default/cli_profile/static_ak`."""
    labels = (_LINK_LABELS[name] for name in provider.split("/") if name in _LINK_LABELS)
    return next(labels, clean_line(provider, 60) or "the SDK's chain")
