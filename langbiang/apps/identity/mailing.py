"""Mails to people: a template whose first line is the subject."""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.template.loader import render_to_string

from langbiang.foundation.errors import Refused

logger = logging.getLogger(__name__)


class CannotMail(Refused):
    """The mail server does not take the mail now."""


def mail(name: str, to: str, **told: object) -> None:
    """
    Send a mail made of `identity/mail/<name>.txt`.

    :raises CannotMail: when the mail server does not take it; the log says why.
    """
    subject, body = render_to_string(f"identity/mail/{name}.txt", told).split("\n", 1)
    try:
        send_mail(subject, body.lstrip(), None, [to])
    except (OSError, SMTPException) as fault:
        logger.exception("The mail server does not take a mail")
        raise CannotMail("Chưa gửi được thư. Thử lại sau ít phút.") from fault
