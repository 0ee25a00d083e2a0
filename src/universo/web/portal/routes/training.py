"""Addresses: training of a partner's people."""

from django.urls import path

from universo.web.portal.views import (
    training,
    training_company,
    training_sessions,
    training_tests,
)

_HOME = "beneficios/capacitacion/"
urlpatterns = [
    path(_HOME, training.board, name="training"),
    path(f"{_HOME}cursos/<int:course_id>/", training.course, name="training_course"),
    path(f"{_HOME}cursos/<int:course_id>/examen/", training_tests.begin, name="training_begin"),
    path(f"{_HOME}paginas/<int:lesson_id>/", training.page, name="training_page"),
    path(f"{_HOME}archivos/<int:course_file_id>/", training.file, name="training_file"),
    path(f"{_HOME}examenes/<int:attempt_id>/", training_tests.test, name="training_test"),
    path(f"{_HOME}encuentros/", training_sessions.calendar, name="training_sessions"),
    path(
        f"{_HOME}encuentros/<int:session_id>/", training_sessions.session, name="training_session"
    ),
    path(f"{_HOME}encuentros/<int:session_id>.ics", training_sessions.ics, name="training_ics"),
    path(f"{_HOME}certificados/", training_company.certificates, name="training_certificates"),
    path(
        f"{_HOME}certificados/<int:certificate_id>.pdf",
        training_company.certificate,
        name="training_certificate",
    ),
    path(f"{_HOME}metas/", training_company.goals, name="training_goals"),
]
