"""A slip for whoever stands at the counter, as a WSGI application."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import sxguide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

GUIDE = sxguide.load()
MAX_BYTES = 100_000
_WORDS = {
    sxguide.Outcome.ELIGIBLE: "you may apply",
    sxguide.Outcome.INELIGIBLE: "you may not apply",
    sxguide.Outcome.UNDETERMINED: "we need to know more",
}


def slip(service: str, facts: dict[str, Any], on: dt.date) -> dict[str, Any]:
    """What a person takes home: the answer, what to bring, the last day of the agency's term, and what is still to be said.

    Raises:
        sxguide.SxguideError: There is no such service, or the facts have faults.
    """
    decision = GUIDE.decide(service, facts, on=on)
    return {
        "service": decision.title.en,
        "answer": _WORDS[decision.outcome],
        "because": [reason.label.en for reason in decision.reasons.failures()],
        "amounts": {
            name: str(benefit.value)
            for name, benefit in decision.benefit.items()
            if benefit.value is not None
        },
        "bring": [material.text.en for material in decision.materials if material.needed],
        "done_by": str(decision.deadline.due),
        "please_say": [missing.question.en for missing in decision.missing if missing.question],
    }


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answers `POST /<service>?<date>` with a slip; the body has the facts as JSON."""
    status, reply = _reply(environ)
    body = json.dumps(reply).encode()
    start_response(
        status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    )
    return [body]


def _reply(environ: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    try:
        on = dt.date.fromisoformat(environ.get("QUERY_STRING", ""))
        length = min(int(environ.get("CONTENT_LENGTH") or 0), MAX_BYTES)
        facts = json.loads(environ["wsgi.input"].read(length) or b"{}", parse_float=str)
        return "200 OK", slip(environ["PATH_INFO"].strip("/"), facts, on)
    except sxguide.UnknownServiceError as error:
        return "404 Not Found", {"errors": [str(error)]}
    except sxguide.CaseError as error:
        faults = [f"{each.path}: {each.message}" for each in error.problems]
        return "400 Bad Request", {"errors": faults}
    except (sxguide.SxguideError, ValueError) as error:
        return "400 Bad Request", {"errors": [str(error)]}
