"""Addresses: the technical material, as Hasar keeps it."""

from django.urls import path

from universo.web.backoffice.views import library, library_figures

_LIBRARY = "beneficios/material/"
_ITEM = f"{_LIBRARY}<int:item_id>/"
_VERSION = f"{_ITEM}versiones/<int:version_id>/"
urlpatterns = [
    path(_LIBRARY, library.board, name="library"),
    path(f"{_LIBRARY}nuevo/", library.new, name="library_new"),
    path(f"{_LIBRARY}descargas/", library_figures.downloads, name="library_downloads"),
    path(f"{_LIBRARY}busquedas/", library_figures.searches, name="library_searches"),
    path(_ITEM, library.item, name="library_item"),
    path(f"{_ITEM}cambiar/", library.change, name="library_change"),
    path(f"{_ITEM}version/", library.version_new, name="library_version_new"),
    path(f"{_ITEM}retirar/", library.withdraw, name="library_withdraw"),
    path(f"{_VERSION}retirar/", library.withdraw, name="library_version_withdraw"),
    path(f"{_VERSION}archivo/", library.file, name="library_file"),
]
