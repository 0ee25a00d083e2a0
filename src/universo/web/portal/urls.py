"""Addresses of this site; each part of it has its own module in routes/."""

from universo.web.portal.routes import (
    benefits,
    categories,
    customers,
    directory,
    home,
    integrations,
    leads,
    library,
    notices,
    paying,
    plans,
    prices,
    profile,
    rewards,
    support,
    tokens,
    training,
    units,
)

app_name = "portal"
urlpatterns = [
    *benefits.urlpatterns,
    *categories.urlpatterns,
    *customers.urlpatterns,
    *directory.urlpatterns,
    *home.urlpatterns,
    *integrations.urlpatterns,
    *leads.urlpatterns,
    *library.urlpatterns,
    *notices.urlpatterns,
    *paying.urlpatterns,
    *plans.urlpatterns,
    *prices.urlpatterns,
    *profile.urlpatterns,
    *rewards.urlpatterns,
    *support.urlpatterns,
    *tokens.urlpatterns,
    *training.urlpatterns,
    *units.urlpatterns,
]
