"""Addresses: the technical material for a partner."""

from django.urls import path

from universo.web.portal.views import library

_LIBRARY = "beneficios/material/"
_ITEM = f"{_LIBRARY}<int:item_id>/"
urlpatterns = [
    path(_LIBRARY, library.board, name="library"),
    path(_ITEM, library.item, name="library_item"),
    path(f"{_ITEM}favorito/", library.favourite, name="library_favourite"),
    path(f"{_ITEM}seguir/", library.follow, name="library_follow"),
    path(
        f"{_ITEM}productos/<int:followed_id>/seguir/",
        library.follow,
        name="library_follow_product",
    ),
    path(f"{_LIBRARY}archivos/<int:version_id>/", library.file, name="library_file"),
]
