"""
All settings, read from the environment. `docs/reference/settings.md` says what each is for.

Nothing secret stands here: keys are made at first run in DATA_DIR/keys, readable by the owner only.
"""

import secrets
from datetime import datetime
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from langbiang.foundation.keyfile import kept_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("LANGBIANG_DATA", default=str(BASE_DIR / "var")))
KEYS_DIR = DATA_DIR / "keys"
FILES_DIR = DATA_DIR / "files"
BUILD_DIR = Path(env.str("LANGBIANG_BUILD", default=str(BASE_DIR / "build")))
FONTS_DIR = BUILD_DIR / "fonts"
BACKUPS_DIR = Path(env.str("LANGBIANG_BACKUPS", default=str(DATA_DIR / "backups")))

DEMO = env.bool("LANGBIANG_DEMO", default=False)
DEBUG = env.bool("LANGBIANG_DEBUG", default=False)

# Official time may be shifted in the demo alone (foundation.clock).
_clock_start = env.str("LANGBIANG_CLOCK_START", default="2020-09-09T08:00:00+07:00" if DEMO else "")
if _clock_start and not DEMO:
    raise ImproperlyConfigured("LANGBIANG_CLOCK_START is for the demo only: official time cannot be shifted.")
CLOCK_START = datetime.fromisoformat(_clock_start) if _clock_start else None

SECRET_KEY = env.str("LANGBIANG_SECRET_KEY", default="") or kept_key(
    KEYS_DIR / "secret_key", lambda: secrets.token_urlsafe(50)
)
VAULT_KEYS = env.list("LANGBIANG_VAULT_KEYS", default=[])  # foundation.vault; empty: made in KEYS_DIR
ALLOWED_HOSTS = env.list("LANGBIANG_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Where programs of other systems reach this installation; empty: made of the first name above.
ADDRESS = env.str("LANGBIANG_ADDRESS", default="")
INSTALLED_APPS = [
    "langbiang.web",  # first, so that its templates come before those of the parts
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.idp.oidc",
    "django_htmx",
    "langbiang.foundation.journal",
    "langbiang.foundation.files",
    "langbiang.foundation.looking",
    "langbiang.foundation.search",
    "langbiang.apps.directory",
    "langbiang.apps.identity",
    "langbiang.apps.deadlines",
    "langbiang.apps.handover",
    "langbiang.apps.exchange",
    "langbiang.apps.documents",
    "langbiang.apps.workfiles",
    "langbiang.apps.direction",
    "langbiang.apps.audit",
    "langbiang.apps.incidents",
    *env.list("LANGBIANG_EXTRA_APPS", default=[]),  # the sample app of the journal's tests
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "langbiang.foundation.http.security_headers",
    "langbiang.foundation.http.number_requests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "langbiang.foundation.logs.tell_requests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "langbiang.foundation.http.limit_bodies",
    "langbiang.web.readonly.RefuseWrites",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "langbiang.apps.identity.interface.seat_in_use",
    "langbiang.web.looking.note_looks",
    "langbiang.apps.identity.interface.KeepApart",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "langbiang.web.context.page",
            ],
            "builtins": ["langbiang.web.templatetags.house"],
        },
    },
]
FORM_RENDERER = "langbiang.web.forms.HouseRenderer"

_sqlite = f"sqlite:///{DATA_DIR}/langbiang.sqlite3"
DATABASES = {"default": env.db_url("LANGBIANG_DATABASE_URL", default=_sqlite)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: IMMEDIATE ends "database is locked"; FULL so that an acknowledged act survives power loss.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
        "PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
# What several processes must count or remember together (tries to sign in, codes once used) stands in the database;
# `local` is each process's own.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "identity_shared_cache"},
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "langbiang.apps.identity.passwords.VietnamesePasswordValidator"},
]
ACCOUNT_ADAPTER = "langbiang.apps.identity.interface.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up, but without it sign-in asks no password
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser, at the latest after SESSION_COOKIE_AGE
ACCOUNT_FORMS = {
    "login": "langbiang.apps.identity.forms.LoginForm",
    "reauthenticate": "langbiang.apps.identity.forms.ConfirmByPasswordForm",
}
# By place alone, and wide: an agency comes out of one address. Accounts are counted by identity.services.attempts.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "60/m/ip", "citizen_mail": "5/h/key,60/h/ip"}
MFA_ADAPTER = "langbiang.apps.identity.interface.FactorAdapter"
MFA_FORMS = {
    "activate_totp": "langbiang.apps.identity.forms.AddTotpForm",
    "authenticate": "langbiang.apps.identity.forms.SecondStepForm",
    "reauthenticate": "langbiang.apps.identity.forms.ConfirmByCodeForm",
    "add_webauthn": "langbiang.apps.identity.forms.AddKeyForm",
    "edit_webauthn": "langbiang.apps.identity.forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators enter addresses; nobody signs up
MFA_TOTP_TOLERANCE = 1  # phones' clocks are seldom right to the second
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 3600  # given by allauth, good for nothing here: no client may use one
IDP_OIDC_ADAPTER = "langbiang.apps.identity.openid.ProviderAdapter"
# An outside OpenID Connect provider by which people may sign in; empty: none.
SSO_ISSUER = env.str("LANGBIANG_SSO_ISSUER", default="").rstrip("/")
SSO_NAME = env.str("LANGBIANG_SSO_NAME", default="tài khoản chung")
_sso = {
    "provider_id": "sso",
    "name": SSO_NAME,
    "client_id": env.str("LANGBIANG_SSO_CLIENT", default=""),
    "secret": env.str("LANGBIANG_SSO_SECRET", default=""),
    "settings": {"server_url": SSO_ISSUER, "oauth_pkce_enabled": True},
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_sso] if SSO_ISSUER else []}}
SOCIALACCOUNT_ADAPTER = "langbiang.apps.identity.sso.OutsideAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: form-action of our pages leads to no other site
# Who must come in with a second factor to act: none, roles (who signs, keeps records or administers), all.
SECOND_FACTOR = env.str("LANGBIANG_SECOND_FACTOR", default="none" if DEMO else "roles")
if SECOND_FACTOR not in ("none", "roles", "all"):
    raise ImproperlyConfigured("LANGBIANG_SECOND_FACTOR is none, roles or all.")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/tai-khoan/dang-nhap/"

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["langbiang.web.formats"]

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "frontend" / "static", *([BUILD_DIR / "static"] if BUILD_DIR.exists() else [])]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nothing of ours is for pages of other sites

