"""For whom a line asks."""

import pytest

from domain.booking.words.whose import name_at, named_for, new_name


@pytest.mark.parametrize(
    ("text", "who", "new"),
    [
        ("for Mary Jones", "Mary Jones", "Mary Jones"),
        ("For  Mary   Jones.", "Mary Jones", "Mary Jones"),
        ("für Maria Schmidt", "Maria Schmidt", "Maria Schmidt"),
        ("para María López", "María López", "María López"),
        ("pour Jean-Luc Petit", "Jean-Luc Petit", "Jean-Luc Petit"),
        ("मीरा शर्मा के लिए", "मीरा शर्मा", "मीरा शर्मा"),
        ("для Марии Ивановой", "Марии Ивановой", ""),  # not as in her passport
        ("for Leo", "Leo", ""),
        ("for somebody", "somebody", ""),
        ("for two people", "two people", ""),
        ("for me and Leo", "me and Leo", ""),
        ("Mary Jones", "", ""),
        ("forever Young", "", ""),
        ("for", "", ""),
        ("", "", ""),
    ],
)
def test_a_whole_name_behind_for_is_kept(text: str, who: str, new: str) -> None:
    assert (named_for(text), new_name(text)) == (who, new)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("book cbc tomorrow 9am for Mary Jones", "for Mary Jones"),
        ("book cbc for Mary Ann Jones tomorrow 9am", "for Mary Ann Jones"),
        ("cbc for tomorrow for Mary Jones, 9am", "for Mary Jones"),
        ("Blutbild für Jürgen Groß-Ott morgen", "für Jürgen Groß-Ott"),
        ("book cbc for tomorrow 9am", ""),
        ("wait for Monday", ""),
        ("before Mary Jones", ""),
    ],
)
def test_a_name_is_found_where_it_stands_in_a_line(text: str, part: str) -> None:
    at = name_at(text)
    assert (text[slice(*at)] if at else "") == part
