"""Every address with every role: who may open it, who must find nothing there (PROGRAMME.md §4).

An address that this test cannot judge fails it: an undeclared view, or a parameter that is not in
`OWNERS`, must be taught here first.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from universo.identity.models import User
from universo.partners.bank_links import link_token
from universo.program.models import Holiday
from universo.web.shared.access import Access
from universo.web.shared.middleware import access_of
from world import CANARY, LIST_CANARY, World, make_world

# Whom each kind of record belongs to, or who works with it. The view's own rule narrows it further.
PEOPLE_OF_THE_NOTICE = {"sponsor", "executive", "channel_manager", "finance", "auditor"}
LEAD = {"reseller", "executive", "channel_manager", "auditor"}
MONEY = {"finance", "auditor"}
ADMINS = {"admin", "auditor"}
MATERIAL = {"sponsor", "outsider", "admin", "channel_manager", "auditor"}  # meant for Mediadores
UNITS = {"channel_manager", *ADMINS}
PRICES = {"channel_manager", *ADMINS}
PARTNERS = {"sponsor", "referrer", "reseller", "rival_reseller", "outsider"}
OWNERS: dict[str, set[str]] = {}
# Pages about a notice that was accepted; the others are asked for the one under review.
ABOUT_ACCEPTED = {
    "backoffice:routing_notice",
    "backoffice:notice_invoices",
    "backoffice:document_link_confirm",
    "backoffice:document_unlink",
}
# Forms of acts: somebody allowed may find nothing there, since the record is not in the state that the
# act needs, or since he reads everything and changes nothing (the auditor).
MAY_BE_MISSING = {
    "backoffice:notice_accept",
    "backoffice:notice_decline",
    "backoffice:notice_ask",
    "backoffice:notice_missed",  # nothing is searched for the check of the data
    "backoffice:presales_log",
    "backoffice:channel_add",
    "backoffice:customer_add",
    "backoffice:note_assign",
    "backoffice:token_new",
    "backoffice:payment_batch_file",  # it is not approved
    "backoffice:document_link_confirm",  # it is linked already
    "backoffice:library_new",  # the auditor reads and writes nothing
    "backoffice:library_change",
    "backoffice:library_version_new",
    "backoffice:library_withdraw",
    "backoffice:training_new",
    "backoffice:training_edit",
    "backoffice:training_page_new",  # no draft is open
    "backoffice:training_question_new",
    "backoffice:training_session_new",
    "backoffice:library_version_withdraw",
    "backoffice:directory_skill",
    "portal:directory_badge_file",  # others have no badge
    "backoffice:price_file_new",  # the auditor publishes nothing
    "portal:cobrand_logo",  # there is none
    "backoffice:plan_new",  # the partner is no ally
    "portal:category_leave",  # the partner is not in that category
    "portal:notice_discard",
    "portal:notice_review",
}
# Addresses that the walk must not open: they end the session, or belong to development.
SKIPPED = {"account_logout"}
CODES = {
    "uid": uuid.UUID(int=7),  # a client-made id: somebody else's looks like a new one
    "kind": "DATA",
    "category": "SPONSOR",
    "level": "orientador",
    "service": "material",
    "column": "promotor",
    "role": "ACCOUNT_EXECUTIVE",
    "name": "facturas.csv",
    "end": "entrega",
    "picture": "svg",
    "paper": "pdf",
    "way": "web",
    "slug": "benitez-equipamientos-srl",  # of a page that is not shown
    "code": "a" * 24,  # a badge's, of nobody
    "external_id": "N-1",  # of the API, whose operations have a walk of their own (web/api)
}  # words of an address that are nobody's


@dataclass(frozen=True)
class Route:
    """An address pattern with its name, its view's rule and the names of its parameters."""

    pattern: str
    name: str
    rule: Access | None
    params: tuple[str, ...]

    def path(self, values: dict[str, Any]) -> str:
        """Return the address with these values; of the two notices, the one that the page is about."""
        if self.name in ABOUT_ACCEPTED:
            values = {**values, "notice_id": values["accepted_id"]}
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values[m[1]]), self.pattern)


def routes() -> list[Route]:
    """Return all addresses of ours; those of the sign-in library have tests of their own."""
    return [route for route in _walk(get_resolver().url_patterns) if not _library(route)]


def _library(route: Route) -> bool:
    return route.pattern.startswith(("cuenta/", "static/"))


def _walk(patterns: list[Any], prefix: str = "", space: str = "") -> Iterator[Route]:
    for item in patterns:
        text = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            inner = f"{item.namespace}:" if item.namespace else space
            yield from _walk(item.url_patterns, text, inner)
        elif isinstance(item, URLPattern):
            names = tuple(re.findall(r"<(?:\w+:)?(\w+)>", text))
            yield Route(text, f"{space}{item.name}", access_of(item.callback), names)


def test_every_view_declares_who_may_open_it() -> None:
    assert [route.pattern for route in routes() if route.rule is None] == []


