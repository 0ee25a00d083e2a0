"""The automatic evidence of the four checks (R-8)."""

import pytest

import builders
from cast import Cast
from evaluating import LONG_BEFORE, NOON, codes, evaluated, findings, known, send
from universo.evaluation.look_alikes import matcher_version
from universo.evaluation.models import Check, CheckKind, FindingVerdict
from universo.identity.models import User
from universo.opportunities.models import Notice
from universo.usecases.evaluate_notice import evaluate_notice

CUIT = builders.cuit(61_040_056)


def test_sound_data_speak_for_the_notice(cast: Cast) -> None:
    notice = evaluated(
        cast.sponsor, cuit=CUIT, email="ana@tornillo.com.ar", web="www.tornillo.com.ar"
    )
    found = codes(notice, CheckKind.DATA)
    assert found == {
        "cuit_valid": True,
        "phone_valid": True,
        "email_company": True,
        "web_valid": True,
        "place_known": True,
        "self_none": True,
    }


def test_a_free_mailbox_and_an_unknown_locality_are_to_be_looked_at(cast: Cast) -> None:
    notice = evaluated(cast.sponsor, email="tornillo@gmail.com", locality="Villa Inexistente")
    found = codes(notice, CheckKind.DATA)
    assert found["cuit_missing"] is None
    assert found["email_free"] is None
    assert found["locality_unknown"] is None


def test_a_sponsor_who_reports_himself_is_seen(cast: Cast) -> None:
    User.objects.filter(pk=cast.sponsor.user_id).update(phone="011 15-4555-1234")
    notice = send(cast.sponsor, phone="+54 11 4555 1234")
    assert notice.prospect is not None
    notice.prospect.cuit = cast.sponsor_partner.cuit  # a draft that was sent before the rule
    notice.prospect.save()
    evaluate_notice(now=NOON, notice_id=notice.pk)
    found = codes(notice, CheckKind.DATA)
    assert found["self_cuit"] is False
    assert found["self_phone"] is False
    assert "self_none" not in found


def test_an_earlier_notice_of_another_sponsor_is_a_duplicate_and_explained(cast: Cast) -> None:
    first = send(cast.referrer, cuit=CUIT, legal_name="Distribuidora Andina S.A.")
    second = evaluated(cast.sponsor, cuit=CUIT, legal_name="Andina Distribuciones S.A.")
    (finding,) = findings(second, CheckKind.DUPLICATES)
    assert finding.other_notice == first
    assert finding.outcome == "same"
    assert finding.score == pytest.approx(sum(one["weight"] for one in finding.evidence))
    assert {"kind": "cuit", "detail": "equal"}.items() <= finding.evidence[1].items()
    assert finding.probability > 0.99
    assert finding.matcher == matcher_version()
    assert codes(second, CheckKind.DUPLICATES) == {"notices_same": False}


def test_a_later_notice_is_told_but_does_not_count(cast: Cast) -> None:
    first = send(cast.referrer, cuit=CUIT)
    send(cast.sponsor, cuit=CUIT)
    evaluate_notice(now=NOON, notice_id=first.pk)
    assert codes(first, CheckKind.DUPLICATES) == {"notices_none": True, "notices_later": None}


@pytest.mark.parametrize("how", ["name", "phone", "domain"])
def test_candidates_are_found_by_each_key(cast: Cast, how: str) -> None:
    facts = {
        "name": {"legal_name": "Ferretería Ñandubay e Hijos S.R.L."},
        "phone": {"phone": "0351 15-422-7788", "legal_name": "Uno de Tantos S.A."},
        "domain": {"email": "ventas@zonda-materiales.com.ar", "legal_name": "Otro Rubro S.A."},
    }[how]
    again = {
        "name": {"legal_name": "FERRETERIA NANDUBAI E HIJOS SRL"},
        "phone": {"phone": "+54 9 351 4227788", "legal_name": "Perfumería Lila S.A."},
        "domain": {"web": "https://www.zonda-materiales.com.ar/inicio", "legal_name": "Nada Igual"},
    }[how]
    for number in range(30):
        send(cast.referrer, legal_name=f"Kiosco Ruta {number} {chr(65 + number % 26)}ona",
             phone=f"011 47{number:02d}-9{number:03d}")  # fmt: skip
    first = send(cast.referrer, **facts)
    second = send(cast.sponsor, **{"phone": "0223 455-1299", **again})
    from universo.customers.models import Prospect
    from universo.customers.nearby import party_of, prospects_near

    rows = Prospect.objects.exclude(pk=second.prospect_id)
    assert second.prospect is not None
    near = prospects_near(party_of(second.prospect), rows)
    assert first.prospect_id in [one.pk for one, _party in near.companies]


