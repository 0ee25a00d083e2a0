"""From the refusals of operations to the errors of a form."""

from django import forms

from universo.errors import DomainError, InvalidInput, NotPermitted


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
