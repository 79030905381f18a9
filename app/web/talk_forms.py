"""The form of a supervision talk, for the doctor and for the supervisor."""

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from app.services import signing
from app.services.talks import TalkForm
from app.store.signing import SignableRef
from app.web.forms import AmountField, DayField, MessageForm, TimeField
from pathways.signing import SignableKind


class TalkEntry(MessageForm):
    """Day, time when it lies ahead, and hours."""

    dag = DayField(_l("Dag"), [InputRequired(_l("Skriv dagen for samtalen."))])
    tid = TimeField(_l("Klokkeslett"))
    timer = AmountField(_l("Timer"), [InputRequired(_l("Skriv hvor mange timer."))], default="1")

    def entry(self) -> TalkForm | None:
        """The talk as it was written; None when something is wrong."""
        if not self.validate() or self.dag.read is None or self.timer.read is None:
            return None
        return TalkForm(self.dag.read, self.tid.read, self.timer.read)


def posted_talk() -> SignableRef | None:
    """The agreed talk that a button on its line names."""
    refs = signing.parse_refs(request.form.getlist("samtale"))
    return refs[0] if refs and refs[0].kind is SignableKind.TALK else None
