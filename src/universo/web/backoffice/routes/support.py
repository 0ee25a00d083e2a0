"""Addresses: support in selling, its funds, rules and figures, joint visits."""

from django.urls import path

from universo.web.backoffice.views import cobrand, support, support_requests, support_visits

_HOME = "beneficios/apoyo/"
urlpatterns = [
    path(_HOME, support.board, name="support"),
    path(f"{_HOME}fondos/", support.funds, name="support_funds"),
    path(f"{_HOME}fondos/<int:fund_partner_id>/", support.fund, name="support_fund"),
    path(f"{_HOME}reglas/", support.rules, name="support_rules"),
    path(f"{_HOME}resultados/", support.figures, name="support_figures"),
    path(f"{_HOME}pedidos/<int:support_id>/", support_requests.page, name="support_request"),
    path(f"{_HOME}archivos/<int:proof_id>/", support_requests.file, name="support_file"),
    path(f"{_HOME}visitas/", support_visits.board, name="support_visits"),
    path(f"{_HOME}visitas/<int:visit_id>/", support_visits.page, name="support_visit"),
    path(f"{_HOME}visitas/<int:visit_id>/agenda.ics", support_visits.entry, name="support_entry"),
    path(f"{_HOME}material/", cobrand.board, name="cobrand"),
    path(f"{_HOME}material/<int:design_id>/", cobrand.template, name="cobrand_template"),
    path(f"{_HOME}material/<int:design_id>/vista.png", cobrand.preview, name="cobrand_preview"),
]
