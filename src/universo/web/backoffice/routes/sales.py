"""Addresses: invoices and notes, collections, links to opportunities, imports."""

from django.urls import path

from universo.web.backoffice.views import (
    collections,
    conflicts,
    document_entry,
    documents,
    imports,
    linking,
    splitting,
    to_link,
    waiting,
)

urlpatterns = [
    path("comprobantes/", documents.board, name="documents"),
    path("comprobantes/comprobantes.csv", documents.export, name="documents_export"),
    path("comprobantes/nuevo/", document_entry.add, name="document_new"),
    path("comprobantes/nuevo/qr/", document_entry.from_qr, name="document_qr"),
    path("comprobantes/por-vincular/", to_link.board, name="documents_to_link"),
    path("comprobantes/por-vincular/regla/", to_link.rule, name="linking_rule"),
    path("comprobantes/diferencias/", conflicts.board, name="conflicts"),
    path("comprobantes/diferencias/<int:conflict_id>/", conflicts.page, name="conflict"),
    path("comprobantes/<int:document_id>/", documents.page, name="document"),
    path("comprobantes/<int:document_id>/renglones/", document_entry.lines, name="document_lines"),
    path("comprobantes/<int:document_id>/corrige/", document_entry.assign, name="note_assign"),
    path("comprobantes/<int:document_id>/oportunidad/", linking.choose, name="document_link"),
    path(
        "comprobantes/<int:document_id>/oportunidad/<int:notice_id>/",
        linking.confirm,
        name="document_link_confirm",
    ),
    path(
        "comprobantes/<int:document_id>/oportunidad/<int:notice_id>/desvincular/",
        linking.unlink,
        name="document_unlink",
    ),
    path("comprobantes/<int:document_id>/repartir/", splitting.page, name="document_split"),
    path("avisos/<int:notice_id>/facturas/", linking.candidates, name="notice_invoices"),
    path("cobranzas/<int:collection_id>/", collections.page, name="collection"),
    path("cobranzas/sin-factura/", waiting.board, name="waiting_collections"),
    path("cobranzas/sin-factura/<int:waiting_id>/", waiting.page, name="waiting_collection"),
    path("importaciones/", imports.board, name="imports"),
    path("importaciones/<int:batch_id>/", imports.page, name="import"),
    path("importaciones/<int:batch_id>/filas.csv", imports.rejects, name="import_rejects"),
    path("importaciones/modelos/<str:name>", imports.template, name="import_template"),
]
