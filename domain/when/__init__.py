"""Understanding when: `parse_when` reads a person's words, and is right or asks."""

from domain.when.answer import Answer, Ask, Reason, Unclear, Understood, Why
from domain.when.parse import parse_when, warm

__all__ = ["Answer", "Ask", "Reason", "Unclear", "Understood", "Why", "parse_when", "warm"]
