"""Every row of a file becomes one recipient or one problem, in order, whatever program wrote the file."""

import codecs
import csv
import io
import os
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.letters.letter_variables import NO_VARIABLES, LetterVariables, letter_variables
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.recipients.recipients_reading import RecipientsReading, parse_mapping
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.text import clean_line
from dm_tui.services.mailing.spreadsheets.csv_recipients import CsvRecipients
from dm_tui.services.mailing.spreadsheets.row_problem import RowProblem
from dm_tui.tui.keys_for_commands import with_fields
from tests.domain.test_text import hostile_text

ANN, ZOE = "ann@example.org", "zoë@example.org"
NAMED = letter_variables(MailContent(subject="{UserName}"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


def read(file: Path, data: bytes, needed: LetterVariables = NO_VARIABLES) -> CsvRecipients:
    file.write_bytes(data)
    return CsvRecipients(file, needed)


def addresses(found: CsvRecipients) -> list[str]:
    return [row.address if isinstance(row, Recipient) else f"{row.line}:{row.code}" for row in found]


def refusal(file: Path, needed: LetterVariables = NO_VARIABLES) -> DirectMailError:
    with pytest.raises(DirectMailError) as refused:
        list(CsvRecipients(file, needed))
    assert refused.value.kind is ErrorKind.USAGE
    assert refused.value.hint
    return refused.value


# --- real bytes -------------------------------------------------------------------------------------------

TEXT = "Email;UserName\r\nann@example.org;Zoë Müller\r\nbob@example.org;Ñandú\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "UTF-8 with BOM"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("latin-1"), "Windows-1252"),
        (TEXT.encode("utf-16-le"), "UTF-16 LE"),
        (TEXT.encode("utf-16-be"), "UTF-16 BE"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "UTF-32"),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "UTF-32"),
        (TEXT.encode("utf-32-le"), "UTF-32 LE"),
        (TEXT.encode("utf-32-be"), "UTF-32 BE"),
        (f"\ufeff{TEXT}".encode("gb18030"), "GB18030"),
    ],
    ids=lambda value: value if isinstance(value, str) else "bytes",
)
def test_a_name_arrives_as_it_was_written(file: Path, data: bytes, encoding: str) -> None:
    found = read(file, data, NAMED)
    assert (found.encoding, found.guessed) == (encoding, encoding == "Windows-1252")
    assert list(found) == [
        Recipient(address=ANN, variables={"UserName": "Zoë Müller"}),
        Recipient(address="bob@example.org", variables={"UserName": "Ñandú"}),
    ]


@pytest.mark.parametrize(
    ("codec", "encoding", "head", "name"),
    [
        ("gb2312", "GB18030", "邮箱,姓名", "张三"),
        ("gbk", "GB18030", "电子邮件,用户名", "陳鎔"),
        ("gb18030", "GB18030", "收件人地址,用户姓名", "王㐀"),
        ("big5", "Big5", "電子郵件,姓名", "陳大文"),
        ("cp932", "Shift-JIS", "email,UserName", "山田太郎"),
        ("shift_jis", "Shift-JIS", "メール,UserName", "鈴木花子"),
        ("euc_jp", "EUC-JP", "メールアドレス,UserName", "さくら"),
        ("iso2022_jp", "ISO-2022-JP", "メール,UserName", "山田太郎"),
        ("euc_kr", "EUC-KR", "이메일,UserName", "김철수"),
        ("cp1251", "Windows-1251", "Почта,UserName", "Иван"),
        ("koi8-r", "KOI8-R", "Почта,UserName", "Мария"),
        ("cp1250", "Windows-1250", "email,UserName", "Jiří Dvořák Łukasz"),
        ("cp1253", "Windows-1253", "email,UserName", "Γιώργος"),
        ("cp1252", "Windows-1252", "email,UserName", "Hélène Müller"),
    ],
)
def test_an_encoding_that_is_not_unicode_is_guessed_and_shown(
    file: Path, codec: str, encoding: str, head: str, name: str
) -> None:
    rows = f"{head}\r\nann@example.org,{name}\r\nbob@example.org,{name}\r\n"
    recipients = read(file, rows.encode(codec), NAMED)
    assert (recipients.encoding, recipients.guessed) == (encoding, True)
    assert [row.variables for row in recipients if isinstance(row, Recipient)] == [{"UserName": name}] * 2
    assert f"ann@example.org | {name}" in recipients.first_rows()
    said = CsvRecipients(file, NAMED, RecipientsReading(encoding=codec))
    assert (list(said), said.guessed) == (list(recipients), False)
    again = CsvRecipients(file, NAMED, RecipientsReading(encoding=encoding))
    assert list(again) == list(recipients)


