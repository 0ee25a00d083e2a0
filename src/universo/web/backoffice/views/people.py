"""People of Hasar: who has access, what each may do, and who gave it to him."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.audit.queries import timeline
from universo.identity.queries import roles_of, staff_people, staff_person
from universo.identity.roles import StaffRole
from universo.partners.queries import executives_with_load
from universo.usecases import manage_people
from universo.web.backoffice.acting import do_and_go, succeeded
from universo.web.backoffice.forms.people import CloseForm, InviteForm, RoleForm
from universo.web.backoffice.program_tabs import tabs_of
from universo.web.shared.access import actor_of, staff
from universo.web.shared.timeline import entries_of

KEEPERS = staff(StaffRole.PROGRAM_ADMIN)


@KEEPERS
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of Hasar with his roles."""
    actor = actor_of(request)
    loads = {person.pk: load for person, load in executives_with_load(actor)}
    rows = [
        {
            "person": person,
            "roles": [StaffRole(role).label for role in roles_of(person)],
            "load": loads.get(person.pk, 0),
            "waiting": not person.has_usable_password(),
        }
        for person in staff_people(actor)
    ]
    context = {
        "tabs": tabs_of("people"),
        "rows": rows,
        "may_write": actor.has(StaffRole.PROGRAM_ADMIN),
    }
    return render(request, "backoffice/people/list.html", context)


@KEEPERS
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Give somebody access: he gets a link to set his password."""
    form = InviteForm(request.POST or None)
    if request.method == "POST":
        values = {**form.cleaned_data} if form.is_valid() else {}
        said = _("The person was added and gets a link by mail.")
        made = succeeded(request, form, manage_people.invite_person, said, **values)
        if made:
            return _to(made.pk)
    context = {"form": form, "may_write": actor_of(request).has(StaffRole.PROGRAM_ADMIN)}
    status = 422 if form.errors else 200
    return render(request, "backoffice/people/invite.html", context, status=status)


@KEEPERS
@require_safe
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """One person: roles with who gave them, access, what happened."""
    return _page(request, user_id)


@KEEPERS
@require_POST
def grant(request: HttpRequest, user_id: int) -> HttpResponse:
    """One more role."""
    staff_person(actor_of(request), user_id)
    form = RoleForm(request.POST)
    values = {**form.cleaned_data} if form.is_valid() else {}
    said = _("The role holds from now on.")
    if succeeded(request, form, manage_people.grant_role, said, user_id=user_id, **values):
        return _to(user_id)
    return _page(request, user_id, role_form=form)


@KEEPERS
@require_POST
def revoke(request: HttpRequest, user_id: int, role: str) -> HttpResponse:
    """The role ends now."""
    said = _("The role ended.")
    url = reverse("backoffice:person", args=[user_id])
    return do_and_go(request, url, manage_people.revoke_role, said, user_id=user_id, role=role)


@KEEPERS
@require_POST
def close(request: HttpRequest, user_id: int) -> HttpResponse:
    """The person cannot sign in any more."""
    staff_person(actor_of(request), user_id)
    form = CloseForm(request.POST)
    values = {**form.cleaned_data} if form.is_valid() else {}
    values |= {"user_id": user_id, "active": False}
    said = _("The access is closed.")
    if succeeded(request, form, manage_people.set_person_active, said, **values):
        return _to(user_id)
    return _page(request, user_id, close_form=form)


@KEEPERS
@require_POST
def reopen(request: HttpRequest, user_id: int) -> HttpResponse:
    """The person may sign in again."""
    url = reverse("backoffice:person", args=[user_id])
    act = manage_people.set_person_active
    return do_and_go(request, url, act, _("The access is open."), user_id=user_id, active=True)


@KEEPERS
@require_POST
def link_again(request: HttpRequest, user_id: int) -> HttpResponse:
    """The link to set the password, once more."""
    url = reverse("backoffice:person", args=[user_id])
    said = _("The link was sent again.")
    return do_and_go(request, url, manage_people.send_link_again, said, user_id=user_id)


def _to(user_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("backoffice:person", args=[user_id]))


def _page(request: HttpRequest, user_id: int, **wrong: Any) -> HttpResponse:
    actor = actor_of(request)
    found = staff_person(actor, user_id)
    held = roles_of(found)
    role_form = RoleForm()
    choice: Any = role_form.fields["role"]
    choice.choices = [(r.value, r.label) for r in StaffRole if r.value not in held]
    load = dict((p.pk, n) for p, n in executives_with_load(actor)).get(found.pk, 0)
    context = {
        "person": None,  # the card of the side bar stays the reader's own
        "found": found,
        "grants": [
            {"grant": row, "label": StaffRole(row.role).label, "open": row.revoked_at is None}
            for row in sorted(found.roles_held, key=lambda g: g.revoked_at is not None)  # type: ignore[attr-defined]
        ],
        "load": load,
        "waiting": not found.has_usable_password(),
        "itself": found.pk == actor.user_id,
        "may_write": actor.has(StaffRole.PROGRAM_ADMIN) and found.pk != actor.user_id,
        "role_form": role_form,
        "close_form": CloseForm(),
        "history": entries_of(timeline(actor, "user", found.pk).reverse()),
        **wrong,
    }
    status = 422 if wrong else 200
    return render(request, "backoffice/people/person.html", context, status=status)
