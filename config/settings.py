"""
All settings, read from the environment. `environment.py` says what each is for.

Nothing secret stands here: keys are made at first run in DATA_DIR/keys, readable by the owner only.
"""

import secrets
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from config import environment
from config.environment import read
from langbiang.foundation.keyfile import kept_key

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = environment.TABLE  # for who describes it
UNKNOWN_VARIABLES = environment.list_unknown()

DATA_DIR = Path(read("DATA") or BASE_DIR / "var")
KEYS_DIR = DATA_DIR / "keys"
FILES_DIR = DATA_DIR / "files"
BUILD_DIR = Path(read("BUILD") or BASE_DIR / "build")
FONTS_DIR = BUILD_DIR / "fonts"
BACKUPS_DIR = Path(read("BACKUPS") or DATA_DIR / "backups")

DEMO = read("DEMO")
DEBUG = read("DEBUG")

# Official time may be shifted in the demo alone (foundation.clock).
CLOCK_START: datetime | None = read("CLOCK_START")
if CLOCK_START and not DEMO:
    raise ImproperlyConfigured("LANGBIANG_CLOCK_START is for the demo only: official time cannot be shifted.")

SECRET_KEY = read("SECRET_KEY") or kept_key(KEYS_DIR / "secret_key", lambda: secrets.token_urlsafe(50))
VAULT_KEYS = read("VAULT_KEYS")  # foundation.vault; empty: made in KEYS_DIR
ALLOWED_HOSTS = list(read("HOSTS"))
# Where programs of other systems reach this installation; empty: made of the first name above.
ADDRESS = read("ADDRESS")
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
    *read("EXTRA_APPS"),  # the sample app of the journal's tests
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # as the policy says, to old browsers
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
    "langbiang.apps.identity.interface.end_when_over",
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
DATABASES = {"default": Env.db_url_config(read("DATABASE_URL") or _sqlite)}
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
SSO_ISSUER = read("SSO_ISSUER").rstrip("/")
SSO_NAME = read("SSO_NAME")
_sso = {
    "provider_id": "sso",
    "name": SSO_NAME,
    "client_id": read("SSO_CLIENT"),
    "secret": read("SSO_SECRET"),
    "settings": {"server_url": SSO_ISSUER, "oauth_pkce_enabled": True},
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_sso] if SSO_ISSUER else []}}
SOCIALACCOUNT_ADAPTER = "langbiang.apps.identity.sso.OutsideAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: form-action of our pages leads to no other site
# Who must come in with a second factor to act: none, roles (who signs, keeps records or administers), all.
SECOND_FACTOR = read("SECOND_FACTOR")
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

HTTPS = read("HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Under such a name a browser takes a cookie from this very host alone, over HTTPS; no neighbour can plant one.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_AGE = 12 * 3600  # from the sign-in, however much it is used (identity.lasting)
IDLE_MINUTES = read("IDLE_MINUTES")  # that a session may be unused; 0: as long as it lasts
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = read("HSTS_SUBDOMAINS")
# Lists within browsers take whole domains, with the sites of everybody below them: not for one system to enter.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
BEHIND_PROXY = read("PROXY")
SECURE_SSL_REDIRECT = HTTPS and BEHIND_PROXY
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]  # asked on the machine itself
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # the last of X-Forwarded-For, which our proxy wrote itself
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # passkeys at http://localhost, for the demo and tests
CSRF_FAILURE_VIEW = "langbiang.web.views.forged_or_stale"

BACKUP_HOURS = read("BACKUP_HOURS")  # that the last backup may be old when upgrading
UPLOAD_LIMIT = read("UPLOAD_LIMIT")  # bytes of one file
PACKET_LIMIT = read("PACKET_LIMIT")  # bytes of one edXML file
AGENCY_LIST_HOUR = read("AGENCY_LIST_HOUR")  # at which the axis's list of agencies is read
PKCS11_MODULE = read("PKCS11_MODULE")  # library of the tokens' maker; empty: no tokens
TSA = read("TSA")  # address of a time-stamping service (RFC 3161); empty: no time stamps
ALARM_HOURS = read("ALARM_HOURS")  # that something may wait on the axis before it is told
ALARM_MINUTES = read("ALARM_MINUTES")  # that a system or a process may be silent
CLAMD = read("CLAMD")  # path of its socket, or host:port; empty: nothing is scanned
CLAMD_DOWN = read("CLAMD_DOWN")
ACCESS_LOG_DAYS = read("ACCESS_LOG_DAYS")  # that rows of the access log are kept
METRICS_TOKEN = read("METRICS_TOKEN")  # who reads /metrics says it; empty: no such page
# Mail to citizens (sign-up, forgotten password). Without a server the pages say so; the demo keeps mails in a folder.
_mail = read("MAIL_URL")
MAIL = bool(_mail) or DEMO
vars().update(Env.email_url_config(_mail or f"filemail:///{DATA_DIR / 'mail'}"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = read("MAIL_FROM") or f"khong-tra-loi@{ALLOWED_HOSTS[0].lstrip('.')}"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOG_FORMAT = read("LOG_FORMAT")
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
    "root": {"handlers": ["stderr"], "level": read("LOG_LEVEL")},
}
