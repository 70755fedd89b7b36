"""One of something, or many."""


def counted(number: int, one: str, many: str) -> str:
    """`one` for 1, else `many` with {n} and separators of thousands; both translated."""
    return one if number == 1 else many.format(n=f"{number:,}")
