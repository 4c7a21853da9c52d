"""Every setting, read from the environment; docs/settings.md says what each is for."""

import json
import os
from datetime import time
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from jianfa.notices.rules import read_hours

PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parent.parent
IS_CHECKOUT = (PROJECT / "pyproject.toml").exists()
HOME = Path(os.environ.get("JIANFA_HOME") or (PROJECT / "var" if IS_CHECKOUT else Path.home() / ".local/share/jianfa"))


def env(name: str, default: str = "") -> str:
    """Return a setting; ``<name>_FILE`` names a file that holds it, as secrets should be given."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def env_flag(name: str, *, default: bool = False) -> bool:
    """Return a yes/no setting; anything but on/off is refused, so that DEBUG=yes cannot pass unseen."""
    value = env(name, "on" if default else "off").lower()
    if value not in {"on", "off"}:
        raise ImproperlyConfigured(f"{name} must be 'on' or 'off', not {value!r}")
    return value == "on"


def env_number(name: str, default: int) -> int:
    """Return a whole number."""
    value = env(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}")
    return int(value)


DEBUG = env_flag("JIANFA_DEBUG")
LOCAL = env_flag("JIANFA_LOCAL")
"""A machine of one's own: plain http on loopback, keys made on first use in JIANFA_HOME."""


def _local_secret(name: str = "secret.key") -> str:
    """Make a secret for a local installation once, and keep it in a file."""
    path = HOME / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(os.urandom(48).hex(), encoding="ascii")
    return path.read_text(encoding="ascii")


