"""The one settings module: every value that an installation may change is read from the environment."""

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF

from universo import env

PACKAGE_DIR = Path(__file__).resolve().parent
ROOT_DIR = PACKAGE_DIR.parent.parent
VAR_DIR = env.folder("UNIVERSO_VAR", ROOT_DIR / "var")

DEBUG = env.flag("DEBUG", default=False)
TESTING = "PYTEST_VERSION" in os.environ


def _secret(name: str) -> str:
    """Return the secret from NAME, the file NAME_FILE, or one made at install and kept in VAR_DIR."""
    if os.environ.get(name):
        return os.environ[name]
    path = Path(os.environ.get(f"{name}_FILE") or VAR_DIR / "keys" / name.lower())
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _secret("SECRET_KEY")
# The key that signs receipts (Ed25519, PEM); made at install, kept with the secrets.
RECEIPT_KEY_FILE = Path(os.environ.get("RECEIPT_KEY_FILE") or VAR_DIR / "keys" / "receipts.pem")

PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:" + env.text("PORT", "8000")).rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_ORIGIN = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_ORIGIN
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_ORIGIN else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("TRUST_PROXY", default=False) else None
)
# Rate limits count the person's machine, not the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("TRUST_PROXY", default=False) else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# Large files are streamed to disk; web and worker must see the same folder.
UPLOAD_DIR = env.folder("UPLOAD_DIR", VAR_DIR / "uploads")
UPLOAD_LIMIT_MB = env.integer("UPLOAD_LIMIT_MB", 400)
# Whose invoices files bring, where neither the file nor a person says it.
ISSUER_CUIT = env.text("UNIVERSO_ISSUER_CUIT", "30610400562")
FILE_UPLOAD_TEMP_DIR = str(UPLOAD_DIR)
FILE_UPLOAD_HANDLERS = [
    "universo.web.shared.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Technical material for partners: the largest file, and where files lie. Empty: `UPLOAD_DIR/library`;
# else `s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION`, any store that speaks S3.
LIBRARY_LIMIT_MB = env.integer("LIBRARY_LIMIT_MB", 2_048)
LIBRARY_STORE = env.text("LIBRARY_STORE", "")
LIBRARY_S3_KEY = env.text("LIBRARY_S3_KEY", "")
LIBRARY_S3_SECRET = env.text("LIBRARY_S3_SECRET", "")

# Answers sent piece by piece at once by each web process: half of its threads (supervisor/run.py).
DOWNLOADS_AT_ONCE = env.integer("DOWNLOADS_AT_ONCE", 16)

# How long a new bank account of a partner waits after its approval: time to stop it.
BANK_CHANGE_WAIT_HOURS = env.integer("BANK_CHANGE_WAIT_HOURS", 72)

# Of one address to the API; counted in each process.
API_REQUESTS_PER_MINUTE = env.integer("API_REQUESTS_PER_MINUTE", 600)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "universo.web.shared",
    "universo.web.public",
    "universo.web.portal",
    "universo.web.backoffice",
    "universo.web.api",
    "universo.identity",
    "universo.audit",
    "universo.notifications",
    "universo.program",
    "universo.partners",
    "universo.customers",
    "universo.opportunities",
    "universo.evaluation",
    "universo.routing",
    "universo.sales",
    "universo.rewards",
    "universo.benefits",
    "universo.benefits.library",
    "universo.benefits.prices",
    "universo.benefits.units",
    "universo.benefits.integrations",
    "universo.benefits.alliances",
    "universo.benefits.directory",
    "universo.benefits.support",
    "universo.benefits.training",
    "universo.insights",
    "universo.jobs",
    "universo.commands",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "universo.web.api.middleware.ApiMiddleware",
    "universo.web.shared.middleware.DatabaseTimeoutMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "universo.web.shared.middleware.LanguageMiddleware",
    "universo.web.shared.middleware.ReadableMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "universo.web.shared.middleware.AccessMiddleware",
    "universo.web.shared.long_answers.LongAnswersMiddleware",
]

ROOT_URLCONF = "universo.urls"
WSGI_APPLICATION = "universo.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "universo.web.shared.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Web and worker connect as the application role, which may not change journal or ledger rows;
# migrations connect as the owner (`DATABASE_OWNER_URL`, used by the command `migrate`).
_DEFAULT_DATABASE = "postgresql://universo_app@127.0.0.1:5432/universo"
DATABASES = {"default": env.database("DATABASE_URL", _DEFAULT_DATABASE)}
APP_ROLE = str(DATABASES["default"]["USER"])
if env.flag("UNIVERSO_AS_OWNER", default=False) and os.environ.get("DATABASE_OWNER_URL"):
    DATABASES["default"] = env.database("DATABASE_OWNER_URL", _DEFAULT_DATABASE)
_OPTIONS = DATABASES["default"]["OPTIONS"]
assert isinstance(_OPTIONS, dict)
_OPTIONS.setdefault(
    "options",
    "-c lock_timeout=3000 -c statement_timeout=15000 -c idle_in_transaction_session_timeout=15000"
    if not env.flag("UNIVERSO_AS_OWNER", default=False)
    else "-c lock_timeout=10000",
)
DATABASES["default"]["TEST"] = {"NAME": env.text("TEST_DATABASE_NAME", "test_universo")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "public:home"
ACCOUNT_ADAPTER = "universo.web.shared.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Universo Hasar"

LANGUAGE_CODE = "es-ar"
LANGUAGES = [("es-ar", "Español"), ("en", "English")]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
TIME_ZONE = "America/Argentina/Buenos_Aires"
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["universo.locale.formats"]
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
_STATIC = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if TESTING or DEBUG
    else "universo.web.shared.storage.ManifestStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC},
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
MEDIA_ROOT = VAR_DIR / "media"

for _name, _value in env.email("EMAIL_URL", f"file:{VAR_DIR / 'mail'}").items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Universo Hasar <programa@universo.example>")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_IMPORT_PATHS = ["universo.jobs.tasks"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {"django.request": {"level": "ERROR"}, "procrastinate": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
TEST_RUNNER = "django.test.runner.DiscoverRunner"
