"""From the refusals of operations to the errors of a form; forms that share a page."""

from typing import Any

from django import forms

from universo.errors import DomainError, InvalidInput, NotPermitted


class FormBeside(forms.Form):
    """A form that shares its page with others: its fields' ids begin with its own name.

    Two fields of one id would leave the second without its label.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", f"id_{type(self).__name__.lower()}_%s")
        super().__init__(*args, **options)


def show_refusal(form: forms.BaseForm, error: DomainError) -> None:
    """Put the sentences of a refusal at their fields, or above the form; NotPermitted goes on up.

    The caller renders the form again with what was typed.
    """
    if isinstance(error, NotPermitted):
        raise error
    found = error.errors if isinstance(error, InvalidInput) else {error.field: [error.message]}
    for name, sentences in found.items():
        place = name if name in form.fields else None
        for sentence in sentences:
            form.add_error(place, str(sentence))
