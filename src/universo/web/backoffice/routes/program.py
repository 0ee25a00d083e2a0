"""Addresses: the programme itself: catalogue, rates, terms and holidays."""

from django.urls import path

from universo.web.backoffice.views import (
    calendar,
    catalogue,
    matcher,
    program,
    rate_proposals,
    rates,
    terms,
    what_if,
)

_CATALOGUE = "programa/catalogo/"
_FAMILY = f"{_CATALOGUE}familias/<int:family_id>/"
_RATES = "programa/porcentajes/"
_PROPOSAL = f"{_RATES}cambios/<int:proposal_id>/"
_TERMS = "programa/condiciones/"
_DAYS = "programa/feriados/"
_MATCHER = "programa/comparador/"
urlpatterns = [
    path("programa/", program.summary, name="program"),
    path(_CATALOGUE, catalogue.catalogue, name="catalogue"),
    path(f"{_CATALOGUE}familias/nueva/", catalogue.family_new, name="family_new"),
    path(_FAMILY, catalogue.family, name="family"),
    path(f"{_FAMILY}oferta/", catalogue.family_offer, name="family_offer"),
    path(f"{_FAMILY}productos/nuevo/", catalogue.product_new, name="product_new"),
    path(f"{_CATALOGUE}productos/<int:product_id>/", catalogue.product, name="product"),
    path(
        f"{_CATALOGUE}productos/<int:product_id>/oferta/",
        catalogue.product_offer,
        name="product_offer",
    ),
    path(_RATES, rates.board, name="rates"),
    path(f"{_RATES}que-pasaria-si/", what_if.page, name="what_if"),
    path(f"{_RATES}tabla/", rate_proposals.table, name="rate_table"),
    path(_PROPOSAL, rate_proposals.proposal, name="rate_proposal"),
    path(f"{_PROPOSAL}confirmar/", rate_proposals.confirm, name="rate_proposal_confirm"),
    path(f"{_PROPOSAL}retirar/", rate_proposals.withdraw, name="rate_proposal_withdraw"),
    path(f"{_RATES}<int:family_id>/<slug:level>/", rates.cell, name="rate_cell"),
    path(_TERMS, terms.versions, name="terms"),
    path(f"{_TERMS}nueva/", terms.new_version, name="terms_new"),
    path(f"{_TERMS}<int:number>/", terms.version, name="terms_version"),
    path(_DAYS, calendar.calendar, name="calendar"),
    path(f"{_DAYS}nuevo/", calendar.day_new, name="day_new"),
    path(f"{_DAYS}<int:day_id>/", calendar.day, name="day"),
    path(f"{_DAYS}<int:day_id>/quitar/", calendar.day_remove, name="day_remove"),
    path(_MATCHER, matcher.matcher, name="matcher"),
    path(f"{_MATCHER}probar/", matcher.matcher_try, name="matcher_try"),
]
