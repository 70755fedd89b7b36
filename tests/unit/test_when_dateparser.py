"""What dateparser answers in languages without a word file is right, or we ask (ADR 0025)."""

from pathlib import Path

from domain.when import Understood, parse_when
from tests.unit.test_when_kinds import BERLIN, NOW, Phrase, is_meant

TABLE = Path(__file__).with_name("when_phrases").joinpath("dateparser.txt")
LEAST = 20


def test_dateparser_is_right_or_not_believed() -> None:
    lines = TABLE.read_text("utf-8").splitlines()
    phrases = [Phrase(*(part.strip() for part in line.split("|"))) for line in lines]
    answers = [(it, parse_when(it.text, NOW, BERLIN, it.language)) for it in phrases]
    told = [(it, answer) for it, answer in answers if isinstance(answer, Understood)]
    wrong = [
        it.text
        for it, answer in told
        if not any(is_meant(x, answer) for x in it.when.split(" or "))
    ]
    assert not wrong
    assert len(told) >= LEAST
