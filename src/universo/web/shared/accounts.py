"""How the sign-in library behaves here: nobody signs up alone, one joins the programme."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.utils import timezone

from universo.notifications.operations import enqueue_mail, enqueue_rendered
from universo.web.shared.access import PUBLIC, SIGNED_IN, Access

# Who may open the library's pages, by the name of its view. One that is not here answers 404:
# addresses are changed by people of the programme, not by oneself.
LIBRARY_ACCESS: dict[str, Access] = {
    "allauth.account.views.LoginView": PUBLIC,
    "allauth.account.views.LogoutView": PUBLIC,
    "allauth.account.views.AccountInactiveView": PUBLIC,
    "allauth.account.views.SignupView": PUBLIC,  # says that one joins by applying
    "allauth.account.views.RequestLoginCodeView": PUBLIC,
    "allauth.account.views.ConfirmLoginCodeView": PUBLIC,
    "allauth.account.views.PasswordResetView": PUBLIC,
    "allauth.account.views.PasswordResetDoneView": PUBLIC,
    "allauth.account.views.PasswordResetFromKeyView": PUBLIC,
    "allauth.account.views.PasswordResetFromKeyDoneView": PUBLIC,
    "allauth.account.views.ReauthenticateView": SIGNED_IN,
    "allauth.account.views.PasswordChangeView": SIGNED_IN,
    "allauth.account.views.PasswordSetView": SIGNED_IN,
    "allauth.mfa.base.views.AuthenticateView": PUBLIC,  # between password and session
    "allauth.mfa.base.views.ReauthenticateView": SIGNED_IN,
    "allauth.mfa.base.views.IndexView": SIGNED_IN,
    "allauth.mfa.totp.views.ActivateTOTPView": SIGNED_IN,
    "allauth.mfa.totp.views.DeactivateTOTPView": SIGNED_IN,
    "allauth.mfa.recovery_codes.views.ViewRecoveryCodesView": SIGNED_IN,
    "allauth.mfa.recovery_codes.views.GenerateRecoveryCodesView": SIGNED_IN,
    "allauth.mfa.recovery_codes.views.DownloadRecoveryCodesView": SIGNED_IN,
}


def library_access(view: Any) -> Access | None:
    """Return the rule of a view of the sign-in library; None for a view that we do not offer."""
    kind = getattr(view, "view_class", None)
    return LIBRARY_ACCESS.get(f"{kind.__module__}.{kind.__name__}") if kind else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes the library's own sign-up: accounts come from an approved application or an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False always (R-5: one joins through the application form)."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is, without a site's name in brackets."""
        return subject

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell of a change of the account at the address with which the person signs in."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send through our outbox, so that a mail is never lost between commit and queue.

        `account/email/login_code` is worded by our own `mail/account_login_code.txt`.
        """
        template = template_prefix.replace("/email/", "_")
        try:
            enqueue_mail(
                key=f"account.{uuid.uuid4()}",
                to=email,
                template=template,
                context=context,
                now=timezone.now(),
            )
        except TemplateDoesNotExist:
            enqueue_rendered(self.render_mail(template_prefix, email, context))
