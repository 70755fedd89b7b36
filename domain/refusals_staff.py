"""Saying no around what staff do; see domain/refusals.py."""

from domain.refusals import Refusal


class InviteInvalid(Refusal):
    """An invitation was used, withdrawn, has expired or never was: told apart nowhere."""

    code = "invite_invalid"


class AlreadyStaff(Refusal):
    """An invitation to a role that gives its reader nothing new."""

    code = "already_staff"


class SessionUnclear(Refusal):
    """A line that names no session. part: which part of it; text: what stood there."""

    code = "session_unclear"

    def __init__(self, part: str, text: str) -> None:
        super().__init__(self.code)
        self.part, self.text = part, text


class ClosureUnclear(Refusal):
    """A line that names no stretch of time. part: day or hours."""

    code = "closure_unclear"

    def __init__(self, part: str) -> None:
        super().__init__(self.code)
        self.part = part


class AlreadyClosed(Refusal):
    """Nothing is open in that stretch of time."""

    code = "already_closed"


class FileUnfit(Refusal):
    """A file that cannot be a report. part: size or type."""

    code = "file_unfit"

    def __init__(self, part: str) -> None:
        super().__init__(self.code)
        self.part = part


class VisitOff(Refusal):
    """A visit that was cancelled has no report. number: of the booking."""

    code = "visit_off"

    def __init__(self, number: int) -> None:
        super().__init__(self.code)
        self.number = number


class SecretInvalid(Refusal):
    """A text is neither a birth year nor a PIN."""

    code = "secret_invalid"


class SecretWrong(Refusal):
    """Not what opens this report. `left`: tries that are left."""

    code = "secret_wrong"

    def __init__(self, left: int) -> None:
        super().__init__(self.code)
        self.left = left


class Locked(Refusal):
    """All tries are used up; the desk can unlock it."""

    code = "locked"


class Replaced(Refusal):
    """There is a corrected one. `by`: its id."""

    code = "replaced"

    def __init__(self, by: int) -> None:
        super().__init__(self.code)
        self.by = by


class EntryInvalid(Refusal):
    """What was typed cannot be kept. `field`: of what, see domain.offering.Field, or "line"."""

    code = "entry_invalid"

    def __init__(self, field: str) -> None:
        super().__init__(self.code)
        self.field = field


class NameTaken(Refusal):
    """Another test has this code, or another lab this name."""

    code = "name_taken"


class VisitsAhead(Refusal):
    """A lab's zone cannot change while it has visits. `count`: how many are to come."""

    code = "visits_ahead"

    def __init__(self, count: int) -> None:
        super().__init__(self.code)
        self.count = count
