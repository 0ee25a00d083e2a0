"""Joining the programme: the application, its confirmation by mail, and a colleague's invitation."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.program.queries import terms_on
from universo.usecases.apply_to_join import (
    application_of,
    apply_to_join,
    confirm_application,
    resend_confirmation,
)
from universo.usecases.invite_colleague import accept_invitation, open_invitation
from universo.web.public.forms.joining import ApplicationForm, InvitationForm
from universo.web.shared.access import PUBLIC, actor_of
from universo.web.shared.forms import show_refusal
from universo.web.shared.rate_limit import allowed, client_ip, too_many

SESSION_KEY = "application"
HOUR_SECONDS = 3600


@PUBLIC
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The application form. Whatever is already known, the answer is the same."""
    if request.method != "POST":
        return _application_page(request, ApplicationForm(initial=_fresh()))
    form = ApplicationForm(_posted(request))
    if form.is_trapped:
        return _sent(request, uuid.uuid4(), "")
    if not form.is_valid():
        return _application_page(request, form, status=422)
    if not allowed(request, "apply", times=10, seconds=HOUR_SECONDS):
        return too_many(request)
    uid = form.cleaned_data["uid"]
    try:
        apply_to_join(
            actor=actor_of(request),
            now=timezone.now(),
            uid=uid,
            data=form.as_data(client_ip(request)),
        )
    except Conflict as error:
        return _application_page(request, _another(request, error), status=409)
    except InvalidInput as error:
        return _application_page(request, _corrected(request, error), status=422)
    return _sent(request, uid, form.cleaned_data["email"])


def _fresh() -> dict[str, Any]:
    now = timezone.now()
    return {"uid": uuid.uuid4(), "terms_version": terms_on(local_date(now)).version}


def _posted(request: HttpRequest) -> QueryDict:
    """Return what was sent; what people do not type is put right when it is not what we wrote."""
    data = request.POST.copy()
    try:
        uuid.UUID(data.get("uid", ""))
    except ValueError:
        data["uid"] = str(uuid.uuid4())
    if not data.get("terms_version", "").isdecimal():
        data["terms_version"] = "1"
    return data


def _another(request: HttpRequest, error: Conflict) -> ApplicationForm:
    """Return the same form under a new id: it is another application, if the person wants so."""
    data = _posted(request)
    data["uid"] = str(uuid.uuid4())
    form = ApplicationForm(data)
    form.is_valid()
    form.add_error(None, str(error.message))
    form.add_error(None, _("If this one is right, send it again."))
    return form


def _corrected(request: HttpRequest, error: InvalidInput) -> ApplicationForm:
    """Return the form with the sentences of a refusal; terms that changed are to be accepted anew."""
    data = _posted(request)
    if "accepts_terms" in error.errors:
        data["terms_version"] = str(_fresh()["terms_version"])
    form = ApplicationForm(data)
    form.is_valid()
    show_refusal(form, error)
    if "accepts_terms" in error.errors:
        data.pop("accepts_terms", None)
    return form


def _application_page(
    request: HttpRequest, form: ApplicationForm, *, status: int = 200
) -> HttpResponse:
    return render(request, "public/joining/apply.html", {"form": form}, status=status)


def _sent(request: HttpRequest, uid: uuid.UUID, email: str) -> HttpResponse:
    request.session[SESSION_KEY] = {"uid": str(uid), "email": email}
    return HttpResponseRedirect(reverse("public:apply_sent"))


@PUBLIC
@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What to do now: look in the mail."""
    kept = request.session.get(SESSION_KEY) or {}
    return render(request, "public/joining/sent.html", {"email": kept.get("email", "")})


@PUBLIC
@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Send the confirmation link again to the address of this visitor's application."""
    kept = request.session.get(SESSION_KEY)
    if not allowed(request, "apply_resend", times=5, seconds=HOUR_SECONDS):
        return too_many(request)
    if kept:
        resend_confirmation(now=timezone.now(), uid=uuid.UUID(kept["uid"]))
    messages.success(request, _("We sent the message again. It may take a minute to arrive."))
    return HttpResponseRedirect(reverse("public:apply_sent"))


@PUBLIC
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button: scanners that open links confirm nothing. Repeating it does no harm."""
    try:
        if request.method == "POST":
            confirm_application(now=timezone.now(), token=token)
            return HttpResponseRedirect(request.path)
        found = application_of(token)
    except NotPermitted:
        return render(request, "public/joining/bad_link.html", status=404)
    return render(request, "public/joining/confirm.html", {"application": found})


@PUBLIC
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The invited colleague sets his name and password; then he signs in."""
    now = timezone.now()
    try:
        found = open_invitation(now, token)
    except NotPermitted:
        return render(request, "public/joining/bad_invitation.html", status=404)
    form = InvitationForm(request.POST or None, initial={"full_name": found.full_name})
    if request.method == "POST" and form.is_valid():
        if not allowed(request, "invitation", times=20, seconds=HOUR_SECONDS):
            return too_many(request)
        values = form.cleaned_data
        try:
            accept_invitation(
                now=now, token=token, full_name=values["full_name"], password=values["password"]
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Your account is ready. Sign in with your password."))
            return HttpResponseRedirect(reverse("account_login"))
    status = 422 if form.errors else 200
    context = {"form": form, "invitation": found}
    return render(request, "public/joining/invitation.html", context, status=status)
