"""Addresses: price lists, their files, rules and use."""

from django.urls import path

from universo.web.backoffice.views import price_files, price_lists, price_use

urlpatterns = [
    path("beneficios/precios/", price_lists.board, name="prices"),
    path("beneficios/precios/listas/<int:list_id>/", price_lists.page, name="price_list"),
    path("beneficios/precios/archivos/nuevo/", price_files.new, name="price_file_new"),
    path("beneficios/precios/archivos/<int:file_id>/", price_files.page, name="price_file"),
    path(
        "beneficios/precios/archivos/<int:file_id>/sin-publicar/",
        price_files.rejects, name="price_file_rejects",
    ),
    path(
        "beneficios/precios/archivos/<int:file_id>/cambios/",
        price_files.changes, name="price_file_changes",
    ),
    path("beneficios/precios/uso/", price_use.use, name="price_use"),
    path("beneficios/precios/reglas/", price_use.rules, name="price_rules"),
]  # fmt: skip
