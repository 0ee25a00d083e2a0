"""Addresses: support in selling of a partner."""

from django.urls import path

from universo.web.portal.views import cobrand, support, support_visits

_HOME = "beneficios/apoyo/"
urlpatterns = [
    path(_HOME, support.board, name="support"),
    path(f"{_HOME}fondo/", support.fund, name="support_fund"),
    path(f"{_HOME}pedir/", support.write, name="support_new"),
    path(f"{_HOME}pedidos/<int:support_id>/", support.page, name="support_request"),
    path(f"{_HOME}pedidos/<int:support_id>/editar/", support.write, name="support_edit"),
    path(f"{_HOME}archivos/<int:proof_id>/", support.file, name="support_file"),
    path(f"{_HOME}visitas/", support_visits.board, name="support_visits"),
    path(f"{_HOME}visitas/<int:visit_id>/", support_visits.page, name="support_visit"),
    path(f"{_HOME}visitas/<int:visit_id>/agenda.ics", support_visits.entry, name="support_entry"),
    path(f"{_HOME}material/", cobrand.board, name="cobrand"),
    path(f"{_HOME}material/logo.png", cobrand.logo, name="cobrand_logo"),
    path(f"{_HOME}material/plantillas/<int:design_id>/", cobrand.make, name="cobrand_make"),
    path(
        f"{_HOME}material/plantillas/<int:design_id>/vista.png",
        cobrand.preview,
        name="cobrand_preview",
    ),
    path(f"{_HOME}material/piezas/<int:piece_id>/", cobrand.piece, name="cobrand_piece"),
    path(
        f"{_HOME}material/piezas/<int:piece_id>/<slug:paper>/",
        cobrand.piece_file,
        name="cobrand_file",
    ),
]