def test_the_rows_that_are_shown_are_those_that_a_wrong_guess_would_spoil(file: Path) -> None:
    rows = "".join(f"a{number}@example.org,Ann\n" for number in range(5_000))
    recipients = read(file, f"email,UserName\n{rows}li@example.org,李四\n".encode("gbk"))
    assert recipients.first_rows() == ("li@example.org | 李四",)


def test_what_stands_above_the_names_of_the_columns_hides_no_row(file: Path) -> None:
    recipients = read(file, b"Members,\n,\nas of May,\nemail,Name\nann@example.org,Ann\nbo@example.org,Bo\n")
    assert recipients.first_rows() == ("email | Name", "ann@example.org | Ann", "bo@example.org | Bo")


def test_letters_that_look_like_utf_8_by_chance_do_not_make_the_file_damaged(file: Path) -> None:
    rows = "email,UserName\nniu@example.org,牛\nzhang@example.org,张三丰\n".encode("gbk")
    assert rows.split(b",")[2][:2].decode()  # UTF-8 as well
    assert read(file, rows).encoding == "GB18030"


def test_a_name_that_is_utf_8_and_chinese_alike_is_asked_about(file: Path) -> None:
    recipients = read(file, "email,UserName\nniu@example.org,牛\n".encode("gbk"))
    assert (recipients.encoding, recipients.guessed) == ("GB18030", True)
    for name in ("Zoë", "Ñandú", "é", "Инна", "Света Уна", "王", "Ελένη", "שרה"):
        recipients = read(file, f"email,UserName\nann@example.org,{name}\nbob@example.org,Ünal É\n".encode())
        assert (recipients.encoding, recipients.guessed) == ("UTF-8", False)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("rot13", "no encoding"),
        ("idna", "no encoding"),
        ("", ""),
        ("utf-8", "is not UTF-8: line 2"),
        ("ascii", "is not ASCII"),
        ("utf-16", "is not UTF-16"),
    ],
)
def test_an_encoding_that_does_not_fit_is_refused(file: Path, encoding: str, words: str) -> None:
    file.write_bytes("email,UserName\nann@example.org,镕€\n".encode("gb18030")[:-1])
    if not encoding:
        assert CsvRecipients(file).guessed
        return
    with pytest.raises(DirectMailError, match=words):
        CsvRecipients(file, reading=RecipientsReading(encoding=encoding))


def test_a_byte_order_mark_wins_over_the_encoding_named(file: Path) -> None:
    file.write_bytes(codecs.BOM_UTF8 + TEXT.encode())
    with pytest.raises(DirectMailError, match="is not GB18030"):
        CsvRecipients(file, reading=RecipientsReading(encoding="gbk"))
    for codec, name in (
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16", "utf-16-le"),
        ("utf-32", "UTF-32"),
    ):
        file.write_bytes(TEXT.encode(codec))
        assert addresses(CsvRecipients(file, reading=RecipientsReading(encoding=name))) == [
            ANN,
            "bob@example.org",
        ]


def test_the_signs_of_windows_are_read(file: Path) -> None:
    found = read(file, b"email,UserName\nann@example.org,\x93Ann\x94 \x80\n")
    assert [row.variables for row in found if isinstance(row, Recipient)] == [{"UserName": "“Ann” €"}]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_what_parts_cells_and_rows_is_found(file: Path, delimiter: str, end: str) -> None:
    rows = [["UserName", "E-Mail", "Town"], ["Ann", ANN, "Bonn"], ["Bob, Jr; x", "b@c.de", ""]]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=end).writerows(rows)
    found = read(file, written.getvalue().encode())
    assert found.separator == delimiter
    assert found.columns.ignored == ("Town",)
    assert list(found) == [
        Recipient(address=ANN, variables={"UserName": "Ann"}),
        Recipient(address="b@c.de", variables={"UserName": "Bob, Jr; x"}),
    ]


