"""Addresses: the mention of a partner in the directory, and its badge."""

from django.urls import path

from universo.web.portal.views import directory

_HOME = "beneficios/mencion/"
urlpatterns = [
    path(_HOME, directory.board, name="directory"),
    path(f"{_HOME}pagina/", directory.edit, name="directory_edit"),
    path(f"{_HOME}aceptar/", directory.consent, name="directory_consent"),
    path(f"{_HOME}retirar/", directory.withdraw, name="directory_withdraw"),
    path(f"{_HOME}versiones/<int:page_id>/", directory.version, name="directory_version"),
    path(f"{_HOME}logos/<int:logo_id>/", directory.logo, name="directory_logo"),
    path(f"{_HOME}insignia/", directory.badge, name="directory_badge"),
    path(
        f"{_HOME}insignia/insignia.<slug:picture>",
        directory.badge_file,
        name="directory_badge_file",
    ),
]
