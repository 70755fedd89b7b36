"""Telegram's HTML read as Telegram reads it: what is seen, and whether the tags are sound."""

from html.parser import HTMLParser

ALLOWED = {"b", "i", "u", "s", "tg-spoiler", "code", "pre", "blockquote", "a", "tg-time"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, f"<{tag}> is no tag of ours"
        assert all(value is not None or name == "expandable" for name, value in attrs)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another tag"

    def handle_data(self, data: str) -> None:
        self.seen.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment swallows {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration swallows {decl!r}")


def seen(text: str) -> str:
    """What a person reads; fails if a tag is unknown, unclosed or crossed."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open, f"never closed: {reader.open}"
    return "".join(reader.seen)
