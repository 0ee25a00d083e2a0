"""Fields with label, hint and error; the summary of a form's errors."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.RadioSelect, "choices"),
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.CheckboxInput, "check"),
    (forms.FileInput, "file"),
)


@register.simple_tag
def field(bound: BoundField, **options: Any) -> SafeString:
    """`{% field form.cuit %}`: one field, whole. Options: `label`, `hint`, `prefix`, `suffix`,
    `span` (half, third, two-thirds, in a `.fields` grid), `width` (s, m), `note` ("live": a line
    for a script's remarks), `inline` (choices side by side), `bare` (label not shown), `search`.
    """
    if bound.is_hidden:
        return SafeString(bound.as_hidden() + _hidden_errors(bound))
    kind = next((name for cls, name in _KINDS if isinstance(bound.field.widget, cls)), "control")
    hint = options.get("hint") or bound.help_text
    described = _describers(bound, bool(hint), "note" in options)
    attrs: dict[str, Any] = {"aria-describedby": described} if described else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    context = {
        **options,
        "bound": bound,
        "kind": kind,
        "hint": hint,
        "label": options.get("label") or bound.label,
        "described": described,
        "optional": not bound.field.required and kind != "check",
        "choices": _choices(bound, attrs) if kind == "choices" else [],
        "widget": "" if kind == "choices" else bound.as_widget(attrs=attrs),
    }
    return render_to_string("shared/parts/field.html", context)


def _hidden_errors(bound: BoundField) -> str:
    return "" if not bound.errors else str(bound.errors)


def _describers(bound: BoundField, hint: bool, note: bool) -> str:
    ids = [("hint", hint), ("error", bool(bound.errors)), ("note", note)]
    return " ".join(f"{bound.auto_id}-{name}" for name, wanted in ids if wanted)


def _choices(bound: BoundField, attrs: dict[str, Any]) -> list[dict[str, Any]]:
    """Each choice with its label and, for a `Described` label, the line under it."""
    inherited = {name: value for name, value in attrs.items() if name == "aria-invalid"}
    found = []
    for part in bound.subwidgets:
        data = part.data
        data["attrs"] = {**data["attrs"], **inherited}
        found.append(
            {
                "input": part.tag(wrap_label=False),
                "id": part.id_for_label,
                "label": part.choice_label,
                "note": getattr(part.choice_label, "note", ""),
            }
        )
    return found


@register.inclusion_tag("shared/parts/form_errors.html")
def form_errors(form: forms.BaseForm, **labels: str) -> dict[str, Any]:
    """`{% form_errors form %}`: what is wrong, with links to the fields; nothing if nothing is.

    `login=_("E-mail")` names a field by the label that the page gives it, if not its own.
    """
    items = []
    for name, errors in form.errors.items():
        if name not in form.fields:
            continue
        bound = form[name]
        suffix = "_0" if isinstance(bound.field.widget, (forms.RadioSelect,)) else ""
        if isinstance(bound.field.widget, forms.CheckboxSelectMultiple):
            suffix = "_0"
        target = f"{bound.auto_id}{suffix}"
        items.append({"label": labels.get(name, bound.label), "errors": errors, "target": target})
    return {"items": items, "general": form.non_field_errors(), "any": bool(form.errors)}


@register.simple_block_tag
def fieldset(content: str, legend: str = "", hint: str = "", grid: bool = True) -> SafeString:
    """`{% fieldset legend=… hint=… %}{% field … %}{% endfieldset %}`; a grid of six columns."""
    return render_to_string(
        "shared/parts/fieldset.html",
        {"content": mark_safe(content), "legend": legend, "hint": hint, "grid": grid},
    )


@register.inclusion_tag("shared/parts/submit.html")
def submit(label: str, icon: str = "", kind: str = "primary", **options: Any) -> dict[str, Any]:
    """A button that sends its form once: it shows it is busy, and may be used again after an error.

    `kind`: primary, ok, bad, amber, ghost or ""; options `name`, `value`, `form`, `small`.
    """
    return {**options, "label": label, "icon": icon, "kind": kind}