HTTPS = env.bool("LANGBIANG_HTTPS", default=not DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Under such a name a browser takes a cookie from this very host alone, over HTTPS; no neighbour can plant one.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
BEHIND_PROXY = env.bool("LANGBIANG_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # the last of X-Forwarded-For, which our proxy wrote itself
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # passkeys at http://localhost, for the demo and tests
CSRF_FAILURE_VIEW = "langbiang.web.views.forged_or_stale"

BACKUP_HOURS = env.int("LANGBIANG_BACKUP_HOURS", default=24)  # that the last backup may be old when upgrading
UPLOAD_LIMIT = env.int("LANGBIANG_UPLOAD_LIMIT", default=50 * 1024 * 1024)  # bytes of one file
PACKET_LIMIT = env.int("LANGBIANG_PACKET_LIMIT", default=500 * 1024 * 1024)  # bytes of one edXML file
AGENCY_LIST_HOUR = env.int("LANGBIANG_AGENCY_LIST_HOUR", default=2)  # at which the axis's list of agencies is read
if not 0 <= AGENCY_LIST_HOUR <= 23:
    raise ImproperlyConfigured("LANGBIANG_AGENCY_LIST_HOUR is an hour of the day, 0 to 23.")
PKCS11_MODULE = env.str("LANGBIANG_PKCS11_MODULE", default="")  # library of the tokens' maker; empty: no tokens
TSA = env.str("LANGBIANG_TSA", default="")  # address of a time-stamping service (RFC 3161); empty: no time stamps
# Hosts of OCSP and CRL services that may be called although their addresses are not public; others never are.
REVOCATION_HOSTS = env.list("LANGBIANG_REVOCATION_HOSTS", default=[])
# Whether signed PDFs in packages for the archive get their validation data (PAdES B-LTA); needs the service above.
LONG_TERM = env.bool("LANGBIANG_LONG_TERM", default=bool(TSA))
if LONG_TERM and not TSA:
    raise ImproperlyConfigured("LANGBIANG_LONG_TERM needs LANGBIANG_TSA: without a time stamp the data proves nothing.")
# Days before its end from which a certificate is told of: no law sets them.
CERTIFICATE_WARNING_DAYS = env.int("LANGBIANG_CERTIFICATE_WARNING_DAYS", default=30)
if CERTIFICATE_WARNING_DAYS < 7:
    raise ImproperlyConfigured("LANGBIANG_CERTIFICATE_WARNING_DAYS is a number of days, at least 7.")
ALARM_HOURS = env.int("LANGBIANG_ALARM_HOURS", default=4)  # that something may wait on the axis before it is told
ALARM_MINUTES = env.int("LANGBIANG_ALARM_MINUTES", default=15)  # that a system or a process may be silent
CLAMD = env.str("LANGBIANG_CLAMD", default="")  # path of its socket, or host:port; empty: nothing is scanned
CLAMD_DOWN = env.str("LANGBIANG_CLAMD_DOWN", default="refuse")
if CLAMD_DOWN not in ("refuse", "accept"):
    raise ImproperlyConfigured("LANGBIANG_CLAMD_DOWN is refuse or accept.")
ACCESS_LOG_DAYS = env.int("LANGBIANG_ACCESS_LOG_DAYS", default=730)  # that rows of the access log are kept
if ACCESS_LOG_DAYS < 1:
    raise ImproperlyConfigured("LANGBIANG_ACCESS_LOG_DAYS is a number of days, at least 1.")
METRICS_TOKEN = env.str("LANGBIANG_METRICS_TOKEN", default="")  # who reads /metrics says it; empty: no such page
# Mail to citizens (sign-up, forgotten password). Without a server the pages say so; the demo keeps mails in a folder.
_mail = env.str("LANGBIANG_MAIL_URL", default="")
MAIL = bool(_mail) or DEMO
vars().update(env.email_url_config(_mail or f"filemail:///{DATA_DIR / 'mail'}"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("LANGBIANG_MAIL_FROM", default=f"khong-tra-loi@{ALLOWED_HOSTS[0].lstrip('.')}")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOG_FORMAT = env.str("LANGBIANG_LOG_FORMAT", default="line")
if LOG_FORMAT not in ("line", "json"):
    raise ImproperlyConfigured("LANGBIANG_LOG_FORMAT is line or json.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"number": {"()": "langbiang.foundation.http.RequestNumberFilter"}},
    "formatters": {
        "line": {
            "()": "langbiang.foundation.logs.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_number)s] %(message)s",
        },
        "json": {"()": "langbiang.foundation.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["number"]}},
    # In the demo the terminal is for people: what goes wrong, not each request.
    "loggers": {"langbiang.access": {"level": "WARNING"}} if DEMO else {},
    "root": {"handlers": ["stderr"], "level": env.str("LANGBIANG_LOG_LEVEL", default="INFO")},
}
