"""A template is held against the published rules: each finding has line, column, reason and source."""

import pytest

from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.setup.template_review import is_rejectable, review_template

END = '<a href="https://x.example/u?e={EAddr}">Unsubscribe</a>'


def codes(html: str = "", *, text: str = "", subject: str = "News") -> list[str]:
    return [finding.code for finding in review_template(MailContent(subject=subject, text=text, html=html))]


@pytest.mark.parametrize(
    "content",
    [
        MailContent(
            subject="News for {UserName}",
            text="Dear {UserName},\n\nour news.\n\nUnsubscribe: https://x.example/u?e={EAddr}\n",
            html=f"<style>.qr-code {{}}</style><p>Dear {{UserName}}</p><!-- WeChat --><p>Our news</p>{END}",
        ),
        MailContent(
            subject="新闻",
            html='<p>尊敬的{UserName}：本月新闻，联系 a@qq.com</p><a href="https://x.example/u">退订</a>',
        ),
        MailContent(
            subject="News",
            text="Dear Ada,\nwe chat with our online ideas team at x@team.me/y.\nUnsubscribe: https://x.example",
        ),
        MailContent(subject="Neues", text="Liebe Ada,\nhallo.\nAbmelden: mailto:stop@example.com"),
        MailContent(subject="Noticias", text="Hola Ana:\nnuevo.\nDarse de baja: {EAddr}"),
    ],
)
def test_what_keeps_to_the_rules_passes(content: MailContent) -> None:
    assert review_template(content) == ()


def test_a_variable_that_only_a_file_fills_is_named_once_and_rejects_nothing() -> None:
    text = "Dear {UserName},\nhello {Nope} {Nope}.\nUnsubscribe: https://x.example"
    findings = review_template(MailContent(subject="Hi", text=text))
    assert [(finding.code, finding.written, finding.line, finding.column) for finding in findings] == [
        ("own-variable", "{Nope}", 2, 7)
    ]
    assert not is_rejectable(findings)


@pytest.mark.parametrize(
    ("html", "code", "place"),
    [
        (f"<p>Our news</p>{END}", "salutation", (1, 4)),
        ("<p>Dear Ada,</p>\n<p>news</p>", "unsubscribe-link", (2, 7)),
        ('<p>Dear Ada,</p>\n <a href="#">Unsubscribe</a>', "unsubscribe-link-dead", (2, 2)),
        (f"<p>Dear Ada,\n our WeChat</p>{END}", "messenger", (2, 6)),
        (f"<p>Dear Ada, QQ: 12345</p>{END}", "messenger", (1, 14)),
        (f"<p>Dear Ada, 微信</p>{END}", "messenger", (1, 14)),
        (f'<p>Dear Ada, <a href="https://wa.me/1">write</a></p>{END}', "messenger", (1, 31)),
        (f"<p>Dear Ada, scan the QR code</p>{END}", "qr-code", (1, 23)),
        (f"<p>Dear Ada, 扫码加群</p>{END}", "group", (1, 16)),
        (f'<p>Dear Ada, <a href="https://pan.baidu.com/s/1">file</a></p>{END}', "cloud-drive", (1, 31)),
        (f'<p>Dear Ada, <img alt="x" src="cid:1"> see you soon</p>{END}', "image-address", (1, 14)),
        (f"<p>Dear Ada, we came across your website</p>{END}", "prospecting", (1, 17)),
    ],
)
def test_a_published_rule_is_named_with_its_place_and_source(
    html: str, code: str, place: tuple[int, int]
) -> None:
    findings = [
        finding for finding in review_template(MailContent(subject="News", html=html)) if finding.code == code
    ]
    assert [(finding.part, finding.line, finding.column) for finding in findings] == [("HTML", *place)]
    assert findings[0].source.startswith("https://www.alibabacloud.com/help/")
    assert is_rejectable(tuple(findings))
    assert findings[0].reason


@pytest.mark.parametrize(
    ("html", "subject", "code"),
    [
        (f"<p>Dear Ada, buy now</p>{END}", "News", "spam-words"),
        (f"<p>Dear Ada, wow!!</p>{END}", "News", "exclamation-marks"),
        (f"<p>Dear Ada, news</p>{END}", "READ THIS NOW", "capitals"),
        (f'<p>Dear Ada, <a href="https://bit.ly/abc">news</a></p>{END}', "News", "short-link"),
        (f'<p>Dear Ada, what a picture</p><img src="https://x.example/a.png">{END}', "News", "alt-text"),
        (f'<p>Hi Ada</p><img alt="" src="https://x.example/a.png">{END}', "News", "only-images"),
        (f"<p>Dear Ada, news</p>{END}", "N" * 101, "limits"),
    ],
)
def test_advice_alone_does_not_reject(html: str, subject: str, code: str) -> None:
    findings = review_template(MailContent(subject=subject, html=html))
    assert code in [finding.code for finding in findings]
    assert not is_rejectable(findings)


def test_a_tag_ends_behind_its_quoted_values() -> None:
    quoted = '<img alt="a > b" src="https://x.example/a.png">'
    assert "alt-text" not in codes(f"<p>Dear {{UserName}}</p>{'word ' * 30}{quoted}{END}")
    target = END.replace("href", 'title="a > b" href')
    assert codes(f"<p>Dear {{UserName}}</p><p>news</p>{target}") == []
