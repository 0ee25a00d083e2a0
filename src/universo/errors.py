"""What a person may be told: every refusal of an operation is a DomainError with a translated sentence."""

from typing import Any


class DomainError(Exception):
    """A refusal with a sentence for the person; `field` names the form field it belongs to, if any.

    `message` may be a lazy translation: it is rendered when it is shown.
    """

    def __init__(self, message: Any, *, field: str | None = None, code: str = "refused") -> None:
        super().__init__(code)
        self.message = message
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class NotPermitted(DomainError):
    """The actor may not do this. The web answers 404: forbidden and missing look alike."""


class Conflict(DomainError):
    """Somebody else was faster, or the same client id came with another body."""


class InvalidInput(DomainError):
    """Several fields are wrong at once; `errors` maps field names to sentences."""

    def __init__(self, errors: dict[str, list[Any]]) -> None:
        first = next(iter(errors.values()))[0] if errors else ""
        super().__init__(first, code="invalid")
        self.errors = errors
