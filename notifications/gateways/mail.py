"""Mail, through Django's mail API: SMTP where EMAIL_URL is set, else the log."""

from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications.contracts import Mail
from notifications.errors import RecipientRefused


def message_id(row_id: UUID) -> str:
    """This function will return the Message-ID of a message: the same for every attempt.

    A mail server or reader that gets the message twice can tell.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{row_id}@{domain}>"


def send_mail(mail: Mail, *, row_id: UUID) -> None:
    """This method will hand the mail over; where no mail server is set, its text goes to the log.

    Raises RecipientRefused when the server will never take it; whatever else the mail backend raises may be gone the
    next time.
    """
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.recipient],
        headers={"Message-ID": message_id(row_id), "Auto-Submitted": "auto-generated", "X-Message-Kind": mail.kind},
    )
    if mail.html and settings.MAIL_IS_SENT:
        message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _ in error.recipients.values()):
            raise RecipientRefused(_words(error)) from error
        raise
    except (SMTPSenderRefused, SMTPDataError) as error:
        if error.smtp_code >= 500:
            raise RecipientRefused(_words(error)) from error
        raise


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
