"""Addresses: demonstration units, their loans, rules and use."""

from django.urls import path

from universo.web.backoffice.views import unit_loans, unit_stock, units

_HOME = "beneficios/unidades/"
urlpatterns = [
    path(_HOME, units.board, name="units"),
    path(f"{_HOME}reglas/", units.rules, name="lending_rules"),
    path(f"{_HOME}uso/", units.use, name="unit_use"),
    path(f"{_HOME}calendario/<int:model_id>/", units.calendar, name="unit_calendar"),
    path(f"{_HOME}stock/", unit_stock.board, name="unit_stock"),
    path(f"{_HOME}stock/nueva/", unit_stock.add, name="unit_new"),
    path(f"{_HOME}stock/<int:unit_id>/", unit_stock.page, name="unit"),
    path(f"{_HOME}prestamos/<int:loan_id>/", unit_loans.page, name="loan"),
    path(f"{_HOME}prestamos/<int:loan_id>/<slug:end>.pdf", unit_loans.note, name="loan_note"),
    path(f"{_HOME}fotos/<int:photo_id>/", unit_loans.photo, name="unit_photo"),
]