def test_a_last_line_needs_no_end(file: Path) -> None:
    assert addresses(read(file, b"email\nann@example.org")) == [ANN]


def test_blank_rows_are_no_rows(file: Path) -> None:
    data = b"\n\nemail,UserName\n\n ,\nann@example.org,Ann\n,\n\nb@c.de,Bob\n,,\n"
    found = read(file, data)
    assert addresses(found) == [ANN, "b@c.de"]


@pytest.mark.parametrize("blank", [b"\n", b"\r\n", b" \t\n", b";;\n", b'"",""\n', b",,,\n", b'""""\n'])
def test_a_file_may_begin_with_any_number_of_blank_lines(file: Path, blank: bytes) -> None:
    found = read(file, blank * 5_000 + b"email,UserName\nann@example.org,Ann\nbad,Bob\n", NAMED)
    assert addresses(found) == [ANN, "5003:bad-address"]


def test_a_file_of_blank_lines_has_no_recipients(file: Path) -> None:
    with pytest.raises(DirectMailError) as told:
        read(file, b"\n" * 5_000)
    assert told.value.code == "no-recipients"


# --- columns ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "address",
        "Email",
        "E-MAIL",
        "e-mail address",
        "EAddr",
        "mail",
        "Adresse",
        "E-Mail-Adresse",
        "courriel",
        "邮箱",
    ],
)
def test_the_address_column_is_found_by_its_name(file: Path, name: str) -> None:
    found = read(file, f"Town,{name},Other\nBonn,ann@example.org,x@example.org\n".encode())
    assert addresses(found) == [ANN]
    assert found.columns.address_name == name
    assert found.columns.ignored == ("Town", "Other")


def test_a_postal_address_is_none_where_there_is_an_email_column(file: Path) -> None:
    found = read(file, b"Address,Email\n1 High Street,ann@example.org\n")
    assert addresses(found) == [ANN]


def test_the_only_column_with_addresses_needs_no_name(file: Path) -> None:
    found = read(file, b"Kontakt;Wohnort\nann@example.org;Bonn\nb@c.de;Ulm\n")
    assert addresses(found) == [ANN, "b@c.de"]
    assert (found.columns.address_name, found.columns.ignored) == ("Kontakt", ("Wohnort",))


def test_variables_are_found_by_their_names(file: Path) -> None:
    head = b"EADDR,user_name,Nick Name,GENDER,birthday,mobile\n"
    found = read(file, head + b"ann@example.org,Ann,Annie,f,1 May,+49 1\n")
    assert list(found) == [
        Recipient(
            address=ANN,
            variables={
                "UserName": "Ann",
                "NickName": "Annie",
                "Gender": "f",
                "Birthday": "1 May",
                "Mobile": "+49 1",
            },
        )
    ]


@pytest.mark.parametrize(
    ("data", "expected", "ignored"),
    [
        (b"ann@example.org\nb@c.de\n", [ANN, "b@c.de"], ()),
        (b"Ann;ann@example.org\nBob;b@c.de\n", [ANN, "b@c.de"], ("column 1",)),
        (
            b"Ann,not an @ddress\nBob,b@c.de\nCy,c@d.de\n",
            ["1:bad-address", "b@c.de", "c@d.de"],
            ("column 1",),
        ),
    ],
)
def test_a_file_without_a_header_is_read(
    file: Path, data: bytes, expected: list[str], ignored: tuple[str, ...]
) -> None:
    found = read(file, data)
    assert not found.columns.header
    assert addresses(found) == expected
    assert found.columns.ignored == ignored


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a@b.de,c@d.de,x\n", "Both “column 1” and “column 2” could be"),
        (b"Email,E-Mail,UserName\na@b.de,c@d.de,x\n", "Both “Email” and “E-Mail” could be"),
        (b"x,y,UserName\na@b.de,c@d.de,x\n", "Both “x” and “y” could be"),
        (b"x,y\n1,2\n", "No column"),
        (b"Email,UserName,user name\na@b.de,c,d\n", "Two columns are called UserName"),
    ],
)
def test_columns_that_cannot_be_told_apart_are_asked_about(file: Path, data: bytes, words: str) -> None:
    file.write_bytes(data)
    assert words in refusal(file, NAMED).message