@pytest.mark.parametrize("end", ["DECLINED", "WITHDRAWN", "LAPSED", "past due", "unprotected"])
def test_a_notice_that_protects_nobody_is_no_duplicate(cast: Cast, end: str) -> None:
    first = send(cast.referrer, cuit=CUIT)
    rows = Notice.objects.filter(pk=first.pk)
    decided = {"decided_at": NOON, "decided_by_id": cast.executive.user_id}
    if end == "past due":
        rows.update(due_at=NOON)
    elif end == "unprotected":
        rows.update(status="ACCEPTED", protected_until_date=NOON.date(), **decided)
    elif end == "DECLINED":
        rows.update(status=end, decline_reason="DATA", **decided)
    else:
        rows.update(status=end, withdrawn_at=NOON)
    second = evaluated(cast.sponsor, cuit=CUIT)
    assert findings(second, CheckKind.DUPLICATES) == []


@pytest.mark.parametrize(
    ("state", "counts"), [("ACTIVE", 1), ("DECLINED", 1), ("LOST", 0), ("WON", 0)]
)
def test_an_accepted_notice_protects_while_its_assignment_is_open(
    cast: Cast, state: str, counts: int
) -> None:
    from universo.routing.models import Assignment, ExecutingChannel

    first = send(cast.referrer, cuit=CUIT)
    Notice.objects.filter(pk=first.pk).update(
        status="ACCEPTED",
        decided_at=NOON,
        decided_by_id=cast.executive.user_id,
        protected_until_date="2027-11-23",
    )
    Assignment.objects.create(
        notice=first,
        channel=ExecutingChannel.objects.filter(partner__isnull=False)[0],
        status=state,
        loss_reason="OTHER" if state == "LOST" else "",
        offered_at=NOON,
        answered_at=NOON,
        closed_at=None if state == "ACTIVE" else NOON,
        offered_by_id=cast.channel_manager.user_id,
    )
    second = evaluated(cast.sponsor, cuit=CUIT)
    assert len(findings(second, CheckKind.DUPLICATES)) == counts


def test_hardware_outside_the_level_fails_its_part(cast: Cast) -> None:
    notice = evaluated(cast.referrer, families=["POS-SOFT", "FISCAL"])
    found = codes(notice, CheckKind.NEED)
    assert found["family_ok"] is True
    assert found["outside_level"] is False


def test_known_customers_of_hasar_and_of_every_reseller_are_found(cast: Cast) -> None:
    own = known(cast.admin, cuit=CUIT)
    of_reseller = known(
        cast.reseller, cast.reseller_partner.pk, legal_name="Tornillos Pampa", phone="011 4555-1234"
    )
    notice = evaluated(cast.sponsor, cuit=CUIT, legal_name="Tornillos Pampa S.R.L.")
    found = {finding.known_customer for finding in findings(notice, CheckKind.CUSTOMERS)}
    assert found == {own, of_reseller}


def test_searching_again_keeps_judgements_and_drops_what_is_gone(cast: Cast) -> None:
    one = known(cast.admin, cuit=CUIT)
    known(cast.admin, external_id="X", legal_name="Tornillos Pampa", phone="011 4555-1234")
    notice = evaluated(cast.sponsor, cuit=CUIT, legal_name="Tornillos Pampa S.R.L.")
    kept = next(f for f in findings(notice, CheckKind.CUSTOMERS) if f.known_customer == one)
    kept.verdict = FindingVerdict.DIFFERENT
    kept.save()
    from universo.customers.models import KnownCustomer

    KnownCustomer.objects.filter(external_id="X").update(retired_at=LONG_BEFORE)
    evaluate_notice(now=NOON, notice_id=notice.pk)
    assert [f.verdict for f in findings(notice, CheckKind.CUSTOMERS)] == ["DIFFERENT"]
    assert Check.objects.filter(notice=notice).count() == 4


def test_a_decided_or_lapsed_notice_keeps_its_evidence_as_it_was(cast: Cast) -> None:
    notice = evaluated(cast.sponsor)
    assert not evaluate_notice(now=notice.due_at, notice_id=notice.pk)
