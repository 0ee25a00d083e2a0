"""Addresses: invoices and notes, collections, links to opportunities, imports."""

from django.urls import path

from universo.web.backoffice.views import collections, document_entry, documents, imports, linking

urlpatterns = [
    path("comprobantes/", documents.board, name="documents"),
    path("comprobantes/nuevo/", document_entry.add, name="document_new"),
    path("comprobantes/<int:document_id>/", documents.page, name="document"),
    path("comprobantes/<int:document_id>/renglones/", document_entry.lines, name="document_lines"),
    path("comprobantes/<int:document_id>/corrige/", document_entry.assign, name="note_assign"),
    path("comprobantes/<int:document_id>/oportunidad/", linking.choose, name="document_link"),
    path(
        "comprobantes/<int:document_id>/oportunidad/<int:notice_id>/",
        linking.confirm,
        name="document_link_confirm",
    ),
    path("comprobantes/<int:document_id>/desvincular/", linking.unlink, name="document_unlink"),
    path("avisos/<int:notice_id>/facturas/", linking.candidates, name="notice_invoices"),
    path("cobranzas/<int:collection_id>/", collections.page, name="collection"),
    path("importaciones/", imports.board, name="imports"),
    path("importaciones/<int:batch_id>/", imports.page, name="import"),
    path("importaciones/<int:batch_id>/filas.csv", imports.rejects, name="import_rejects"),
    path("importaciones/modelos/<str:name>", imports.template, name="import_template"),
]