@pytest.mark.parametrize("data", [b"email,town\na@b.de,Bonn\n", b"a@b.de\n", b"a@b.de,Ann\n"])
def test_a_variable_without_a_column_is_named_before_anything_is_sent(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    error = refusal(file, NAMED)
    assert error.code == "missing-column"
    assert "{UserName}" in error.message


def test_the_address_is_a_variable_that_every_recipient_has(file: Path) -> None:
    assert addresses(read(file, b"a@b.de\n", letter_variables(MailContent(subject="{EAddr}")))) == ["a@b.de"]


# --- files as programs write them ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"sep=;\nemail;UserName\na@b.de;Ann\nbad;Bob\n", ["a@b.de", "4:bad-address"]),
        (b"\xef\xbb\xbfsep=\t\r\nemail\tUserName\r\na@b.de\tAnn, Bob\r\n", ["a@b.de"]),
        (b'"sep=^"\nemail^UserName\na@b.de^Ann\n', ["a@b.de"]),
        (b"\nSEP=;;\nemail;UserName\na@b.de;Ann\n", ["a@b.de"]),
        (b"email,UserName,note\na@b.de,Ann,x\nb@c.de,Bob\nc@d.de\n,,\n", ["a@b.de", "b@c.de", "c@d.de"]),
        (b"email,UserName\na@b.de,Ann,,,\nb@c.de,Bob,,x\n", ["a@b.de", "3:cells"]),
        (b"UserName,email\nAnn,a@b.de\nBob\n", ["a@b.de", "3:bad-address"]),
        (b"a@b.de,Ann,Bonn\nb@c.de,Bob\n", ["a@b.de", "b@c.de"]),
        (b"Customers 2026\n\nemail;UserName\na@b.de;Ann\nbad;Bob\n", ["a@b.de", "5:bad-address"]),
        (b"Customers 2026;;\nAs of;1 May;\nName;Mail 1;Town\nAnn;a@b.de;Bonn\nBob;b@c.de;Ulm\n", ["a@b.de", "b@c.de"]),
        (b"By;boss@b.de\nemail;UserName\na@b.de;Ann\n", ["1:above-header", "a@b.de"]),
        (b"Name,Address,E-Mail 1 - Value\nAnn,1 Road,a@b.de\nBob,2 Road,b@c.de\n", ["a@b.de", "b@c.de"]),
        (b"Address,Work,Home\n1 Road,a@b.de,\n2 Road,b@c.de,\n3 Road,c@d.de,x@y.de\n", ["a@b.de", "b@c.de", "c@d.de"]),
        (b"Email,E-Mail\n,a@b.de\n,b@c.de\n", ["a@b.de", "b@c.de"]),
        (b'email\nAnn Lee <a@b.de>\n"""Lee, Bob"" <b@c.de>"\n<c@d.de>\nmailto:d@e.de\n', ["a@b.de", "b@c.de", "c@d.de", "d@e.de"]),
        ("email\n\ufeffa@b.de\n\u200bb@c.de\u200b\n\u00a0c@d.de\n".encode(), ["a@b.de", "b@c.de", "c@d.de"]),
        (b"Ann <a@b.de>\nBob <b@c.de>\n", ["a@b.de", "b@c.de"]),
        (b"email\nAnn <a@b.de> <b@c.de>\n<>\nAnn <a@b.de\n", ["2:bad-address", "3:bad-address", "4:bad-address"]),
    ],
)  # fmt: skip
def test_a_loose_file_is_read_as_spreadsheets_read_it(file: Path, data: bytes, expected: list[str]) -> None:
    assert addresses(read(file, data)) == expected


