"""From a text template to the subject, the plain text and the HTML of a mail."""

import re
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from universo.domain.prose import one_stop

LINK = re.compile(r"^https?://\S+$")


def render_mail(
    template: str, context: dict[str, Any], recipient: str, language: str
) -> tuple[str, str, str]:
    """Return (subject, text, html) of `mail/<template>.txt`, whose first line is the subject.

    In the HTML each paragraph is a paragraph and a line that is only a link becomes a button.
    `context["meter_html"]`, where given, stands above the text: the fifteen ticks of a notice.
    """
    values = {**context, "public_url": settings.PUBLIC_URL, "recipient": recipient}
    with translation.override(language):
        plain = one_stop(render_to_string(f"mail/{template}.txt", values).strip())
        subject, _line, body = plain.partition("\n")
        blocks = [block.strip() for block in re.split(r"\n\s*\n", body) if block.strip()]
        html = render_to_string(
            "mail/layout.html",
            {
                "subject": subject.strip(),
                "blocks": [(block, bool(LINK.match(block))) for block in blocks],
                "meter_html": SafeString(context.get("meter_html", "")),
                "public_url": settings.PUBLIC_URL,
            },
        )
    return subject.strip(), "\n\n".join(blocks) + "\n", html
