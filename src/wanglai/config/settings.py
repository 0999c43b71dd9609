"""Django settings: from the environment, safe when nothing is set.

DATABASE_URL                   a PostgreSQL of your own; else the embedded one in the home folder
WANGLAI_OWNER_DATABASE_URL     beside it: the role that owns the tables and migrates; else the same
WANGLAI_SECRET_KEY             else generated into the home folder
WANGLAI_FIELD_KEYS             else generated into the home folder; comma separated: the first encrypts, all decrypt
WANGLAI_DEBUG=on               never by default
WANGLAI_HOSTS                  names this installation answers to, comma separated; letters of the night link to the first
WANGLAI_PORTAL_HOST            a name of its own for the customer portal; else it stands under /portal/ of the same server
WANGLAI_HTTPS=on               it is served by https: secure cookies, HSTS, https redirects
WANGLAI_PROXIES                number of proxies in front that set X-Forwarded-For (default 0)
WANGLAI_SIGN_UP=on             strangers may open an account (default off)
WANGLAI_PRODUCTION=on          real books: the demo company is refused
WANGLAI_TIME_ZONE              default Asia/Shanghai
WANGLAI_SESSION_IDLE_MINUTES   default 15;  WANGLAI_SESSION_HOURS  default 12
WANGLAI_MAIL_HOST              the mail server (SMTP); without it messages wait in the outbox
WANGLAI_MAIL_TLS               off (default), starttls, or on;  WANGLAI_MAIL_PORT  default 25, 587, 465
WANGLAI_MAIL_USER, WANGLAI_MAIL_PASSWORD   where the server wants them
WANGLAI_MAIL_FROM              the address mails come from, default wanglai@localhost
WANGLAI_MAIL_DROP              a folder into which delivery reports are put, one mail a file
WANGLAI_GATEWAYS               where a service of short messages is spoken to instead of at its own address, such as
                               dingtalk=https://relay.example,twilio=http://127.0.0.1:8025
WANGLAI_LOG=json|console       default json;  WANGLAI_LOG_LEVEL  default INFO
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from wanglai.config import environment as env
from wanglai.config.logging import logging_settings

PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = env.is_on("DEBUG")
PRODUCTION = env.is_on("PRODUCTION")
HTTPS = env.is_on("HTTPS")
SECRET_KEY = env.word("SECRET_KEY") or env.home().secret_key()
FIELD_KEYS = env.words("FIELD_KEYS")  # of bank accounts and addresses; see store/secret_fields.py
ALLOWED_HOSTS = env.words("HOSTS", "localhost,127.0.0.1,[::1]")
PORTAL_HOST = env.word("PORTAL_HOST").lower()  # with its port where that is not the usual one
PORTAL_PATH = "/portal/"
ALLOWED_HOSTS += [PORTAL_HOST.rsplit(":", 1)[0]] if PORTAL_HOST else []
CSRF_TRUSTED_ORIGINS = env.words("TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "wanglai.store",
    "wanglai.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wanglai.config.body_limit.BodyLimit",
    "wanglai.config.portal_host.PortalHost",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wanglai.config.sessions.SessionLimits",
    "wanglai.config.reading_language.ReadingLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "wanglai.config.urls"
WSGI_APPLICATION = "wanglai.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(
            (PACKAGE / "web").glob("*/templates")
        ),  # a folder per screen; before allauth's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "wanglai.web.parts.context.frame",
            ]
        },
    }
]

# --- database: one transaction per request, committed at the edge -----------------------------
DATABASES = {
    "default": {
        **env.database(
            os.environ.get("DATABASE_URL") or env.home().database_url(),
            pool=env.is_on("DATABASE_POOL", "on"),
        ),
        "ATOMIC_REQUESTS": True,
    }
}
CACHES = {
    # In the database, not in a process: sign-in limits and used one-time codes hold for every worker.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "store_cache"}
}
WORKERS = env.number("WORKERS", 1)  # runs at the same time, in one worker
RUN_SECONDS_MAX = env.number("RUN_SECONDS_MAX", 900)
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_IMPORT_PATHS = ["wanglai.jobs.tasks"]

# --- sign-in ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "store.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "wanglai.web.parts.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "wanglai.config.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[往来 Wanglai] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
SIGN_UP_IS_OPEN = env.is_on("SIGN_UP")
MFA_ADAPTER = "wanglai.config.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Wanglai 往来"
MFA_TOTP_TOLERANCE = 0
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

# Ten wrong passwords for one account from one address, or thirty from anywhere, lock for 15 minutes.
PROXIES = env.number("PROXIES", 0)
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "wanglai.config.accounts.sign_in_name"
AXES_CLIENT_IP_CALLABLE = "wanglai.config.accounts.client_address"
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_VERBOSE = False
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,30/15m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = 60 * env.number("SESSION_IDLE_MINUTES", 15)
SESSION_ABSOLUTE_SECONDS = 3600 * env.number("SESSION_HOURS", 12)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "wanglai_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS

# --- what a browser may do with our pages ------------------------------------------------------
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "wanglai_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # htmx sends it back in a header
PORTAL_COOKIE_NAME = "__Host-portal" if HTTPS else "wanglai_portal"
PORTAL_COOKIE_PATH = "/" if HTTPS else PORTAL_PATH  # __Host- wants the whole host
PORTAL_LANGUAGE_COOKIE_NAME = "wanglai_portal_language"
LANGUAGE_COOKIE_NAME = "wanglai_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and PROXIES else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- uploads: 50 MB a file, two files a form; pasted text is a field, so it needs the same room --
REQUEST_BYTES_MAX = 101 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 60 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 4

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.word("TIME_ZONE", "Asia/Shanghai")
LOCALE_PATHS = [
    folder for folder in (PACKAGE / "locale", PACKAGE / "web" / "locale") if folder.is_dir()
]

# --- static files: the front end's build names each file by its hash, so a browser keeps them for ever --
STATIC_URL = "/static/"
STORAGES = {
    # Uploaded files live in the database; nothing of ours writes here.
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/web/[^/]+-[A-Za-z0-9_-]{8}\.[a-z0-9]+$"

# --- mail and logs --------------------------------------------------------------------------------
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.word("MAIL_HOST")
    else ("django.core.mail.backends.console.EmailBackend")
)
EMAIL_HOST = env.word("MAIL_HOST", "localhost")
MAIL_TLS = env.one_of("MAIL_TLS", "off", ("off", "starttls", "on"))
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_TLS == "starttls", MAIL_TLS == "on"
EMAIL_PORT = env.number("MAIL_PORT", {"off": 25, "starttls": 587, "on": 465}[MAIL_TLS])
EMAIL_HOST_USER = env.word("MAIL_USER")
EMAIL_HOST_PASSWORD = env.word("MAIL_PASSWORD")
EMAIL_TIMEOUT = 30  # seconds for each answer of the mail server
MAIL_ANSWER_SECONDS = 300  # for its answer to a whole mail
MAIL_DROP = env.word("MAIL_DROP")
DEFAULT_FROM_EMAIL = env.word("MAIL_FROM", "wanglai@localhost")
# Services of short messages are spoken to at their own hosts; only the operator names others, never a person on a page.
GATEWAY_ADDRESSES = env.addresses("GATEWAYS", ("wecombot", "dingtalk", "twilio"))
GATEWAY_CONNECT_SECONDS, GATEWAY_ANSWER_SECONDS = 10, 30
LOGGING_CONFIG = None
logging_settings(form=env.word("LOG", "json"), level=env.word("LOG_LEVEL", "INFO"))
