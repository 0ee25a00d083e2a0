"""Addresses: executing channels, the leads of Hasar's own staff, the pre-sales log."""

from django.urls import path

from universo.web.backoffice.views import channels, routing

urlpatterns = [
    path("canales/", routing.board, name="routing"),
    path("canales/avisos/<int:notice_id>/", routing.choose, name="routing_notice"),
    path(
        "canales/asignaciones/<int:assignment_id>/", routing.assignment, name="routing_assignment"
    ),
    path("canales/reglas/", channels.channel_list, name="channel_list"),
    path("canales/reglas/<int:channel_id>/", channels.edit, name="channel_edit"),
    path("canales/reglas/nuevo/<int:partner_id>/", channels.add, name="channel_add"),
    path("avisos/<int:notice_id>/preventa/", routing.presales_log, name="presales_log"),
]
