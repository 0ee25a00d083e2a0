"""Addresses: the executive's queue and the evaluation of a notice."""

from django.urls import URLPattern, path

from universo.web.backoffice.views import evaluation, findings, missed, queue

ONE = "avisos/<int:notice_id>/"
urlpatterns: list[URLPattern] = [
    path("avisos/", queue.queue, name="queue"),
    path(ONE, evaluation.detail, name="notice_detail"),
    path(f"{ONE}buscar/", evaluation.search, name="notice_search"),
    path(f"{ONE}controles/", evaluation.pass_pending, name="notice_pass_pending"),
    path(f"{ONE}controles/<str:kind>/", evaluation.verdict, name="notice_verdict"),
    path(f"{ONE}controles/<str:kind>/senalar/", missed.missed, name="notice_missed"),
    path(f"{ONE}parecidos/<int:finding_id>/", findings.finding, name="notice_finding"),
    path(f"{ONE}aceptar/", evaluation.accept, name="notice_accept"),
    path(f"{ONE}rechazar/", evaluation.decline, name="notice_decline"),
    path(f"{ONE}consultar/", evaluation.ask, name="notice_ask"),
]
