"""Addresses: the directory of partners and the verification of their badges."""

from django.urls import path

from universo.web.public.views import badges, directory

urlpatterns = [
    path("directorio/", directory.board, name="directory"),
    path("directorio/localidades/", directory.localities, name="directory_localities"),
    path("directorio/<slug:slug>/", directory.page, name="directory_page"),
    path("directorio/<slug:slug>/logo/", directory.logo, name="directory_logo"),
    path("directorio/<slug:slug>/ir/<slug:way>/", directory.leave, name="directory_leave"),
    path(
        "directorio/<slug:slug>/contacto/<slug:way>/", directory.contacted, name="directory_contact"
    ),
    path("insignia/<slug:code>/", badges.badge, name="badge"),
    path("insignia/<slug:code>/insignia.<slug:kind>", badges.badge_image, name="badge_image"),
    path("sitemap.xml", directory.sitemap, name="sitemap"),
]