def values_of(world: World) -> dict[str, Any]:
    """Return the value of each parameter: always a record of the sponsor's deal."""
    return {
        "notice_id": world.open_notice.pk,
        "accepted_id": world.notice.pk,
        "clarification_id": world.clarification.pk,
        "finding_id": world.finding.pk,
        "assignment_id": world.assignment.pk,
        "application_id": world.application.pk,
        "partner_id": world.cast.sponsor_partner.pk,
        "member_id": world.member.pk,
        "channel_id": world.channel.pk,
        "document_id": world.document.pk,
        "collection_id": world.collection.pk,
        "conflict_id": world.conflict.pk,
        "accrual_id": world.accrual.pk,
        "settlement_id": world.settlement.pk,
        "run_id": world.draft.run_id,
        "draft_id": world.draft.pk,
        "invoice_id": world.invoice.pk,
        "account_id": world.account.pk,
        "stop_token": link_token(world.account),
        "paid_partner_id": world.cast.sponsor_partner.pk,
        "payment_batch_id": world.order.batch_id,
        "order_id": world.order.pk,
        "customer_id": world.customer.pk,
        "import_id": world.customer_import.pk,
        "source_id": world.customer_import.source_id,
        "user_id": world.cast.executive.user_id,
        "family_id": world.product.family_id,
        "product_id": world.product.pk,
        "proposal_id": world.rate_proposal.pk,
        "number": 1,  # the first version of the terms
        "day_id": Holiday.objects.earliest("date").pk,
        "batch_id": world.batch.pk,
        "waiting_id": world.waiting.pk,
        "token_id": world.token.pk,
        "item_id": world.material.item_id,
        "version_id": world.material.pk,
        "followed_id": world.product.pk,
        "loan_id": world.loan.pk,
        "loan_uid": world.loan.uid,
        "photo_id": world.photo.pk,
        "unit_id": world.unit.pk,
        "model_id": world.unit.product_id,
        "page_id": world.page.pk,
        "logo_id": world.page.logo_id,
        "skill_id": world.skill.pk,
        "list_id": world.price_list.pk,
        "file_id": world.price_file.pk,
        "quote_id": world.quote.pk,
        "support_id": world.support.pk,
        "proof_id": world.proof.pk,
        "visit_id": world.visit.pk,
        "design_id": world.design.pk,
        "piece_id": world.piece.pk,
        "fund_partner_id": world.cast.sponsor_partner.pk,
        "asked_id": world.category_request.pk,
        "course_id": world.course.pk,
        "lesson_id": world.lesson.pk,
        "course_file_id": world.course_file.pk,
        "question_id": world.question.pk,
        "attempt_id": world.attempt.pk,
        "certificate_id": world.certificate.pk,
        "session_id": world.session.pk,
        "goal_id": world.goal.pk,
        "certification_id": world.certification.pk,
        "integration_id": world.certification.integration_id,
        "sample_id": world.certification.evidence.get().pk,
        "plan_id": world.plan.pk,
        "level_proposal_id": world.level_proposal.pk,
        **CODES,
        "uid": world.notice.uid,
    }


OWNERS.update(
    notice_id=PEOPLE_OF_THE_NOTICE,
    clarification_id=PEOPLE_OF_THE_NOTICE,
    finding_id=PEOPLE_OF_THE_NOTICE,
    assignment_id=LEAD,
    application_id=ADMINS,
    partner_id={"executive", "admin", "auditor", "channel_manager"},
    member_id={"sponsor", "admin", "auditor"},
    channel_id={"channel_manager", "auditor"},
    document_id=MONEY,
    collection_id=MONEY,
    conflict_id=MONEY,
    accrual_id={"sponsor", *MONEY},
    settlement_id={"sponsor", *MONEY},
    run_id=MONEY,
    draft_id=MONEY,
    invoice_id={"sponsor", *MONEY},
    account_id={"sponsor", *MONEY},
    paid_partner_id=MONEY,
    payment_batch_id=MONEY,
    order_id=MONEY,
    customer_id={"reseller", "executive", "other_executive", "channel_manager", *ADMINS},
    import_id={"reseller", "executive", "other_executive", "channel_manager", *ADMINS},
    source_id={"reseller", "executive", "other_executive", "channel_manager", *ADMINS},
    user_id=ADMINS,
    family_id=ADMINS,
    product_id=ADMINS,
    proposal_id=ADMINS,
    number=ADMINS,
    day_id=ADMINS,
    batch_id=MONEY,
    waiting_id=MONEY,
    token_id={"reseller", *ADMINS},
    item_id=MATERIAL,
    version_id=MATERIAL,
    followed_id=MATERIAL,
    loan_id={"sponsor", "executive", *UNITS},
    loan_uid={"sponsor", "executive", *UNITS},
    photo_id={"sponsor", "executive", *UNITS},
    unit_id=UNITS,
    page_id={"sponsor", *ADMINS},
    logo_id={"sponsor", *ADMINS},
    skill_id=ADMINS,
    list_id={"sponsor", "outsider", *PRICES},
    file_id=PRICES,
    quote_id={"sponsor"},
    support_id={"sponsor", "executive", *ADMINS, *MONEY},
    proof_id={"sponsor", "executive", *ADMINS, *MONEY},
    visit_id={"sponsor", "executive", *ADMINS},
    design_id={"sponsor", "referrer", "reseller", "rival_reseller", "outsider", *ADMINS},
    piece_id={"sponsor"},
    fund_partner_id={*ADMINS, *MONEY},
    asked_id={"sponsor", *ADMINS},
    model_id={*PARTNERS, *UNITS},
    course_id={*PARTNERS, *UNITS},
    lesson_id={*PARTNERS, *UNITS},
    course_file_id={*PARTNERS, *UNITS},
    session_id={*PARTNERS, *UNITS},
    question_id=UNITS,
    attempt_id={"sponsor"},
    certificate_id={"sponsor", *UNITS},
    goal_id=UNITS,
    certification_id={"channel_manager", *ADMINS},
    integration_id={"channel_manager", *ADMINS},
    sample_id={"channel_manager", *ADMINS},
    plan_id={"executive", *ADMINS},
    level_proposal_id=ADMINS,
)


