"""The mails of the account pages, on the same way as all others: kept, then sent."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.contrib.sites.shortcuts import get_current_site
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import render_to_string

from notifications.service import NotificationService


class AccountAdapter(DefaultAccountAdapter):
    """Queues verification and password mails. Our own words are in templates/mail/account, else allauth's are used."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Keep the mail; it is sent after the commit, so the page never waits for a mail server."""
        request = current.request
        full = {"request": request, "email": email, "current_site": get_current_site(request), **context}
        kind = template_prefix.rpartition("/")[2]
        try:
            subject = render_to_string(f"mail/account/{kind}.subject.txt", full)
            text = render_to_string(f"mail/account/{kind}.txt", full)
        except TemplateDoesNotExist:
            message = self.render_mail(template_prefix, email, full)
            subject, text = message.subject, message.body
        NotificationService().queue_account_mail(
            kind=kind, recipient=email, subject=" ".join(subject.split()), text=text.strip() + "\n"
        )
