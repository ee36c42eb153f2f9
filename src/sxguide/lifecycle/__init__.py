"""Life cycles: events over time in, dated consequences with cited clauses out."""

from sxguide.lifecycle.consequences import Consequence, StateOn
from sxguide.lifecycle.events import Event
from sxguide.lifecycle.timeline import Revision, Timeline

__all__ = ["Consequence", "Event", "Revision", "StateOn", "Timeline"]
