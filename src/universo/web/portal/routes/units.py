"""Addresses: demonstration units of a partner."""

from django.urls import path

from universo.web.portal.views import units

urlpatterns = [
    path("beneficios/unidades/", units.board, name="units"),
    path("beneficios/unidades/pedir/", units.ask, name="unit_request"),
    path("beneficios/unidades/calendario/<int:model_id>/", units.calendar, name="unit_calendar"),
    path("beneficios/unidades/prestamos/<int:loan_id>/", units.loan, name="loan"),
    path(
        "beneficios/unidades/prestamos/<int:loan_id>/<slug:end>.pdf", units.note, name="loan_note"
    ),
    path("beneficios/unidades/fotos/<int:photo_id>/", units.photo, name="unit_photo"),
]
