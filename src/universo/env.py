"""Typed readers of the environment. A wrong value stops the start with one sentence that names it."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(RuntimeError):
    """A setting of the environment is missing or cannot be read."""


def text(name: str, default: str | None = None) -> str:
    """Return the variable `name`; without a default its absence raises BadSetting."""
    value = os.environ.get(name, default)
    if value is None:
        raise BadSetting(f"Falta la variable de entorno {name}.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a boolean written as 1/0, true/false, yes/no, si/no, on/off."""
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    lowered = raw.strip().lower()
    if lowered in {"1", "true", "yes", "si", "sí", "on"}:
        return True
    if lowered in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name} debe ser 1 o 0, y vale «{raw}».")


def integer(name: str, default: int) -> int:
    """Return a whole number."""
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    try:
        return int(raw)
    except ValueError:
        raise BadSetting(f"{name} debe ser un número entero, y vale «{raw}».") from None


def words(name: str, default: str) -> list[str]:
    """Return a list written with commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """Return a folder, made if it does not exist."""
    path = Path(os.environ.get(name, str(default)))
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"No se puede crear la carpeta de {name}: {error.strerror}.") from None
    return path


def database(name: str, default: str) -> dict[str, object]:
    """Return Django's settings for a `postgresql://user:password@host:port/name?option=value` URL."""
    raw = os.environ.get(name) or default
    parts = urlsplit(raw)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise BadSetting(f"{name} debe ser postgresql://usuario:clave@servidor:puerto/base.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }


def email(name: str, default: str) -> dict[str, object]:
    """Return Django's mail settings for console:, file:PATH, memory: or smtp[s]://user:pass@host:port."""
    raw = os.environ.get(name) or default
    parts = urlsplit(raw)
    backend = "django.core.mail.backends."
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": backend + "console.EmailBackend"}
    if parts.scheme == "memory":
        return {"EMAIL_BACKEND": backend + "locmem.EmailBackend"}
    if parts.scheme == "file":
        return {
            "EMAIL_BACKEND": backend + "filebased.EmailBackend",
            "EMAIL_FILE_PATH": parts.path or parts.netloc,
        }
    if parts.scheme in {"smtp", "smtps", "smtp+tls"}:
        return {
            "EMAIL_BACKEND": backend + "smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname or "localhost",
            "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
            "EMAIL_TIMEOUT": 20,
        }
    raise BadSetting(f"{name} debe ser console:, file:CARPETA, smtp://… o smtps://…")
