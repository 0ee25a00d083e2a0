"""Addresses: courses, questions, sessions, certificates, requirements, goals and their figures."""

from django.urls import path

from universo.web.backoffice.views import (
    training,
    training_goals,
    training_questions,
    training_sessions,
)

_HOME = "beneficios/capacitacion/"
_COURSE = f"{_HOME}cursos/<int:course_id>/"
_CERTIFICATE = f"{_HOME}certificados/<int:certificate_id>"
urlpatterns = [
    path(_HOME, training.board, name="training"),
    path(f"{_HOME}cursos/nuevo/", training.add, name="training_new"),
    path(_COURSE, training.course, name="training_course"),
    path(f"{_COURSE}datos/", training.edit, name="training_edit"),
    path(f"{_COURSE}paginas/nueva/", training.page_new, name="training_page_new"),
    path(f"{_HOME}paginas/<int:lesson_id>/", training.page, name="training_page"),
    path(f"{_HOME}archivos/<int:course_file_id>/", training.file, name="training_file"),
    path(f"{_COURSE}preguntas/", training_questions.bank, name="training_questions"),
    path(f"{_COURSE}preguntas/nueva/", training_questions.add, name="training_question_new"),
    path(f"{_HOME}preguntas/<int:question_id>/", training_questions.page, name="training_question"),
    path(f"{_HOME}encuentros/", training_sessions.board, name="training_sessions"),
    path(f"{_COURSE}encuentros/nuevo/", training_sessions.add, name="training_session_new"),
    path(f"{_HOME}encuentros/<int:session_id>/", training_sessions.page, name="training_session"),
    path(f"{_HOME}encuentros/<int:session_id>.ics", training_sessions.ics, name="training_ics"),
    path(f"{_HOME}certificados/", training_goals.certificates, name="training_certificates"),
    path(f"{_CERTIFICATE}/", training_goals.certificate, name="training_certificate"),
    path(f"{_CERTIFICATE}.pdf", training_goals.certificate_pdf, name="training_certificate_pdf"),
    path(f"{_HOME}requisitos/", training_goals.requirements, name="training_requirements"),
    path(f"{_HOME}metas/", training_goals.goals, name="training_goals"),
    path(f"{_HOME}metas/<int:goal_id>/", training_goals.goal, name="training_goal"),
    path(f"{_HOME}cifras/", training_goals.figures, name="training_figures"),
]
