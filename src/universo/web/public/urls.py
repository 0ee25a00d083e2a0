"""Addresses of this site; each part of it has its own module in routes/."""

from universo.web.public.routes import (
    bank,
    directory,
    joining,
    pages,
    verify,
)

app_name = "public"
urlpatterns = [
    *bank.urlpatterns,
    *directory.urlpatterns,
    *joining.urlpatterns,
    *pages.urlpatterns,
    *verify.urlpatterns,
]
