"""Addresses: notices."""

from django.urls import URLPattern, path

from universo.web.portal.views import drafts, notices, receipts

urlpatterns: list[URLPattern] = [
    path("oportunidades/", notices.notice_list, name="notice_list"),
    path("oportunidades/localidades/", drafts.localities, name="localities"),
    path("oportunidades/nueva/", drafts.start, name="notice_new"),
    path("oportunidades/nueva/<uuid:uid>/", drafts.edit, name="notice_draft"),
    path("oportunidades/nueva/<uuid:uid>/guardar/", drafts.autosave, name="notice_autosave"),
    path("oportunidades/nueva/<uuid:uid>/revisar/", drafts.review, name="notice_review"),
    path("oportunidades/nueva/<uuid:uid>/descartar/", drafts.discard, name="notice_discard"),
    path("oportunidades/<int:notice_id>/", notices.detail, name="notice_detail"),
    path("oportunidades/<int:notice_id>/acuse/", receipts.page, name="notice_receipt"),
    path("oportunidades/<int:notice_id>/acuse.pdf", receipts.pdf, name="notice_receipt_pdf"),
    path("oportunidades/<int:notice_id>/acuse.json", receipts.content, name="notice_content"),
    path("oportunidades/<int:notice_id>/retirar/", notices.withdraw, name="notice_withdraw"),
    path(
        "oportunidades/<int:notice_id>/aclaraciones/<int:clarification_id>/",
        notices.answer,
        name="clarification_answer",
    ),
]
