"""A message says what the letter says and nothing more, however hostile the letter, values or reader."""

import json
import re
from base64 import b64decode
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.letters.message_size import MAX_MESSAGE_BYTES
from dm_tui.domain.mailing.letters.mime import MimeComposer
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.setup.variable_filling import fill_variables
from dm_tui.domain.setup.variables import VARIABLES
from tests.domain.test_text import HOSTILE

AT = datetime(2026, 1, 31, 9, tzinfo=UTC)
ANN = Recipient(address="ann@example.org", variables={"UserName": "Ann"})
ALONE = {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}


def parsed(message: bytes) -> EmailMessage:
    found = BytesParser(policy=default).parsebytes(message)
    assert isinstance(found, EmailMessage)
    return found


def letter(**fields: Any) -> Letter:
    content = {name: fields.pop(name) for name in ("subject", "text", "html") if name in fields}
    return Letter(
        sender=fields.pop("sender", "news@example.com"),
        content=MailContent(**{"subject": "News", "text": "Hello", **content}),
        **fields,
    )


def compose(recipient: Recipient = ANN, **fields: Any) -> bytes:
    return MimeComposer(letter(**fields), "ML1").compose(recipient, "ML1-7", AT)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def alias_of(message: bytes) -> str:
    """Return the name beside the sender's address.

    Python's newer parser puts a space between two encoded words of a name, against RFC 2047; the older does
    not.
    """
    raw = message_from_bytes(message)["From"]
    if "=?" not in raw:
        return str(parsed(message)["From"].addresses[0].display_name)
    return str(make_header(decode_header(raw))).rpartition(" <")[0]


def whole(message: EmailMessage) -> list[Any]:
    """Return every defect anywhere: of parts, and of each header field of each part."""
    return [
        defect
        for part in message.walk()
        for defects in (part.defects, *(getattr(value, "defects", ()) for value in part.values()))
        for defect in defects
    ]


def test_a_letter_with_both_bodies() -> None:
    message = parsed(
        compose(
            alias="Zoë’s news",
            reply_to="answers@example.com",
            subject="Grüße, {UserName}",
            text="Hello {UserName}\n",
            html="<p>Hello {UserName}</p>\n",
        )
    )
    assert message["From"].addresses == (Address("Zoë’s news", addr_spec="news@example.com"),)
    assert message["To"].addresses == (Address(addr_spec="ann@example.org"),)
    assert message["Reply-To"].addresses == (Address(addr_spec="answers@example.com"),)
    assert message["Subject"] == "Grüße, Ann"
    assert message["Date"].datetime == AT
    assert message["Message-ID"] == "<ML1-7@example.com>"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert body(message, "plain") == "Hello Ann\n"
    assert body(message, "html") == "<p>Hello Ann</p>\n"
    assert set(message.keys()) == ALONE | {"Reply-To"}


def test_a_letter_of_text_has_one_part() -> None:
    message = parsed(MimeComposer(letter(text="<b>{UserName}</b>", html="")).compose(ANN, "A", AT))
    assert message.get_content_type() == "text/plain"
    assert body(message, "plain") == "<b>Ann</b>\n"


def test_a_letter_of_html_alone_gets_a_text_with_the_values_in_their_places() -> None:
    mean = Recipient(address="a@example.org", variables={"UserName": "A & B/"})
    html = (
        "<style>p { color: red }</style><!-- {UserName} --><p>Hello {UserName|Tom &amp; Eve},</p>"
        '<p><a href="https://x.example/?n={UserName}">See</a></p>'
    )
    whole = parsed(MimeComposer(letter(text="", html=html)).compose(mean, "A", AT))
    assert [part.get_content_type() for part in whole.iter_parts()] == ["text/plain", "text/html"]
    assert body(whole, "plain") == "Hello A & B/,\n\nSee (https://x.example/?n=A%20%26%20B%2F)\n"
    nameless = Recipient(address="a@example.org")
    without = parsed(MimeComposer(letter(text="", html=html)).compose(nameless, "A", AT))
    assert body(without, "plain").startswith("Hello Tom & Eve,\n")


def test_html_without_a_word_stays_alone() -> None:
    picture = '<img src="https://x.example/a.png">'
    message = parsed(MimeComposer(letter(text="", html=picture)).compose(ANN, "A", AT))
    assert message.get_content_type() == "text/html"


def test_a_value_is_text_and_never_markup() -> None:
    mean = Recipient(address="a@example.org", variables={"UserName": "<script>\"&'{EAddr}"})
    message = parsed(compose(mean, text="{UserName}", html='<a title="{UserName}">'))
    assert body(message, "plain") == "<script>\"&'{EAddr}\n"
    assert body(message, "html") == '<a title="&lt;script&gt;&quot;&amp;&#x27;{EAddr}">\n'


