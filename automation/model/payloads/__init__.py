"""GitLab's webhook bodies, form intakes and our own messages, read into the one `Event` of the model."""

from automation.model.payloads.body import MalformedPayload, json_object
from automation.model.payloads.delivery import kind_of, parse_delivery
from automation.model.payloads.internal import intake_event, internal_event
from automation.model.payloads.kinds import Unsupported
from automation.model.payloads.parts import project_path
from automation.model.payloads.received import Received, event_of
from automation.model.payloads.snapshots import snapshot_in

__all__ = [
    "MalformedPayload",
    "Received",
    "Unsupported",
    "event_of",
    "intake_event",
    "internal_event",
    "json_object",
    "kind_of",
    "parse_delivery",
    "project_path",
    "snapshot_in",
]
