"""How many mails are on their way at once, so that a slow mail server holds up nothing else."""

from dataclasses import dataclass

from infra.throttle import Answer

AT_ONCE = 8  # mails that hold a sender's place; some of them wait for a connection
PER_SECOND = 14.0  # of one process; what Amazon SES grants at first, others take more
PATIENCE = 0.5  # seconds that a begun mail waits for its turn at most
AGAIN = 1.0  # seconds until a mail that found no place asks again


@dataclass(slots=True)
class MailGate:
    """Asked before a mail is begun, told when it is over. Instants are seconds of one clock."""

    _on_the_way: int = 0
    _free_at: float = 0.0

    def ask(self, now: float, delay: float) -> Answer:
        """Whether a mail may go, not before now + delay, and in how many seconds."""
        if self._on_the_way >= AT_ONCE:
            return Answer(may_go=False, delay=delay + AGAIN)
        at = max(now + delay, self._free_at)
        if at - now - delay > PATIENCE:
            return Answer(may_go=False, delay=at - now)
        self._free_at = at + 1 / PER_SECOND
        self._on_the_way += 1
        return Answer(may_go=True, delay=at - now)

    def leave(self) -> None:
        """A mail that was let in is over."""
        self._on_the_way -= 1
