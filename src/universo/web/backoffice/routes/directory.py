"""Addresses: the directory of partners, as Hasar runs it."""

from django.urls import path

from universo.web.backoffice.views import directory

_HOME = "beneficios/mencion/"
urlpatterns = [
    path(_HOME, directory.board, name="directory"),
    path(f"{_HOME}cifras/", directory.numbers, name="directory_figures"),
    path(f"{_HOME}especialidades/", directory.skills, name="directory_skills"),
    path(f"{_HOME}especialidades/<int:skill_id>/", directory.skill, name="directory_skill"),
    path(f"{_HOME}paginas/<int:page_id>/", directory.version, name="directory_version"),
    path(f"{_HOME}logos/<int:logo_id>/", directory.logo, name="directory_logo"),
]