@pytest.mark.parametrize(
    "head",
    [
        "收件人地址,姓名,昵称,性别,生日,手机",
        "邮箱地址,用户名,昵称,性别,出生日期,手机号",
        "EAddr,UserName,NickName,Gender,Birthday,Mobile",
        "電子郵件,姓名,暱稱,性別,生日,手機",
    ],
)
def test_the_six_variables_have_chinese_names_too(file: Path, head: str) -> None:
    (row,) = read(file, f"{head}\na@b.de,张三,小张,女,1 May,13800000000\n".encode())
    assert isinstance(row, Recipient)
    assert list(row.variables.items()) == [
        ("UserName", "张三"), ("NickName", "小张"), ("Gender", "女"), ("Birthday", "1 May"), ("Mobile", "13800000000"),
    ]  # fmt: skip


def test_two_columns_of_one_variable_are_asked_about_only_where_it_is_used(file: Path) -> None:
    file.write_bytes("email,姓名,用户名,Mobile\na@b.de,Ann,ann,1\n".encode())
    assert addresses(CsvRecipients(file)) == ["a@b.de"]
    assert "--map" in refusal(file, NAMED).hint
    by_own_name = read(file, "email,姓名,UserName\na@b.de,Ann,ann\n".encode(), NAMED)
    assert [row.variables for row in by_own_name if isinstance(row, Recipient)] == [{"UserName": "ann"}]


def test_you_say_which_columns_are_meant(file: Path) -> None:
    file.write_bytes(b"Office,Private,First Name,UserName\na@b.de,x@y.de,Ann,ann1\n")

    def said(column: str, *pairs: str) -> list[Recipient | RowProblem]:
        return list(
            CsvRecipients(file, NAMED, RecipientsReading(column=column, mapping=parse_mapping([*pairs])))
        )

    ann = Recipient(address="x@y.de", variables={"UserName": "Ann"})
    assert said("Private", "UserName=First Name") == [ann]
    assert said("private", "{UserName} = firstname") == [ann]
    assert said("2", "UserName=3") == [ann]
    (both,) = said("Private", "UserName=First Name", "NickName=First Name")
    assert isinstance(both, Recipient)
    assert both.variables == {"UserName": "Ann", "NickName": "Ann"}
    own = letter_variables(MailContent(subject="{First}"))
    (first,) = CsvRecipients(
        file, own, RecipientsReading(column="1", mapping=parse_mapping(["First=First Name"]))
    )
    assert first == Recipient(address="a@b.de", variables={"First": "Ann", "UserName": "ann1"})
    for column, pairs in (
        ("Secret", ()),
        ("5", ()),
        ("1", ("UserName=x",)),
        ("1", ("UserName",)),
        ("1", ("A=1", "A=2")),
    ):
        with pytest.raises(DirectMailError, match=r"Secret|“5”|“x”|does not say|two columns"):
            said(column, *pairs)
    file.write_bytes(b"a@b.de,Ann\nb@c.de,Bob\n")
    assert said("1", "UserName=2")[0] == Recipient(address="a@b.de", variables={"UserName": "Ann"})


def test_any_column_fills_the_variable_of_its_name(file: Path) -> None:
    recipients = read(
        file, b"email,First Name\na@b.de,Ann\n", letter_variables(MailContent(subject="{First Name}"))
    )
    assert list(recipients) == [Recipient(address="a@b.de", variables={"First Name": "Ann"})]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_quotes_of_a_name_before_an_address_are_no_stray_quotes(file: Path, delimiter: str) -> None:
    rows = [
        ["email", "UserName"],
        ['"Ann, X; Y" <ann@example.org>', "Ann"],
        ['"Bob \\"B\\"" <bob@example.org>', '"B, b"'],
        ['"""Cy"" <cy@example.org>"', "Cy"],  # as a spreadsheet writes it
        ['"Bea ""B""" <bea@example.org>', "Bea"],
        ['"Dee" dee@example.org', "Dee"],
    ]
    data = "\r\n".join(delimiter.join(row) for row in rows).encode()
    found = ["ann@example.org", "bob@example.org", "cy@example.org", "bea@example.org", "6:quote"]
    assert addresses(read(file, data)) == found
    bare = "\n".join(row[0] for row in rows[1:5]).encode()
    assert addresses(read(file, bare)) == found[:4]


