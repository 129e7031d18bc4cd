"""The names of columns in the spreadsheets of many programs: of addresses, variables, dates, reasons."""

from dm_tui.domain.setup.variables import VARIABLES

ADDRESS_VARIABLE = "EAddr"
"""The variable that every recipient has a value for."""

REASON_COLUMNS = ("outcome", "code", "message")
"""The columns that say, in rows written to be sent to again, why each is there."""

ADDRESS_NAMES = (
    {"eaddr", "收件人地址", "收件地址", "收件人邮箱", "收件人郵箱"},
    {"email", "emailaddress", "mail", "mailaddress", "emailaddr", "emails", "primaryemail", "subscriberemail"}
    | {"courriel", "correo", "correoelectrónico", "correoeletrônico", "endereçodeemail", "posta", "eposta"}
    | {"emailadresse", "mailadresse", "adresseemail", "adressemail", "emailadres", "indirizzoemail"}
    | {
        "邮箱",
        "电子邮件",
        "邮件地址",
        "邮箱地址",
        "电子邮箱",
        "电子邮件地址",
        "邮件",
        "电邮",
        "email地址",
        "email邮箱",
    }
    | {"郵箱", "電子郵件", "電子郵件地址", "電子信箱", "電郵", "信箱", "電郵地址", "郵件地址"}
    | {"メール", "メールアドレス", "eメール", "電子メール", "이메일", "이메일주소", "전자우편", "메일"}
    | {"почта", "электроннаяпочта", "адресэлектроннойпочты", "емейл", "эл.почта", "элпочта"},
    {"address", "adresse", "recipient", "empfänger", "收件人", "地址"},
)
"""Names of the address column, ignoring case, spaces and punctuation.

An earlier set wins over a later one; the last one also names postal addresses.
"""

_CHINESE_NAMES = {
    "UserName": ("用户名", "姓名", "收件人姓名", "名字", "用戶名", "用户姓名", "客户姓名", "名称"),
    "NickName": ("昵称", "暱稱", "称呼"),
    "Gender": ("性别", "性別"),
    "Birthday": ("生日", "出生日期"),
    "Mobile": ("手机", "手机号", "手机号码", "移动电话", "手機", "手機號碼", "行動電話"),
}

DOCUMENTED_NAMES = {name.casefold(): name for name in VARIABLES if name != ADDRESS_VARIABLE}
"""The service's variables by their own names."""

VARIABLE_NAMES = {chinese: name for name, names in _CHINESE_NAMES.items() for chinese in names}
"""The service's variables by other names of their columns."""

SINCE_NAMES = (
    "since",
    "created",
    "created_at",
    "date",
    "time",
    "unsubscribed_at",
    "optout time",
    "last_changed",
    *("datum", "seit", "fecha", "日期", "时间", "退订时间", "時間"),
)
"""Names of the column that says since when an address gets no mail."""

REASON_NAMES = ("reason", "type", "status", "grund", "原因", "类型", "状态", "類型")
"""Names of the column that says why."""


def normalize_name(name: str) -> str:
    """Return the name of a column without case, spaces and punctuation."""
    return "".join(filter(str.isalnum, name.casefold()))


def is_address_name(cell: str) -> bool:
    """Say whether a cell is the name of an address column."""
    return any(normalize_name(cell) in names for names in ADDRESS_NAMES)