SECRET_KEY = env("JIANFA_SECRET_KEY") or (_local_secret() if LOCAL else "")
ALLOWED_HOSTS = [host for host in env("JIANFA_HOSTS", "127.0.0.1,localhost" if LOCAL else "").split(",") if host]
SIGNING_KEY_FILE = Path(env("JIANFA_SIGNING_KEY", str(HOME / "keys" / "event.key")))
CHECKPOINT_KEY_FILE = Path(env("JIANFA_CHECKPOINT_KEY", str(HOME / "keys" / "checkpoint.key")))
CHECKPOINT_DIR = Path(env("JIANFA_CHECKPOINT_DIR")) if env("JIANFA_CHECKPOINT_DIR") else None
"""Where the notes of checkpoints are put for others to keep; None: nowhere."""
FILES_ROOT = Path(env("JIANFA_FILES", str(HOME / "files")))
FONTS_ROOT = Path(env("JIANFA_FONTS", str(HOME / "fonts")))
"""Typefaces the office may use in PDFs (仿宋_GB2312, 方正小标宋); without them two free ones stand for all."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "tree_queries",
    "django_htmx",
    "axes",
    "csp",
    "jianfa.journal",
    "jianfa.calendar",
    "jianfa.files",
    "jianfa.jobs",
    "jianfa.organisations",
    "jianfa.exchange",
    "jianfa.ledger",
    "jianfa.remedies",
    "jianfa.supervision",
    "jianfa.intake",
    "jianfa.acceptance",
    "jianfa.documents",
    "jianfa.notices",
    "jianfa.boards",
    "jianfa.portal",
    "jianfa.workspace",
    "jianfa.api",
    "jianfa.demo",
    "jianfa.cli",
]
INSTALLED_APPS = [
    name
    for name in INSTALLED_APPS
    if not name.startswith("jianfa.") or (PACKAGE / name.removeprefix("jianfa.") / "apps.py").exists()
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jianfa.organisations.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jianfa.organisations.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jianfa.calendar.middleware.CalendarMiddleware",
    "jianfa.organisations.middleware.ActingPostMiddleware",
    "jianfa.organisations.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "jianfa.urls"
WSGI_APPLICATION = "jianfa.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jianfa.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL", f"sqlite:///{HOME / 'jianfa.sqlite3'}"), conn_max_age=60, conn_health_checks=True
    )
}
IS_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    # 16 MB of pages a connection: with SQLite's 2 MB a large import writes the same pages again and again
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384;"
    ),
}
if IS_SQLITE:
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    # Compiling the one query that counts all that waits takes PostgreSQL five seconds, and carrying it out 0.1.
    _given = DATABASES["default"].setdefault("OPTIONS", {})
    _given["options"] = f"-c jit=off {_given.get('options', '')}".strip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisations.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_LENGTH = env_number("JIANFA_PASSWORD_LENGTH", 10)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = env_number("JIANFA_LOGIN_TRIES", 5)
AXES_COOLOFF_TIME = env_number("JIANFA_LOCKOUT_MINUTES", 15) / 60
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "jianfa.organisations.views.account.locked_out"
AXES_VERBOSE = False
AXES_IPWARE_PROXY_COUNT = env_number("JIANFA_PROXIES", 0)

SESSION_COOKIE_AGE = env_number("JIANFA_IDLE_MINUTES", 30) * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
RECENT_LOGIN_SECONDS = env_number("JIANFA_RECENT_LOGIN_MINUTES", 15) * 60

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "jianfa-language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "static"] if (PACKAGE / "static").exists() else []
WHITENOISE_USE_FINDERS = True  # the files stand in the package; nothing needs to be collected
WHITENOISE_AUTOREFRESH = DEBUG

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE = not LOCAL and not DEBUG
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-jianfa" if SECURE else "jianfa"
CSRF_COOKIE_NAME = "__Host-jianfa-csrf" if SECURE else "jianfa-csrf"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_flag("JIANFA_BEHIND_TLS") else None
X_FRAME_OPTIONS = "DENY"

MAX_UPLOAD_BYTES = env_number("JIANFA_UPLOAD_MB", 10) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

JOBS = {
    "understand": "jianfa.ledger.actions.background.understand",
    "import": "jianfa.ledger.actions.background.bring_in",
    "undo": "jianfa.ledger.actions.background.take_out",
    "archive": "jianfa.documents.actions.background.make_archive",
    "themes": "jianfa.intake.actions.themes.carry_out",
}
"""Background jobs: name → the function that does it."""
JOBS_AT_ONCE = env_flag("JIANFA_JOBS_AT_ONCE")
SENTENCE_ENCODER = env_flag("JIANFA_SENTENCE_ENCODER", default=True)
"""Whether similar texts are found by sense as well where the extra ``similar`` is installed."""
VECTORS_FILE = HOME / "vectors.sqlite3"
"""What the encoder made of each text (kit/similar/kept.py); it may be removed at any time."""


def _address() -> str:
    """Return the address people reach the pages under, for links in mails, messages and calendars."""
    if given := env("JIANFA_ADDRESS"):
        if not given.startswith(("https://", "http://")):
            raise ImproperlyConfigured("JIANFA_ADDRESS must begin with https://")
        return given.rstrip("/")
    host = ALLOWED_HOSTS[0] if ALLOWED_HOSTS else "localhost"
    return f"http://{host}:8000" if LOCAL else f"https://{host}"


def _office_hours() -> tuple[time, time]:
    try:
        return read_hours(env("JIANFA_OFFICE_HOURS", "09:00-17:00"))
    except ValueError as error:
        raise ImproperlyConfigured("JIANFA_OFFICE_HOURS must be like 09:00-17:00") from error


def _robots() -> list[dict[str, str]]:
    """Return the group robots; what is wrong is said without repeating it, for it holds secrets."""
    try:
        rows = json.loads(env("JIANFA_ROBOTS", "[]"))
        kinds = {"wecom", "dingtalk", "feishu"}
        if all(row["name"] and row["kind"] in kinds and row["address"] for row in rows):
            return list(rows)
    except (ValueError, KeyError, TypeError):
        pass
    raise ImproperlyConfigured("JIANFA_ROBOTS is not a list of robots as docs/notices.md describes it")


ADDRESS = _address()
OFFICE_HOURS = _office_hours()
"""Reminders, digests and group messages go out between these hours of a working day (示例)."""
ROBOTS = _robots()
EMAIL_HOST, _colon, _port = env("JIANFA_MAIL_SERVER").partition(":")
"""Empty: nothing is mailed."""
MAIL_SECURITY = env("JIANFA_MAIL_SECURITY", "starttls")
if MAIL_SECURITY not in {"starttls", "tls", "none"} or (_port and not _port.isdecimal()):
    raise ImproperlyConfigured("JIANFA_MAIL_SERVER must be host:port, JIANFA_MAIL_SECURITY starttls, tls or none")
EMAIL_PORT = int(_port or {"starttls": 587, "tls": 465, "none": 25}[MAIL_SECURITY])
EMAIL_USE_TLS = MAIL_SECURITY == "starttls"
EMAIL_USE_SSL = MAIL_SECURITY == "tls"
EMAIL_HOST_USER = env("JIANFA_MAIL_USER")
EMAIL_HOST_PASSWORD = env("JIANFA_MAIL_PASSWORD")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("JIANFA_MAIL_FROM")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("JIANFA_LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]


PORTAL = env_flag("JIANFA_PORTAL")
"""This is the public process: portal addresses only, a secret and a database role of its own (docs/portal.md)."""
PORTAL_ADDRESS = env("JIANFA_PORTAL_ADDRESS").rstrip("/") or ("http://127.0.0.1:8001" if LOCAL else "")
"""Where workers reach the portal: what the codes on the sheets of the units say."""
PORTAL_ROLE = env("JIANFA_PORTAL_ROLE", "jianfa_portal")
"""The portal's own role on PostgreSQL: what “jianfa portal-role” makes and the doctor looks at."""
PORTAL_SQLITE = "jianfa.portal.guarded"
PORTAL_APPS = ["django.contrib.staticfiles", "django.forms", "csp", "jianfa.journal", "jianfa.portal"]
PORTAL_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "jianfa.portal.middleware.PublicMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PORTAL_URLS = "jianfa.portal.urls.public"
if PORTAL:
    SECRET_KEY = env("JIANFA_PORTAL_SECRET_KEY") or (_local_secret("portal.key") if LOCAL else "")
    ALLOWED_HOSTS = [host for host in env("JIANFA_PORTAL_HOSTS").split(",") if host] or (ALLOWED_HOSTS if LOCAL else [])
    SIGNING_KEY_FILE = CHECKPOINT_KEY_FILE = Path(os.devnull)
    INSTALLED_APPS, MIDDLEWARE, ROOT_URLCONF = PORTAL_APPS, PORTAL_MIDDLEWARE, PORTAL_URLS
    TEMPLATES[0]["OPTIONS"] = {"context_processors": ["django.template.context_processors.request"]}
    AUTH_USER_MODEL, AUTHENTICATION_BACKENDS = "auth.User", []
    CSRF_FAILURE_VIEW = "jianfa.portal.views.public.forged"
    CSRF_COOKIE_NAME = "__Host-jianfa-portal-csrf" if SECURE else "jianfa-portal-csrf"
    CSRF_COOKIE_AGE = None
    LANGUAGE_COOKIE_NAME = "jianfa-portal-language"
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 50_000}}
    }
    ROBOTS, EMAIL_HOST, CHECKPOINT_DIR = [], "", None
    if _address_of_role := env("JIANFA_PORTAL_DATABASE_URL"):
        DATABASES["default"] = {
            **DATABASES["default"],
            "OPTIONS": {},
            **dj_database_url.parse(_address_of_role, conn_max_age=60, conn_health_checks=True),
        }
        IS_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
    elif not IS_SQLITE:
        raise ImproperlyConfigured("JIANFA_PORTAL_DATABASE_URL must name the portal's own role (jianfa portal-role)")
    if IS_SQLITE:
        DATABASES["default"]["ENGINE"] = PORTAL_SQLITE
        DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
