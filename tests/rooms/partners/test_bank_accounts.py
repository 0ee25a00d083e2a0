"""Where a partner is paid changes by two people, after a wait, with the old contact told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

import builders
import settling_cases as settling
from builders import NOON
from cast import Cast
from universo.audit.models import Event
from universo.domain.tax_ids import format_cuit
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.partners.bank_accounts import (
    AccountData,
    account_number,
    approve_account,
    reject_account,
    request_account,
    stop_account,
)
from universo.partners.bank_models import BankAccount
from universo.partners.bank_queries import accounts_visible_to, in_force

pytestmark = pytest.mark.django_db
WAIT = timedelta(hours=72)


def data(cast: Cast, **changes: Any) -> AccountData:
    home = cast.sponsor_partner
    made = AccountData("ARS", settling.CBU, "Banco de Prueba", home.legal_name, home.cuit)
    return replace(made, **changes)


def ask(cast: Cast, actor: Actor | None = None, **changes: Any) -> BankAccount:
    return request_account(
        actor=actor or cast.sponsor, now=NOON, uid=builders.new_uid(),
        partner_id=cast.sponsor_partner.pk, data=data(cast, **changes),
    )  # fmt: skip


def current(cast: Cast, now: Any) -> str:
    home = cast.sponsor_partner
    found = in_force([home.pk], "ARS", now).get(home.pk)
    return found.number if found else ""


def test_a_new_account_counts_only_after_the_wait_and_the_old_one_until_then(cast: Cast) -> None:
    settling.account(cast.sponsor_partner, cast.sponsor, number=settling.CBU)
    asked = ask(cast, number=settling.OTHER_CBU)
    approve_account(actor=cast.finance, now=NOON, account_id=asked.pk)
    assert current(cast, NOON + WAIT - timedelta(microseconds=1)) == settling.CBU
    assert current(cast, NOON + WAIT) == settling.OTHER_CBU


def test_who_asked_does_not_approve_and_the_database_says_so_too(cast: Cast) -> None:
    asked = ask(cast, cast.finance)
    with pytest.raises(DomainError, match="otra persona de finanzas"):
        approve_account(actor=cast.finance, now=NOON, account_id=asked.pk)
    with pytest.raises(IntegrityError, match="by_two_people"), transaction.atomic():
        BankAccount.objects.filter(pk=asked.pk).update(
            status="APPROVED", decided_by=cast.finance.user_id, effective_at=NOON
        )
    assert current(cast, NOON + WAIT) == ""


def test_it_must_be_of_the_partner_itself_and_the_database_says_so_too(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask(cast, holder_cuit=cast.referrer_partner.cuit)
    assert format_cuit(cast.sponsor_partner.cuit) in str(refusal.value.errors["holder_cuit"][0])
    with pytest.raises(IntegrityError, match="not the partner"), transaction.atomic():
        BankAccount.objects.create(
            uid=builders.new_uid(), partner=cast.sponsor_partner, currency="ARS", kind="CBU",
            number=settling.CBU, bank="x", holder_name="x", holder_cuit=cast.referrer_partner.cuit,
            status="REQUESTED", requested_at=NOON, requested_by_id=cast.sponsor.user_id,
        )  # fmt: skip


@pytest.mark.parametrize(
    "who", ["referrer", "outsider", "executive", "admin", "auditor", "reseller"]
)
def test_only_its_administrators_and_finance_ask(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        ask(cast, cast.everyone()[who])


def test_a_colleague_who_is_no_administrator_may_stop_but_not_ask(cast: Cast) -> None:
    colleague = builders.member(cast.sponsor_partner, "Colega Benítez")
    with pytest.raises(NotPermitted):
        ask(cast, colleague)
    asked = ask(cast)
    with pytest.raises(NotPermitted):
        stop_account(actor=cast.outsider, now=NOON, account_id=asked.pk, reason="no es mía")
    stop_account(actor=colleague, now=NOON, account_id=asked.pk, reason="No fuimos nosotros")
    with pytest.raises(Conflict):
        approve_account(actor=cast.finance, now=NOON, account_id=asked.pk)


@pytest.mark.parametrize("who", ["sponsor", "admin", "executive", "auditor"])
def test_only_finance_approves_and_refuses(cast: Cast, who: str) -> None:
    asked = ask(cast)
    for act in (
        lambda: approve_account(actor=cast.everyone()[who], now=NOON, account_id=asked.pk),
        lambda: reject_account(
            actor=cast.everyone()[who], now=NOON, account_id=asked.pk, reason="porque sí"
        ),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_it_is_stopped_during_the_wait_and_not_after(cast: Cast) -> None:
    asked = ask(cast)
    approve_account(actor=cast.finance, now=NOON, account_id=asked.pk)
    with pytest.raises(Conflict):
        stop_account(actor=cast.sponsor, now=NOON + WAIT, account_id=asked.pk, reason="tarde ya")
    stop_account(
        actor=cast.finance, now=NOON + WAIT - timedelta(seconds=1), account_id=asked.pk,
        reason="Llamó la dueña: no lo pidió",
    )  # fmt: skip
    assert current(cast, NOON + WAIT * 2) == ""


def test_the_contact_of_before_is_told_at_each_step(cast: Cast) -> None:
    asked = ask(cast)
    told = {cast.sponsor_partner.email, cast.sponsor.email}
    approve_account(actor=cast.finance, now=NOON, account_id=asked.pk)
    for event in ("requested", "approved"):
        mails = Mail.objects.filter(key=f"partners.bank_account.{asked.pk}.{event}")
        assert {mail.recipient for mail in mails} == told
        assert all("deténgalo" in mail.text for mail in mails)
        assert all(settling.CBU not in mail.text for mail in mails)
        assert all("0170…7370" in mail.text for mail in mails)
    names = Event.objects.filter(subject_kind="partner", name__startswith="partners.bank_account")
    assert list(names.values_list("name", flat=True)) == [
        "partners.bank_account.requested",
        "partners.bank_account.approved",
    ]


def test_one_change_waits_at_a_time(cast: Cast) -> None:
    asked = ask(cast)
    with pytest.raises(Conflict):
        ask(cast, number=settling.OTHER_CBU)
    approve_account(actor=cast.finance, now=NOON, account_id=asked.pk)
    with pytest.raises(Conflict):  # still in its wait
        ask(cast, number=settling.OTHER_CBU)
    ask(cast, currency="USD")  # another currency is another account


def test_the_same_request_twice_is_one(cast: Cast) -> None:
    uid = builders.new_uid()
    home = cast.sponsor_partner.pk
    first, again = (
        request_account(
            actor=cast.sponsor, now=NOON, uid=uid, partner_id=home, data=data(cast, number=number)
        )
        for number in (settling.CBU, " 01700992-20000067797370 ")
    )
    assert first.pk == again.pk
    with pytest.raises(Conflict):
        request_account(
            actor=cast.sponsor, now=NOON, uid=uid, partner_id=home,
            data=data(cast, number=settling.OTHER_CBU),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kind", "number"),
    [
        (settling.CBU, "CBU", settling.CBU),
        ("0000003110001000000004", "CVU", "0000003110001000000004"),
        (" Mi.Empresa.ARS ", "ALIAS", "mi.empresa.ars"),
        ("123456", "ALIAS", "123456"),
    ],
)
def test_a_number_is_a_cbu_a_cvu_or_an_alias(typed: str, kind: str, number: str) -> None:
    assert account_number(typed) == (kind, number)


@pytest.mark.parametrize(
    "typed", ["", "corto", settling.CBU[:-1], settling.CBU[:-1] + "1", "alías.con.tilde", "=1+1"]
)
def test_a_number_that_cannot_be_is_refused_at_its_field(cast: Cast, typed: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask(cast, number=typed)
    assert list(refusal.value.errors) == ["number"]


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE partners_bankaccount SET number = '{settling.OTHER_CBU}'",
        "UPDATE partners_bankaccount SET holder_name = 'Otro'",
        "DELETE FROM partners_bankaccount",
    ],
)
def test_an_account_is_not_swapped_after_it_was_asked_for(cast: Cast, change: str) -> None:
    ask(cast)
    with pytest.raises(Exception, match="does not change"), transaction.atomic():
        connection.cursor().execute(change)


def test_others_see_no_account(cast: Cast) -> None:
    ask(cast)
    seen = {who for who, actor in cast.everyone().items() if accounts_visible_to(actor).exists()}
    assert seen == {"sponsor", "finance", "auditor"}