def may_open(route: Route, who: str, actor: Any, method: str) -> bool:
    """Tell whether this person should get an answer here, by the view's rule and the record's people."""
    assert route.rule is not None
    if not route.rule.allows(actor, method):
        return False
    unknown = [name for name in route.params if name not in OWNERS and name not in CODES]
    assert not unknown, f"teach the walk whose {unknown} of {route.pattern} is"
    return all(who in OWNERS[name] for name in route.params if name in OWNERS)


@pytest.fixture
def clients(db: None) -> tuple[World, dict[str, Client]]:
    """A signed-in browser for each of the cast, and one that is not signed in."""
    world = make_world()
    found = {"visitor": Client(raise_request_exception=False)}
    for who, actor in world.cast.everyone().items():
        found[who] = Client(raise_request_exception=False)
        found[who].force_login(
            User.objects.get(pk=actor.user_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
    return world, found


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_forbidden_and_missing_look_alike_for_every_role(
    clients: tuple[World, dict[str, Client]], method: str
) -> None:
    world, browsers = clients
    values, actors = values_of(world), world.cast.everyone()
    faults = []
    for route in routes():
        if route.rule is None or route.rule.anonymous or route.name in SKIPPED:
            continue
        path = route.path(values)
        for who, actor in actors.items():
            status = _ask(browsers[who], method, path)
            expected = may_open(route, who, actor, method)
            # 405 says nothing about the record: the method does not exist for a missing one either.
            if status >= 500 or (not expected and status not in {404, 405}):
                faults.append(f"{who} {method} {path}: {status}, and should find nothing")
            elif (
                expected and method == "GET" and status == 404 and route.name not in MAY_BE_MISSING
            ):
                faults.append(f"{who} {method} {path}: 404, and should see it")
        status = _ask(browsers["visitor"], method, path)
        if status != 302:
            faults.append(f"visitor {method} {path}: {status}, and should be sent to sign in")
    assert not faults, "\n".join(faults)


def _ask(browser: Client, method: str, path: str) -> int:
    response = browser.get(path) if method == "GET" else browser.post(path, {})
    return int(response.status_code)


def test_nobody_else_reads_a_word_of_the_sponsors_notice(
    clients: tuple[World, dict[str, Client]],
) -> None:
    """The canary stands in the customer's name: it may appear only on pages of those who may see it."""
    world, browsers = clients
    values = values_of(world)
    leaks = []
    for who in ("visitor", "referrer", "rival_reseller", "outsider", "other_executive"):
        for route in routes():
            if route.rule is None or route.name in SKIPPED:
                continue
            if not (set(route.params) <= set(values)):
                continue
            response = browsers[who].get(route.path(values))
            if CANARY in response.getvalue().decode("utf-8", "replace"):
                leaks.append(f"{who} reads {route.path(values)}")
    assert not leaks, "\n".join(leaks)


def test_nobody_else_reads_a_word_of_a_resellers_list(
    clients: tuple[World, dict[str, Client]],
) -> None:
    """Each reseller's base is seen by that reseller and by those of Hasar who keep lists only."""
    world, browsers = clients
    values = values_of(world)
    for who in ("visitor", "sponsor", "referrer", "rival_reseller", "outsider", "finance"):
        for route in routes():
            if route.rule is None or route.name in SKIPPED or not set(route.params) <= set(values):
                continue
            content = browsers[who].get(route.path(values)).getvalue().decode("utf-8", "replace")
            assert LIST_CANARY not in content, f"{who} reads {route.path(values)}"
    for who in ("reseller", "executive", "auditor"):
        site = "portal" if who == "reseller" else "gestion"
        page = browsers[who].get(f"/{site}/clientes/importar/{world.customer_import.pk}/")
        assert LIST_CANARY in page.content.decode()
