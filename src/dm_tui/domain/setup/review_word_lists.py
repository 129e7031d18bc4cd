"""The words and hosts that the review of a template looks for, in the languages mail is written in.

They are patterns, one an entry. What the vendor publishes names a kind, such as cloud drives; the entries are
the well-known ones of that kind (our own choice).
"""

GREETINGS = (
    r"dear|hello|hi|hey|greetings|good (?:morning|afternoon|evening|day)|welcome",
    r"hallo|guten (?:morgen|tag|abend)|liebe[rs]?|sehr geehrte|moin|servus|bonjour|bonsoir|salut|ch[eè]re?s?",
    r"hola|buen[oa]s? (?:d[ií]as?|tardes|noches)|estimad[oa]s?|querid[oa]s?|ciao|buongiorno|gentile|car[oai]",
    r"ol[aá]|prezad[oa]s?|bom dia|boa tarde|hoi|beste|geachte|hej|hei|kära|kære|cześć|drogi|szanown[ya]",
    r"здравствуйте|уважаем\w+|привет|добрый (?:день|вечер)|дорог\w+|merhaba|sayın|xin chào|kính gửi|halo|yth",
)
CJK_GREETINGS = r"尊敬|尊敬的|亲爱|親愛|您好|你好|各位|早上好|下午好|敬啟者|こんにちは|様|さん|拝啓|안녕|고객님|님께|สวัสดี|เรียน|नमस्ते|مرحب|عزيز|السلام"
UNSUBSCRIBE = (
    r"unsubscribe|opt[- ]?out|manage (?:your )?(?:preferences|subscription)|退订|退訂|取消订阅|取消訂閱|abbestellen|abmelden"
    r"|abmeldung|d[eé]sabonner|d[eé]sinscri\w+|darse de baja|cancelar (?:la |su )?suscripci[oó]n|anular|disiscri\w+"
    r"|annulla(?:re)? l.iscrizione|descadastr\w+|cancelar (?:a )?inscri\w+|uitschrijven|afmelden|отписаться|отказаться"
    r"|配信停止|購読解除|수신\s?거부|구독\s?취소|avregistrera|afmeld|wypisz|odhlásit|hủy đăng ký|berhenti berlangganan"
)
MESSENGERS = (
    r"wechat|weixin|微信|公众号|(?<![@\w.])qq(?![\w.]|邮箱|mail)|whats\s?app|wa\.me|telegram|(?<![\w.])t\.me/|viber"
    r"|kakao\s?talk|\bline\s?id\b|skype|facebook|(?<![\w.])fb\.(?:me|com)|(?<![\w.])m\.me/"
)
GROUPS = r"加群|入群|进群|群号|群聊|扫群|join (?:our|the) (?:chat )?group|group (?:number|chat)"
QR_CODES = r"qr[- ]?codes?|二维码|二維碼|扫码|掃碼|扫一扫|qr-?コード|큐알"
CLOUD_DRIVES = (
    r"drive\.google\.com|google drive|dropbox(?:\.com)?|onedrive(?:\.live\.com)?|1drv\.ms|icloud\.com/iclouddrive"
    r"|pan\.baidu\.com|网盘|云盘|網盤|雲端硬碟|weiyun\.com|微云|(?:aliyun|alipan)(?:drive)?\.com/s/|pan\.quark\.cn|115\.com"
    r"|mega\.nz|wetransfer\.com|mediafire\.com|(?<![\w.-])box\.com|disk\.yandex"
)
SHORTENERS = (
    r"(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|ow\.ly|is\.gd|buff\.ly|rebrand\.ly|cutt\.ly|shorturl\.at|t\.cn|dwz\.cn"
    r"|url\.cn|suo\.im|w\.url\.cn|rb\.gy|v\.gd|s\.id)"
)
SPAM_PHRASES = (
    r"buy now|act now|order now|click here|limited time|100 ?% free|free!|for free!|risk[- ]free|no obligation|cash bonus"
    r"|earn money|make money|you have won|winner!|congratulations!|lowest price|guaranteed income|免费领取|免费送|中奖|恭喜您"
    r"|代开发票|开发票|贷款|博彩|赌博|彩票|快速致富|限时抢购|点击领取|刷单"
)
PROSPECTING = (
    r"came across your (?:company|website)|found your (?:company|website|contact)|potential (?:customer|client|buyer)s?"
    r"|new (?:customer|client) development|cold email|寻求合作|潜在客户|开发客户"
)
