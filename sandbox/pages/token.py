"""Proof that a form comes from a page of this sandbox and not from a page of somebody else.

Whoever opens the pages may act as anybody, so there is no session to bind it to: one secret for the life of the
application is what no other origin can read.
"""

from __future__ import annotations

import hmac
import secrets

from flask import current_app, request

from sandbox.refuse import ApiError

KEY = "pages_token"
FIELD = "token"


def new() -> str:
    """Return a secret that cannot be guessed."""
    return secrets.token_urlsafe(24)


def present() -> str:
    """Return the secret of the application, for the pages' forms."""
    secret: str = current_app.extensions[KEY]
    return secret


def need() -> None:
    """Refuse a form without the secret.

    Raises:
        ApiError: 403.
    """
    if not hmac.compare_digest(request.form.get(FIELD, "").encode(), present().encode()):
        raise ApiError(403, {"message": "This form was not made by the running sandbox. Open the page again."})