def test_the_address_is_always_the_recipients_own() -> None:
    other = Recipient(address="a@example.org", variables={"EAddr": "b@example.org"})
    assert body(parsed(compose(other, text="{EAddr}")), "plain") == "a@example.org\n"


def test_an_international_domain_goes_out_in_ascii() -> None:
    to = Recipient(address="ann@bücher.example")
    message = parsed(compose(to, sender="news@münchen.example", reply_to="a@bücher.example"))
    assert message["To"].addresses[0].addr_spec == "ann@xn--bcher-kva.example"
    assert message["From"].addresses[0].addr_spec == "news@xn--mnchen-3ya.example"
    assert message["Message-ID"] == "<ML1-7@xn--mnchen-3ya.example>"


# --- hostile letters and values ---------------------------------------------------------------------------

nasty = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(sorted(HOSTILE | set("\r\n\t \u2028\u2029\x85"))),
        st.sampled_from(list('=?_.-{}<>"\\,;:@é張😀')),
    ),
    max_size=300,
)
lines = st.lists(
    st.one_of(
        nasty,
        st.sampled_from(
            [
                ".",
                "..",
                "From me",
                "--=_dm-tui",
                "--=_dm-tui--",
                "=_",
                "=?utf-8?q?a?=",
                "{UserName}",
                "{EAddr} {NickName}{Mobile}",
                "Bcc: eve@example.org",
                "trailing \t ",
                "nul \0, escape \x1b, page \x0c",
                "a" * 2_000,
                "é" * 2_000,
            ]
        ),
    ),
    max_size=8,
).map("\r\n".join)
words = st.sampled_from(["=?utf-8?q?a?=", "=?utf-8?b?YQ==?=", "=?", "?=", "  ", "é" * 40, "😀" * 20])
decent = st.lists(
    st.one_of(
        words,
        st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")),
        st.sampled_from(list(' =?_.-{}<>"\\,;:@é張😀')),
    ),
    min_size=1,
    max_size=60,
).map(lambda parts: "".join(parts)[:120])


def one_line_ends(text: str) -> str:
    """Return text as it arrives: newlines, one at the end, and no half characters."""
    text = re.sub("\r\n?", "\n", text.encode("utf-8", "replace").decode())
    return text if text.endswith("\n") else text + "\n"


def letters(field: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Letter, Recipient]]:
    """Return letters and recipients whose header fields and values are made of `field`."""
    return st.tuples(
        st.builds(
            letter,
            alias=field.map(lambda text: text[:15]),
            subject=st.one_of(field, st.tuples(field, st.just("{UserName}")).map("".join)),
            text=lines,
            html=lines,
            batch=st.booleans(),
        ),
        st.builds(
            Recipient,
            address=st.just("ann@example.org"),
            variables=st.dictionaries(st.sampled_from(VARIABLES), field),
        ),
    )


@settings(max_examples=3 * settings().max_examples)
@given(letters(decent))
def test_a_message_says_what_the_letter_says_and_nothing_more(sent: tuple[Letter, Recipient]) -> None:
    letter, recipient = sent
    if not (letter.content.text + letter.content.html).strip() or not letter.content.subject.strip():
        return
    check(MimeComposer(letter, "ML1").compose(recipient, "ML1-7", AT), letter, recipient)


@settings(max_examples=3 * settings().max_examples)
@given(letters(nasty))
def test_a_hostile_letter_is_refused_or_harmless(sent: tuple[Letter, Recipient]) -> None:
    letter, recipient = sent
    try:
        wire = MimeComposer(letter, "ML1").compose(recipient, "ML1-7", AT)
    except DirectMailError as refused:
        event(refused.code)
        return
    event("composed")
    check(wire, letter, recipient)


def check(wire: bytes, letter: Letter, recipient: Recipient) -> None:
    content = letter.content
    assert wire.isascii()
    assert b"\0" not in wire
    assert wire.count(b"\r") == wire.count(b"\n") == wire.count(b"\r\n")
    assert max(map(len, wire.split(b"\r\n"))) <= 998
    message = parsed(wire)
    assert whole(message) == []
    assert len(message.keys()) == len(set(message.keys()))
    single = set() if message.is_multipart() else {"Content-Transfer-Encoding"}
    assert set(message.keys()) == ALONE | single | ({"List-Unsubscribe"} if letter.batch else set())
    filled = {**recipient.variables, "EAddr": "ann@example.org"}
    assert message["Subject"] == fill_variables(content.subject.strip(), filled).strip()
    assert alias_of(wire) == letter.alias.strip()
    assert message["From"].addresses[0].addr_spec == "news@example.com"
    assert message["To"] == "ann@example.org"
    for kind, source in (("plain", content.text), ("html", content.html)):
        if source.strip():
            wanted = fill_variables(one_line_ends(source), filled, html=kind == "html")
            assert body(message, kind) == one_line_ends(wanted)
    for part in message.walk():
        encoding = part.get("Content-Transfer-Encoding", "")
        if encoding in ("base64", "quoted-printable"):
            raw = part.get_payload()
            assert isinstance(raw, str)
            assert max(map(len, raw.splitlines())) <= 76


