"""The forms with which Hasar writes courses, keeps their questions and gives sessions."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.training.choices import QuestionKind
from universo.domain.decision_clock import BUENOS_AIRES
from universo.program.choices import Category
from universo.program.queries import catalogue
from universo.usecases.hold_sessions import SessionData
from universo.usecases.keep_courses import CourseData
from universo.usecases.keep_questions import MOST_OPTIONS, QuestionData
from universo.web.shared.fields import DayField
from universo.web.shared.forms import FormBeside


class CourseForm(forms.Form):
    """What a course is, for whom, and how it is tested."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=120)
    summary = forms.CharField(
        label=_("What it is about"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    family_ids = forms.TypedMultipleChoiceField(
        label=_("Product families"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    audience = forms.MultipleChoiceField(
        label=_("For the categories"), required=False, choices=Category.choices,
        widget=forms.CheckboxSelectMultiple, help_text=_("None marked: for all."),
    )  # fmt: skip
    exam_questions = forms.IntegerField(
        label=_("Questions of a test"), min_value=0, max_value=100,
        help_text=_("Drawn at random from the bank; 0: no test."),
    )  # fmt: skip
    pass_percent = forms.IntegerField(label=_("Passes with (%)"), min_value=1, max_value=100)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=480)
    attempts = forms.IntegerField(label=_("Attempts before a wait"), min_value=1, max_value=20)
    wait_days = forms.IntegerField(label=_("Days of the wait"), min_value=0, max_value=365)
    certificate_months = forms.IntegerField(
        label=_("Months of the certificate"), min_value=0, max_value=120,
        help_text=_("0: it has no end."),
    )  # fmt: skip
    gives_certificate = forms.BooleanField(label=_("Gives a certificate"), required=False)
    needs_attendance = forms.BooleanField(
        label=_("The certificate asks for being at a session"), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["family_ids"].choices = [(row.pk, row.name) for row in catalogue()]  # type: ignore[attr-defined]

    @classmethod
    def fresh(cls) -> "CourseForm":
        """Return one for a new course, with an id of its own."""
        return cls(initial={**_defaults(), "uid": uuid4()})

    @classmethod
    def of(cls, course: Any) -> "CourseForm":
        """Return one that says what a course is now."""
        values = {name: getattr(course, name) for name in _defaults()}
        told = {"title": course.title, "summary": course.summary, "audience": course.audience}
        return cls(
            initial={**values, **told, "family_ids": [row.pk for row in course.families.all()]}
        )

    def data_of(self) -> CourseData:
        """Return what was typed; call it on a valid form."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "uid"}
        return CourseData(**typed)


def _defaults() -> dict[str, Any]:
    usual = CourseData("", "")
    told = {"title", "summary", "family_ids", "audience"}
    return {name: getattr(usual, name) for name in usual.__slots__ if name not in told}


class PageForm(FormBeside):
    """A page of an edition."""

    title = forms.CharField(label=_("Title"), max_length=120)
    body = forms.CharField(
        label=_("Text"), required=False, max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Markdown: # titles, **bold**, - lists, [links](https://…)."),
    )  # fmt: skip
    video = forms.CharField(label=_("Link of a video"), required=False, max_length=500)
    position = forms.IntegerField(
        label=_("Place among the pages"), required=False, min_value=1, max_value=500,
        help_text=_("Empty: at the end."),
    )  # fmt: skip


class PublishForm(FormBeside):
    """What is new in an edition."""

    news = forms.CharField(label=_("What is new"), max_length=240, required=False)


class FileForm(FormBeside):
    """A file that goes with a course."""

    title = forms.CharField(label=_("Title"), max_length=120)
    file = forms.FileField(label=_("File"))


class QuestionForm(forms.Form):
    """A question: its options, one a line, the right ones marked by their number."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("Question"), max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=QuestionKind.choices)
    options = forms.CharField(
        label=_("Options"), widget=forms.Textarea(attrs={"rows": 6}), max_length=3000,
        help_text=_("One a line, from 2 to 8. They are shown in another order each time."),
    )  # fmt: skip
    right = forms.TypedMultipleChoiceField(
        label=_("Right ones"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False,
        choices=[(place, _("Line %(n)d") % {"n": place + 1}) for place in range(MOST_OPTIONS)],
    )  # fmt: skip

    @classmethod
    def of(cls, version: Any) -> "QuestionForm":
        """Return one that says what a question says now."""
        values = {"text": version.text, "kind": version.kind, "right": version.right}
        return cls(initial={**values, "options": "\n".join(version.options)})

    def data_of(self) -> QuestionData:
        """Return what was typed; call it on a valid form. Empty lines are no options."""
        typed, right = self.cleaned_data, []
        options: list[str] = []
        for place, line in enumerate(typed["options"].splitlines()):
            if not line.strip():
                continue
            if place in typed["right"]:
                right.append(len(options))
            options.append(line)
        lost = [place for place in typed["right"] if place >= len(typed["options"].splitlines())]
        return QuestionData(typed["kind"], typed["text"], options, [*right, *(-1 for _one in lost)])


class SessionForm(FormBeside):
    """A session: when, in Buenos Aires time, where, by whom, for how many."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    day = DayField(label=_("Day"))
    from_time = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    to_time = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}))
    trainer = forms.CharField(label=_("Trainer"), max_length=120)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=1000)
    place = forms.CharField(label=_("Place"), max_length=160, required=False)
    link = forms.CharField(
        label=_("Link"), max_length=500, required=False,
        help_text=_("Shown to those who are enrolled."),
    )  # fmt: skip

    @classmethod
    def of(cls, session: Any) -> "SessionForm":
        """Return one that says what a session is now."""
        first, last = (one.astimezone(BUENOS_AIRES) for one in (session.starts_at, session.ends_at))
        names = ("trainer", "places", "place", "link")
        values = {name: getattr(session, name) for name in names}
        times = {"from_time": first.strftime("%H:%M"), "to_time": last.strftime("%H:%M")}
        return cls(initial={**values, **times, "day": first.date()})

    def data_of(self) -> SessionData:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        first, last = (
            datetime.combine(typed["day"], typed[name], BUENOS_AIRES)
            for name in ("from_time", "to_time")
        )
        return SessionData(
            first, last, typed["trainer"], typed["places"], typed["place"], typed["link"]
        )

    def add_error(self, field: str | None, error: Any) -> None:
        """Say at day and hour what the operation says of instants."""
        places = {"starts_at": "day", "ends_at": "to_time"}
        super().add_error(places.get(field or "", field), error)


class ReasonForm(FormBeside):
    """Why; people read it."""

    reason = forms.CharField(label=_("Reason"), max_length=240)
