"""Addresses: people of Hasar."""

from django.urls import path

from universo.web.backoffice.views import people

_ALL = "programa/personas/"
_ONE = f"{_ALL}<int:user_id>/"
urlpatterns = [
    path(_ALL, people.people, name="people"),
    path(f"{_ALL}nueva/", people.invite, name="person_new"),
    path(_ONE, people.person, name="person"),
    path(f"{_ONE}enlace/", people.link_again, name="person_link"),
    path(f"{_ONE}rol/", people.grant, name="person_grant"),
    path(f"{_ONE}rol/<str:role>/quitar/", people.revoke, name="person_revoke"),
    path(f"{_ONE}cerrar/", people.close, name="person_close"),
    path(f"{_ONE}abrir/", people.reopen, name="person_reopen"),
]
