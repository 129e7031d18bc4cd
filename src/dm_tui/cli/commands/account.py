"""Identity verification, access, and internal messages."""

from argparse import Namespace

from dm_tui.cli.output import Answer
from dm_tui.domain.account.permissions import missing_permissions, missing_policies
from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.domain.account.wording import CHOOSE_REGION, VERIFICATION_WORDS
from dm_tui.domain.dates import show_instant
from dm_tui.lines.messages import message_list_lines
from dm_tui.lines.prerequisites import missing_lines, prerequisite_lines
from dm_tui.lines.table import table
from dm_tui.services.account import json_shapes as shapes
from dm_tui.services.account.ram_policy import make_policy
from dm_tui.services.account.region_choice import choose_region
from dm_tui.services.direct_mail import DirectMail

VERIFIED_WORDS = {True: "verified", False: "not verified", None: NOT_KNOWN}


def verify(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Completes the identity verification a region needs."""
    account = direct_mail.prerequisites.verify(args.region)
    regions = direct_mail.prerequisites.regions()
    verified = {region.id: account.verified_for(region) for region in regions}
    lines = [f"{region.words}: {VERIFIED_WORDS[verified[region.id]]}" for region in regions]
    unknown = shapes.unknown_verification(verified.values())
    return Answer(shapes.VerifyAnswer(verified=verified, unknown=unknown), lines)


def region(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Which region buys and sends, what each one is for, and whether it is verified."""
    service = direct_mail.prerequisites
    account, regions = service.account(), service.regions()
    present = service.region(account.region)
    states = tuple(
        shapes.RegionState(id=region.id, name=region.name, verified=account.verified_for(region))
        for region in regions
    )
    document = shapes.RegionAnswer(
        region=shapes.RegionShape.take(present),
        regions=states,
        unknown=shapes.unknown_verification(state.verified for state in states),
    )
    rows = [
        ("→" if region.id == present.id else "", region.name, region.id, VERIFICATION_WORDS[state.verified])
        for region, state in zip(regions, states, strict=True)
    ]
    lines = [
        f"Region: {present.words}",
        present.meaning,
        *missing_lines(service.check(present.id)),
        "",
        *table(("", "region", "id", "verification"), rows),
        "",
        CHOOSE_REGION,
    ]
    return Answer(document, lines)


def region_use(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Buys and sends in another region from now on."""
    chosen = choose_region(direct_mail.provider.account, args.region)
    direct_mail.wizard_drafts.move(chosen.id)
    return region(direct_mail, args)


def access(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Who is signed in, and what is missing for buying and sending."""
    return _access_answer(direct_mail)


def access_policy(direct_mail: DirectMail, args: Namespace) -> Answer:
    """The RAM policy of the calls that the program makes."""
    document = make_policy(args.purpose or "")
    return Answer(document, document.model_dump_json(by_alias=True, indent=2).splitlines())


def access_grant(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Attaches a policy to the signed-in RAM user (sandbox)."""
    direct_mail.prerequisites.grant(args.policy)
    return _access_answer(direct_mail)


def access_as(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Continues as another user (sandbox)."""
    direct_mail.prerequisites.sign_in(args.user)
    return _access_answer(direct_mail)


def messages(direct_mail: DirectMail, args: Namespace) -> Answer:
    """All messages, newest first."""
    listed = direct_mail.overviews.messages()
    document = shapes.MessagesAnswer(messages=tuple(map(shapes.MessageShape.take, listed)))
    return Answer(document, message_list_lines(listed))


def messages_read(direct_mail: DirectMail, args: Namespace) -> Answer:
    """One message with its text, which is read from then on."""
    message = direct_mail.overviews.message(args.id)
    direct_mail.overviews.mark_read(message.id)
    read = message.model_copy(update={"read": True})
    lines = [read.subject, show_instant(read.at), "", *read.body.splitlines()]
    return Answer(shapes.MessageAnswer(messages=(shapes.MessageWithText.take(read),)), lines)


def _access_answer(direct_mail: DirectMail) -> Answer:
    account, checks = direct_mail.prerequisites.account(), direct_mail.prerequisites.check_all()
    answer = shapes.AccessAnswer.take(account, missing=missing_permissions(account), prerequisites=checks)
    lines = [f"Signed in as {answer.identity.name} ({answer.identity.kind})"]
    lines += [f"has      {policy}" for policy in answer.policies]
    lines += prerequisite_lines(checks)
    if direct_mail.facts.completes_prerequisites:
        lines += [f"Attach it: dm-tui access grant {policy}" for policy in missing_policies(account)]
    if direct_mail.facts.is_remote and answer.missing:
        lines += [f"lacks    {name}" for name in answer.missing]
        lines.append("The RAM policy of all calls that this program makes: dm-tui access policy")
    nothing_missing = not answer.missing and all(check.met for check in checks)
    return Answer(answer, [*lines, "Nothing is missing."] if nothing_missing else lines)
