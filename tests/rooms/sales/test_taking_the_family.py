"""An invoice that came without lines takes its product from its opportunity, if there is one only."""

import pytest

import sales_cases as sales
from cast import Cast
from universo.insights.link_effects import effect_of_linking
from universo.opportunities.models import NoticeItem
from universo.sales.linking import UnableToLink
from universo.usecases.link_document import link_document

pytestmark = pytest.mark.django_db
BARE = sales.line(family="", description="")


def test_one_family_asked_for_is_the_product(cast: Cast) -> None:
    notice, document = sales.accepted(cast, won=True), sales.invoice(cast, BARE)
    assert [item.family.code for item in notice.items.all()] == ["POS-SOFT"]
    (effect,) = effect_of_linking(document, notice)
    assert (effect.rate_bp, effect.full_minor) == (500, 500_000)
    link_document(actor=cast.finance, now=sales.NOON, document_id=document.pk, notice_id=notice.pk)
    family = document.lines.get().family
    assert family is not None
    assert family.code == "POS-SOFT"


def test_several_families_or_a_described_line_need_a_person(cast: Cast) -> None:
    notice, document = sales.accepted(cast), sales.invoice(cast, BARE)
    described = sales.invoice(cast, sales.line(family=""))
    named = {"actor": cast.finance, "now": sales.NOON, "notice_id": notice.pk}
    with pytest.raises(UnableToLink):
        link_document(document_id=described.pk, **named)
    NoticeItem.objects.create(notice=notice, family=cast.families["GESTION"])
    with pytest.raises(UnableToLink):
        link_document(document_id=document.pk, **named)
    assert document.lines.get().family is None