@given(decent, decent, decent)
def test_the_email_package_would_build_the_same(subject: str, text: str, html: str) -> None:
    if not subject.strip() or not text.strip() or not html.strip():
        return
    subject, text, html = (part.replace("{", "(") for part in (subject.strip(), text, html))
    wanted = EmailMessage(policy=SMTP)
    wanted["From"] = Address("Zoë", addr_spec="news@example.com")
    wanted["To"] = Address(addr_spec="ann@example.org")
    wanted["Subject"] = subject
    wanted["Date"] = AT
    wanted["Message-ID"] = "<ML1-7@example.com>"
    wanted.set_content(text)
    wanted.add_alternative(html, subtype="html")
    built = parsed(compose(alias="Zoë", subject=subject, text=text, html=html))
    theirs = parsed(wanted.as_bytes())
    assert set(built.keys()) == set(theirs.keys())
    for name in ("From", "To", "Date", "Message-ID", "MIME-Version"):
        assert built[name] == theirs[name]
    assert built["Subject"] == subject  # theirs is not, where it has what looks like an encoded word
    assert [(part.get_content_type(), part.get_content_charset()) for part in built.walk()] == [
        (part.get_content_type(), part.get_content_charset()) for part in theirs.walk()
    ]
    for kind in ("plain", "html"):
        assert body(built, kind) == body(theirs, kind)


