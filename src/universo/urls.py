"""Where each site hangs. Addresses are in Spanish, as people read them; names in English."""

from django.conf import settings
from django.urls import include, path

from universo.web.public.views.pages import start

urlpatterns = [
    path("", include("universo.web.public.urls")),
    path("portal/", include("universo.web.portal.urls")),
    path("gestion/", include("universo.web.backoffice.urls")),
    path("api/v1/", include("universo.web.api.urls")),
    path("inicio/", start, name="home"),
    path("prestamos/", include("universo.web.shared.loan_door")),
    path("preferencias/", include("universo.web.shared.preferences")),
    path("cuenta/", include("allauth.urls")),
]
if settings.DEBUG:
    urlpatterns += [path("estilo/", include("universo.web.shared.urls"))]
