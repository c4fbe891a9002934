"""
Every variable of the environment that the product reads: LANGBIANG_ before a name of the table below.

`settings.py` asks `read` for each; `docs/reference/settings.md` is written from the table by `make docs`. A new setting
is a row here and a line there. An empty variable is one that is not set.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "LANGBIANG_"
_SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True)
class Kind:
    """What a value may be, in words, and how its text is read; `read` raises ValueError or KeyError for other texts."""

    words: str
    read: Callable[[str], Any]


@dataclass(frozen=True)
class Setting:
    """One variable; `told` says in words a default that `settings.py` makes of other settings."""

    name: str
    kind: Kind
    words: str
    default: Any = ""
    demo: Any = None
    told: str = ""

    @property
    def variable(self) -> str:
        return PREFIX + self.name

    @property
    def default_in_words(self) -> str:
        usual = self.told or _in_words(self.default)
        return usual if self.demo is None else f"{usual}, {_in_words(self.demo)} in the demo"


def read(name: str) -> Any:
    """
    Give what the environment says of a setting, or its default.

    :raises ImproperlyConfigured: when it says what the setting may not be; the value, perhaps a secret, is not told.
    """
    setting = _BY_NAME[name]
    text = os.environ.get(setting.variable, "").strip()
    if not text:
        return setting.demo if setting.demo is not None and read("DEMO") else setting.default
    try:
        return setting.kind.read(text)
    except (ValueError, KeyError):
        raise ImproperlyConfigured(f"{setting.variable} is {setting.kind.words}.") from None


def list_unknown() -> list[str]:
    """Give the variables that look like ours and set nothing: a slip of the pen, or a setting that is gone."""
    known = {setting.variable for setting in TABLE}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, datetime):
        return value.isoformat()
    return ", ".join(value) if isinstance(value, tuple) else str(value) or "empty"


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _choice(*words: str) -> Kind:
    return Kind(f"{', '.join(words[:-1])} or {words[-1]}", {word: word for word in words}.__getitem__)


def _number(unit: str, least: int = 1) -> Kind:
    return Kind(f"a whole number of {unit}, at least {least}", lambda text: _between(int(text), least))


def _between(number: int, least: int, most: int | None = None) -> int:
    if number < least or (most is not None and number > most):
        raise ValueError
    return number


def _address(*schemes: str, form: str) -> Kind:
    return Kind(f"an address, {form}", lambda text: _with_scheme(text, schemes))


def _with_scheme(text: str, schemes: tuple[str, ...]) -> str:
    if urlsplit(text).scheme not in schemes:
        raise ValueError
    return text


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment


TEXT = Kind("text", str)
PATH = Kind("a path", str)
SWITCH = Kind("1 or 0", lambda text: _SWITCH[text.casefold()])
LIST = Kind("words separated by commas", _split)
HOUR = Kind("an hour of the day, 0 to 23", lambda text: _between(int(text), 0, 23))
PORT = Kind("a port, 1 to 65535", lambda text: _between(int(text), 1, 65535))
MOMENT = Kind("a moment with its offset, like 2020-09-09T08:00:00+07:00", _moment)
WEB = _address("https", "http", form="https://…")

TABLE = (
    Setting(
        "DATA",
        PATH,
        "folder of database (SQLite), files, keys, checkpoints, collected static files",
        told="`var` beside the code",
    ),
    Setting(
        "DATABASE_URL",
        _address("postgres", "postgresql", "sqlite", form="postgres://user:password@host/name"),
        "the database; PostgreSQL for a province",
        told="SQLite in the data folder",
    ),
    Setting(
        "HOSTS",
        LIST,
        "names under which the site answers",
        default=("localhost", "127.0.0.1", "[::1]"),
    ),
    Setting(
        "ADDRESS",
        TEXT,
        "address under which other systems reach the document axis, told by `exchange system list`; best without a "
        "port",
        told="the first of those names",
    ),
    Setting("HTTPS", SWITCH, "secure cookies and HSTS", default=True, demo=False),
    Setting(
        "HSTS_SUBDOMAINS",
        SWITCH,
        "HSTS for every name below the site's too: only where none of them is a system without TLS",
        default=False,
    ),
    Setting(
        "PROXY",
        SWITCH,
        "trust `X-Forwarded-Proto`, and the last address of `X-Forwarded-For`, from the proxy in front, which must "
        "write both anew; what it lets through in the clear is led to HTTPS",
        default=False,
    ),
    Setting("SECRET_KEY", TEXT, "key of sessions and tokens", told="made in the data folder"),
    Setting(
        "VAULT_KEYS",
        LIST,
        "keys under which secrets of other systems are sealed, the newest first",
        default=(),
        told="made in the data folder",
    ),
    Setting(
        "SECOND_FACTOR",
        _choice("none", "roles", "all"),
        "who acts only after adding a second factor: `roles` leaders, records clerks and administrators, `all` "
        "everybody, `none` nobody; each may add one in any case",
        default="roles",
        demo="none",
    ),
    Setting(
        "IDLE_MINUTES",
        _number("minutes", least=0),
        "how long a session may be unused before it ends, of officials and citizens; 0: no such end. Twelve hours "
        "after the sign-in it ends in any case. No law that names a time was found",
        default=30,
    ),
    Setting(
        "SSO_ISSUER",
        WEB,
        "an outside OpenID Connect provider by which people may sign in; accounts must be here already",
    ),
    Setting(
        "SSO_CLIENT", TEXT, "id of this installation there; its redirect address is `…/tai-khoan/dang-nhap/sso/ve/`"
    ),
    Setting("SSO_SECRET", TEXT, "its secret there"),
    Setting("SSO_NAME", TEXT, "what the button on the sign-in page calls it", default="tài khoản chung"),
    Setting(
        "DEMO",
        SWITCH,
        "invented people, anybody enters as anybody, shifted clock; loopback only",
        default=False,
    ),
    Setting(
        "CLOCK_START",
        MOMENT,
        "official time at the demo's first start; refused outside the demo",
        default=None,
        demo=datetime.fromisoformat("2020-09-09T08:00:00+07:00"),
        told="the machine's clock",
    ),
    Setting(
        "UPLOAD_LIMIT",
        _number("bytes"),
        "size of one uploaded file; a request may be 1 MB larger, a visitor's 1 MB in all",
        default=50 * 1024 * 1024,
    ),
    Setting(
        "PACKET_LIMIT",
        _number("bytes"),
        "size of one edXML file; 500 MB is what the hub of Lâm Đồng took, others take 50",
        default=500 * 1024 * 1024,
    ),
    Setting(
        "AGENCY_LIST_HOUR",
        HOUR,
        "when, in Vietnam, a carrier reads the lists of agencies of the axis and of the systems we call",
        default=2,
    ),
    Setting(
        "PKCS11_MODULE",
        PATH,
        "PKCS#11 library of the tokens' maker, for keys in tokens on this server (`langbiang token`); a bound key "
        "keeps the path it was bound with",
    ),
    Setting("AGENT_PORT", PORT, "where the signing agent listens at people's PCs", default=18765),
    Setting(
        "REMOTE_SIGNING_URL",
        _address("https", form="https://…"),
        "a remote signing service that speaks the CSC API 1.0.4: what stands before `/csc/v1/` in its addresses; tried "
        "against a stand-in alone",
    ),
    Setting("REMOTE_SIGNING_CLIENT", TEXT, "id of this installation there (OAuth 2.0 client credentials)"),
    Setting("REMOTE_SIGNING_SECRET", TEXT, "its secret there"),
    Setting(
        "REMOTE_SIGNING_SECONDS",
        _number("seconds"),
        "how long a page waits while the service asks the person on their phone; less than the proxy in front waits",
        default=90,
    ),
    Setting(
        "TSA",
        WEB,
        "a time-stamping service (RFC 3161) for the seals and receipts of the exchange and the signed heads of the "
        "journal, one a minute while acts are written; while it is down they wait and are stamped later. Its root must "
        "be in `keys/roots`, else heads stay without a stamp",
    ),
    Setting(
        "CERTIFICATE_WARNING_DAYS",
        _number("days", 7),
        "before its end, from which a certificate that signs or is trusted here is told of by `doctor` and on the work "
        "board; from 7 days it presses, in `exchange alarms` too. No law sets these numbers",
        default=30,
    ),
    Setting(
        "LONG_TERM",
        SWITCH,
        "signed PDFs in packages for the archive get the data by which they are judged for long (PAdES B-LTA); needs "
        "`LANGBIANG_TSA`. No rule on archives that asks for this form was found in our sources: ask the archive that "
        "will take the packages",
        default=None,
        told="on where a time-stamping service is set",
    ),
    Setting(
        "REVOCATION_HOSTS",
        LIST,
        "hosts of OCSP and CRL services that may be called although their addresses are not public, such as those of a "
        "dedicated network; other private addresses are never called",
        default=(),
        told="none",
    ),
    Setting(
        "ALARM_HOURS",
        _number("hours"),
        "how long something may wait on the axis, and a sent document be on its way, before it is told as an alarm and "
        "in the clerk's list; no law sets it",
        default=4,
    ),
    Setting(
        "ALARM_MINUTES",
        _number("minutes"),
        "how long a system we call, the carrier, or the signer may be silent before it is an alarm; the worker has one",
        default=15,
    ),
    Setting(
        "CLAMD",
        TEXT,
        "where clamd listens, the path of its socket or `host:port`: uploads and attachments of packets are scanned; "
        "empty: they are not, and `doctor` says so",
    ),
    Setting(
        "CLAMD_DOWN",
        _choice("refuse", "accept"),
        "what happens while clamd does not answer: `refuse` files, or `accept` them unseen, which is logged",
        default="refuse",
    ),
    Setting(
        "ACCESS_LOG_DAYS",
        _number("days"),
        "how long rows of the access log are kept; then their number and digest stay. No law that names a time was "
        "found for it; ask the rule of the province before lowering it",
        default=730,
    ),
    Setting(
        "MAIL_URL",
        _address("smtp", "smtp+tls", "smtp+ssl", "filemail", form="smtp+tls://user:password@host:587"),
        "mail server for mails to citizens; without it nobody opens an account by mail, and pages and `doctor` say so",
        told="empty, a folder `mail` in the data folder in the demo",
    ),
    Setting("MAIL_FROM", TEXT, "sender of these mails", told="`khong-tra-loi@` the first of the hosts"),
    Setting(
        "METRICS_TOKEN",
        TEXT,
        "what Prometheus says to read `/metrics` (bearer token); while it is empty there is no such page",
    ),
    Setting(
        "BACKUPS",
        PATH,
        "folder in which `langbiang backup` without a folder makes a set named by its moment; best a disk of its own",
        told="`backups` in the data folder",
    ),
    Setting(
        "BACKUP_HOURS",
        _number("hours"),
        "how old the newest of those may be when `langbiang upgrade check` looks; `doctor` allows twice that: one "
        "late night is no fault",
        default=24,
    ),
    Setting("BUILD", PATH, "folder of the built front end and the letters for PDFs", told="`build` beside the code"),
    Setting("DEBUG", SWITCH, "Django's debug pages; never on a server", default=False),
    Setting(
        "LOG_FORMAT",
        _choice("line", "json"),
        "form of the log: `line` for people, `json` for programs, one object a line with time, level, logger, message, "
        "request number and exception",
        default="line",
    ),
    Setting(
        "LOG_LEVEL",
        _choice("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
        "level of the log on standard error",
        default="INFO",
    ),
    Setting("EXTRA_APPS", LIST, "further Django apps; used by the tests", default=(), told="none"),
)
_BY_NAME = {setting.name: setting for setting in TABLE}