def test_a_quoted_name_and_an_address_in_brackets_are_two_cells_where_a_tab_parts_them(file: Path) -> None:
    data = b'UserName\tx\temail\n"Ann"\t\t<ann@example.org>\n"Bob"\t\t"B" <bob@example.org>\n'
    people = [row for row in read(file, data, NAMED) if isinstance(row, Recipient)]
    assert [(person.address, person.variables["UserName"]) for person in people] == [
        ("ann@example.org", "Ann"),
        ("bob@example.org", "Bob"),
    ]


def test_a_mailbox_within_a_quoted_cell_is_left_as_it_is(file: Path) -> None:
    data = b'email,UserName\na@b.de,"Ann, ""Ann"" <a@b.de>, or"\n"c@d.de","x,"" <a@b.de>,y"\n'
    people = [row for row in read(file, data, NAMED) if isinstance(row, Recipient)]
    assert [person.variables["UserName"] for person in people] == [
        'Ann, "Ann" <a@b.de>, or',
        'x," <a@b.de>,y',
    ]


@pytest.mark.parametrize("stray", [0, 1, 500, 998])
@pytest.mark.parametrize("quoted", ["", "999", "all"])
def test_a_stray_quote_costs_the_row_it_is_in(file: Path, stray: int, quoted: str) -> None:
    def name(number: int) -> str:
        return f'"User, {number}"' if quoted in (str(number), "all") else f"User {number}"

    rows = [f"u{number}@example.org,{name(number)}\n" for number in range(1_000)]
    rows[stray] = f'u{stray}@example.org,"User {stray}\n'
    found = addresses(read(file, f"email,UserName\n{''.join(rows)}".encode()))
    expected = [f"u{number}@example.org" for number in range(1_000)]
    expected[stray] = f"{stray + 2}:quote"
    assert found == expected


def test_the_row_whose_quote_would_have_closed_a_broken_one_is_told_too(file: Path) -> None:
    data = b'email,UserName\na@b.de,"Ann\nb@c.de,Bob\nc@d.de,Cy"\nd@e.de,Dan\ne@f.de,6\'5"\n'
    assert addresses(read(file, data)) == ["2:quote", "b@c.de", "4:quote", "d@e.de", "e@f.de"]


def test_the_remains_of_a_broken_cell_are_nobody(file: Path) -> None:
    data = b'email,note\na@b.de,"one\nand\nmore\nb@c.de,x\nnobody\n'
    assert addresses(read(file, data)) == ["2:quote", "b@c.de", "6:bad-address"]


def test_a_note_may_have_an_address_in_a_line_of_its_own(file: Path) -> None:
    data = b'email,UserName,note\na@b.de,Ann,"Ask\nthem"\nb@c.de,"Bob\nLee",x\n'
    found = list(read(file, data))
    assert [row.variables for row in found if isinstance(row, Recipient)] == [
        {"UserName": "Ann"},
        {"UserName": "Bob Lee"},
    ]