# --- what is refused, and who is named --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        ({"sender": "news"}, "bad-address", "sender"),
        ({"sender": "a@b.example\r\nBcc: eve@example.org"}, "bad-address", "sender"),
        ({"reply_to": "a b@example.com"}, "bad-address", "reply-to"),
        ({"alias": "Ann\r\nBcc: eve@example.org"}, "control-character", "alias"),
        ({"alias": "Ann\x00"}, "control-character", "alias"),
        ({"alias": "Ann\u2028x"}, "control-character", "alias"),
        ({"alias": "A" * 16}, "alias-too-long", "alias has 16 characters; at most 15"),
        ({"subject": "News\r\nBcc: eve@example.org"}, "control-character", "subject"),
        ({"subject": "News\ttab"}, "control-character", "subject"),
        ({"subject": "  "}, "no-subject", "subject"),
        ({"subject": "é" * 257}, "subject-too-long", "subject has 257 characters; at most 256"),
        ({"tag": "a b"}, "bad-tag", "tag"),
        ({"tag": "ä"}, "bad-tag", "tag"),
        ({"tag": "a" * 129}, "tag-too-long", "tag has 129 characters; at most 128"),
        ({"text": " \n", "html": ""}, "empty-letter", "nothing"),
        *(
            ({"batch": True, "unsubscribe_url": url}, "bad-unsubscribe-url", "unsubscribe")
            for url in (
                "http://example.com/",
                "https://",
                "https://example.com/>\r\nBcc: eve@example.org",
                "https://example.com/a b",
                "https://example.com/é",
                "https://example.com/?{UserName}",
                "https://{EAddr}/",
                "https://example.com/{EAddr}{EAddr}",
                "https://example.com/" + "a" * 900,
            )
        ),
    ],
)
def test_a_field_that_cannot_be_sent_is_named(wrong: dict[str, Any], code: str, words: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        MimeComposer(letter(**wrong))
    assert (refused.value.kind, refused.value.code) == (ErrorKind.USAGE, code)
    assert words in refused.value.message
    assert refused.value.hint
    assert "\r" not in str(refused.value)


@pytest.mark.parametrize(
    ("value", "code"), [("Ann\r\nBcc: eve@example.org", "control-character"), ("A" * 300, "subject-too-long")]
)
def test_a_value_that_no_subject_can_have_is_refused(value: str, code: str) -> None:
    composer = MimeComposer(letter(subject="For {UserName}"))
    mean = Recipient(address="ann@example.org", variables={"UserName": value})
    with pytest.raises(DirectMailError) as refused:
        composer.compose(mean, "ML1-7", AT)
    assert refused.value.code == code
    assert composer.compose(ANN, "ML1-8", AT)


@pytest.mark.parametrize(
    "address", ["ann", "a@b.example\r\nBcc: eve@example.org", "a@b.example, c@d.example"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        compose(Recipient(address=address))
    assert refused.value.code == "bad-address"


@pytest.mark.parametrize("id", ["", "a b", "a\r\n", "a..b", ".a", "a/b", "a>", "é", "a" * 129])
def test_an_id_that_could_break_out_is_no_id(id: str) -> None:
    with pytest.raises(ValueError, match="not the id"):
        MimeComposer(letter()).compose(ANN, id, AT)


def test_the_longest_fields_are_sent() -> None:
    local, host = "l" * 64, f"{'h' * 60}.{'h' * 60}.com"
    longest = f"{local}@{host}"
    message = parsed(
        compose(
            Recipient(address=longest),
            sender=longest,
            reply_to=longest,
            alias="張" * 15,
            subject="張" * 256,
            tag="t" * 128,
            batch=True,
            unsubscribe_url="https://example.com/?{EAddr}" + "u" * 290,
        )
    )
    assert message["Subject"] == "張" * 256
    assert message["To"] == longest
    assert whole(message) == []


def test_a_message_larger_than_the_service_takes_is_refused_before_any_is_made() -> None:
    with pytest.raises(DirectMailError) as refused:
        MimeComposer(letter(text="a line\n" * (MAX_MESSAGE_BYTES // 7)))
    assert (refused.value.kind, refused.value.code) == (ErrorKind.REFUSED, "message-too-large")
    size, limit = re.findall(r"[0-9][0-9,]{9,}", refused.value.message)
    assert int(size.replace(",", "")) > int(limit.replace(",", "")) == MAX_MESSAGE_BYTES


def test_a_message_that_its_values_make_too_large_is_refused() -> None:
    composer = MimeComposer(letter(text="{UserName}" * 20_000))
    with pytest.raises(DirectMailError) as refused:
        composer.compose(Recipient(address="a@b.example", variables={"UserName": "é" * 500}), "A", AT)
    assert refused.value.code == "message-too-large"


# --- the tag and the way out ------------------------------------------------------------------------------


def test_the_tag_is_named_to_the_service_and_nobody_is_tracked() -> None:
    header = parsed(compose(tag="spring_2026"))["X-AliDM-Trace"]
    assert json.loads(b64decode(header)) == {"TagName": "spring_2026", "OpenTrace": "0", "LinkTrace": "0"}


def test_opens_and_clicks_are_tracked_under_a_tag_only() -> None:
    header = parsed(compose(tag="spring", track=True))["X-AliDM-Trace"]
    assert json.loads(b64decode(header)) == {"TagName": "spring", "OpenTrace": "1", "LinkTrace": "1"}
    with pytest.raises(DirectMailError) as refused:
        compose(track=True)
    assert refused.value.code == "tracking-needs-tag"


def test_mail_to_many_can_be_unsubscribed_from_by_email() -> None:
    message = parsed(compose(batch=True, reply_to="an+swers%@example.com"))
    assert message["List-Unsubscribe"] == ("<mailto:an%2Bswers%25@example.com?subject=unsubscribe%20ML1>")
    assert "List-Unsubscribe-Post" not in message


@pytest.mark.parametrize(
    ("url", "filled"),
    [
        ("https://example.com/out?who={EAddr}", "https://example.com/out?who=a%2Bb%25%26@example.org"),
        ("https://example.com:8443/out", "https://example.com:8443/out"),
        ("https://example.com", "https://example.com"),
    ],
)
def test_mail_to_many_can_be_unsubscribed_from_with_one_click(url: str, filled: str) -> None:
    to = Recipient(address="a+b%&@example.org")
    message = parsed(compose(to, batch=True, unsubscribe_url=url))
    assert message["List-Unsubscribe"] == (
        f"<{filled.replace('@', '%40')}>, <mailto:news@example.com?subject=unsubscribe%20ML1>"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_mail_to_one_carries_no_way_out() -> None:
    message = parsed(compose(unsubscribe_url="https://example.com/"))
    assert not [name for name in message if name.startswith("List-")]


def test_without_a_name_the_mailing_is_its_tag() -> None:
    made = MimeComposer(letter(batch=True, tag="spring")).compose(ANN, "A", AT)
    assert parsed(made)["List-Unsubscribe"].endswith("?subject=unsubscribe%20spring>")


def test_a_name_that_could_break_out_is_none() -> None:
    with pytest.raises(ValueError, match="not the name"):
        MimeComposer(letter(batch=True), "a b\r\n")
