"""Addresses of this site; each part of it has its own module in routes/."""

from universo.web.public.routes import (
    joining,
    pages,
    verify,
)

app_name = "public"
urlpatterns = [
    *joining.urlpatterns,
    *pages.urlpatterns,
    *verify.urlpatterns,
]