# --- problems, by line ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "line", "code", "words"),
    [
        ("nobody,Ann\n", 2, "bad-address", "no @"),
        ("\n\nann@example.org ann,Ann\n", 4, "bad-address", "space"),
        ('"a@b.de\nBcc: c@d.de",Ann\n', 2, "line-break", "quote"),
        ("zoë@example.org,Zoë\n", 2, "bad-address", "ASCII letters"),
        (",Ann\n", 2, "bad-address", "no email address"),
        ("a@b.de,Ann\nA@B.de,Bob\n", 3, "duplicate", "line 2"),
        ("a@b.de,\n", 2, "empty-variable", "UserName"),
        ("a@b.de,\x1b \n", 2, "control-character", "UserName"),
        ("a@b.de, \t \n", 2, "empty-variable", "UserName"),
        ("a@b.de\n", 2, "empty-variable", "UserName"),
        ("a@b.de,Ann,Bonn\n", 2, "cells", "3 cells"),
        ("a@b.de,A\0nn\n", 2, "nul", "NUL"),
        ("a@b.de,A\x1b[31mnn\n", 2, "control-character", "U+001B"),
        (f"a@b.de,{'W' * 201}\n", 2, "too-long", "200"),
        (f"a@b.de,{'W' * 140_000}\n", 2, "too-long", "UserName"),
        (f"a@b.de,{'W' * 1_000_001}\nb@c.de,Bob\n", 2, "too-long", "1,000,000"),
        ('a@b.de,"Ann\n', 2, "quote", "quote"),
        ('a@b.de,"Ann"x\n', 2, "quote", "quote"),
        ('a@b.de,"Ann\nb@c.de,Bob\n', 2, "quote", "quote"),
        ('a@b.de,"Ann\nb@c.de,"Bob"\nc@d.de,Cy\n', 2, "quote", "quote"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_by_its_line(
    file: Path, rows: str, line: int, code: str, words: str
) -> None:
    found = read(file, f"email,UserName\n{rows}".encode(), NAMED)
    (problem,) = [row for row in found if isinstance(row, RowProblem)]
    assert (problem.line, problem.code) == (line, code)
    assert words in problem.message
    assert clean_line(problem.message) == problem.message


def test_a_remark_with_lines_of_its_own_is_no_problem_and_a_swallowed_row_is_one(file: Path) -> None:
    data = b'email,remark\na@b.de,"one\ntwo"\nc@d.de,"one\ne@f.de,two"\ng@h.de,x\n'
    assert addresses(read(file, data)) == ["a@b.de", "4:quote", "5:quote", "g@h.de"]


def test_a_problem_of_one_row_is_none_of_the_next(file: Path) -> None:
    data = b"email,UserName\nbad,Ann\na@b.de,Ann\na@b.de,Bob\nc@d.de,Cy,x\ne@f.de,Eve\n"
    assert addresses(read(file, data)) == ["2:bad-address", "a@b.de", "4:duplicate", "5:cells", "e@f.de"]


def test_a_row_that_cannot_be_used_hides_none_that_can(file: Path) -> None:
    data = b"email,UserName\na@b.de,\na@b.de,Ann\na@b.de,\na@b.de,Ann\n"
    assert addresses(read(file, data, NAMED)) == [
        "2:empty-variable",
        "a@b.de",
        "4:empty-variable",
        "5:duplicate",
    ]


def test_a_file_can_be_read_again(file: Path) -> None:
    found = read(file, b"email\na@b.de\na@b.de\n")
    assert list(found) == list(found)


@pytest.mark.parametrize(
    "cell", ["=1+1", '=HYPERLINK("http://e.vil")', "+49 170", "-1", "@SUM(A1)", "{UserName}", "%s", "<b>"]
)
def test_what_looks_like_a_formula_is_data(file: Path, cell: str) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([["email", "UserName"], [ANN, cell]])
    (row,) = read(file, written.getvalue().encode())
    assert row == Recipient(address=ANN, variables={"UserName": cell})


hostile_cell = st.one_of(
    hostile_text,
    st.sampled_from(["", "a@b.de", "A@B.DE", '"', '""', "=1", "x" * 300, "a@b.de\nc@d.de", "\ufeff"]),
)


@settings(
    max_examples=2 * settings().max_examples, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(rows=[["", "", "0;"], ["", "", "0;0"], ["0@0.A"]], quoted=False, delimiter="\t")
@given(
    rows=st.lists(st.lists(hostile_cell, max_size=4), max_size=12),
    quoted=st.booleans(),
    delimiter=st.sampled_from(",;\t|"),
)
def test_hostile_rows_become_recipients_or_problems(
    file: Path, rows: list[list[str]], quoted: bool, delimiter: str
) -> None:
    lines = [delimiter.join(row) for row in rows]
    if quoted:
        written = io.StringIO()
        csv.writer(written, delimiter=delimiter).writerows(rows)
        lines = [written.getvalue()]
    text = f"email{delimiter}UserName\nfirst@b.de{delimiter}Ann\n" + "\n".join(lines)
    found = list(read(file, text.encode("utf-8", "replace"), NAMED))
    assert found[0] == Recipient(address="first@b.de", variables={"UserName": "Ann"})
    seen = set()
    for row in found:
        event(row.code if isinstance(row, RowProblem) else "recipient")
        if isinstance(row, RowProblem):
            assert 1 < row.line <= text.count("\n") + text.count("\r") + 1
            assert clean_line(row.message) == row.message
        else:
            assert row.address.isascii()
            assert row.address.isprintable()
            assert row.address.lower() not in seen
            seen.add(row.address.lower())
            assert row.variables["UserName"] == clean_line(row.variables["UserName"])
            assert row.variables["UserName"]


@settings(
    max_examples=2 * settings().max_examples, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    data=st.one_of(st.binary(max_size=400), hostile_text.map(lambda text: text.encode("utf-16", "replace")))
)
def test_any_bytes_are_read_or_refused(file: Path, data: bytes) -> None:
    try:
        list(read(file, data))
    except DirectMailError as refused:
        event(refused.code)


# --- files that are none ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "no-recipients", "no recipients"),
        (b"\n \n,,\n", "no-recipients", "no recipients"),
        (b"email,UserName\n", "no-recipients", "no recipients"),
        (b"email\n\n \n", "no-recipients", "no recipients"),
        (b"PK\x03\x04\x14\x00\x06\x00", "unusable-file", "is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "unusable-file", "is damaged"),
        (b"\x7fELF\x02\x01\x01" + bytes(100), "unusable-file", "is not text"),
        (codecs.BOM_UTF8 + b"email\n\xff@b.de\n", "unusable-file", "damaged in line 2"),
        ("email,UserName\na@b.de,Zoë\n".encode() + b"c@d.de,Zo\xeb\n", "unusable-file", "damaged in line 3"),
        (codecs.BOM_UTF16_LE + "a@b.de\n".encode("utf-16-le") + b"\x00\xd8\x00", "unusable-file", "damaged"),
        (b'"email\na@b.de\n', "unusable-file", "first row"),
        (b"email" + b"a" * 1_000_001, "unusable-file", "does not end"),
    ],
    ids=lambda value: value if isinstance(value, str) else "bytes",
)
def test_a_file_that_is_no_list_is_refused(file: Path, data: bytes, code: str, words: str) -> None:
    file.write_bytes(data)
    error = refusal(file)
    assert error.code == code
    assert words in error.message


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    for name, words in (
        ("missing.csv", "There is no file"),
        (".", "is a directory"),
        ("pipe", "read twice"),
        ("loop", "cannot be read"),
        ("n" * 300, "too long"),
        ("\0", "name of a file"),
    ):
        assert words in refusal(tmp_path / name).message


def test_addresses_where_a_file_is_asked_for_are_told_where_they_belong(tmp_path: Path) -> None:
    error = refusal(tmp_path / "ann@example.org, bob@example.org")
    assert error.message == "These are addresses, not the name of a file."
    assert with_fields(error.hint) == "Write them under To."
    assert "There is no file" in refusal(tmp_path / "ann@example.org, people.csv").message


def test_a_file_that_may_not_be_read_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(b"a@b.de\n")

    def denied(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("dm_tui.services.mailing.spreadsheets.text_file.open_file", denied)
    assert "You may not read" in refusal(file).message


def test_a_file_that_changes_while_it_is_read_is_noticed(file: Path) -> None:
    found = read(file, b"email\n" + b"".join(b"a%d@b.de\n" % number for number in range(5_000)))
    rows = iter(found)
    next(rows)
    file.write_bytes(b"\xff" * 100_000)
    with pytest.raises(DirectMailError, match="changed"):
        list(rows)


def test_a_long_cell_takes_no_longer_than_many_short_ones(file: Path) -> None:
    """To look for a letter that is not ASCII from each letter of it took minutes."""
    cell = "x" * 60_000
    begin = time.process_time()
    found = read(file, f"email,note\n{ANN},é\n{ZOE},{cell}\n".encode())
    assert addresses(found)[0] == ANN
    assert time.process_time() - begin < 5


def test_a_long_file_is_not_held_in_memory(file: Path) -> None:
    rows = (f"a{number}@example.org,{'x' * 4_000}\n" for number in range(2_000))
    file.write_text("email,remark\n" + "".join(rows))
    found = CsvRecipients(file)
    tracemalloc.start()
    assert sum(isinstance(row, Recipient) for row in found) == 2_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < file.stat().st_size / 10
