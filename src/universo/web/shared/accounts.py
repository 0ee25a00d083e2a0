"""How the sign-in library behaves here: nobody signs up alone, one joins the programme."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

# Views of the second factor that a person meets before being signed in.
MFA_PUBLIC_VIEWS = frozenset({"AuthenticateView", "authenticate", "LoginWebAuthnView"})


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes the library's own sign-up: accounts come from an approved application or an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False always (R-5: one joins through the application form)."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Everybody lands on `home`, which sends each to his own site."""
        return str(super().get_login_redirect_url(request))

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is, without a site's name in brackets."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send through our outbox, so that a mail is never lost between commit and queue."""
        from universo.notifications.operations import enqueue_rendered

        message = self.render_mail(template_prefix, email, context)
        enqueue_rendered(message)
