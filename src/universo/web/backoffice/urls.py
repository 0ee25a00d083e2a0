"""Addresses of this site; each part of it has its own module in routes/."""

from universo.web.backoffice.routes import (
    applications,
    audit,
    benefits,
    customers,
    directory,
    home,
    library,
    partners,
    people,
    prices,
    program,
    queue,
    rewards,
    routing,
    sales,
    support,
    tokens,
    units,
)

app_name = "backoffice"
urlpatterns = [
    *applications.urlpatterns,
    *audit.urlpatterns,
    *benefits.urlpatterns,
    *customers.urlpatterns,
    *directory.urlpatterns,
    *home.urlpatterns,
    *library.urlpatterns,
    *partners.urlpatterns,
    *people.urlpatterns,
    *prices.urlpatterns,
    *program.urlpatterns,
    *queue.urlpatterns,
    *rewards.urlpatterns,
    *routing.urlpatterns,
    *sales.urlpatterns,
    *support.urlpatterns,
    *tokens.urlpatterns,
    *units.urlpatterns,
]
