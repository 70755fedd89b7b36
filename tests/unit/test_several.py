"""Several tests in one visit, shown as one."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.catalogue import LabTest, in_language
from domain.booking.several import MOST, ids_in, joined, may_join, number_of
from domain.booking.words.plain_wish import Known, plain_wish
from domain.booking.words.several_tests import several_in
from domain.manage.standard import LANGUAGES, standard_tests


def lab_test(number: int, code: str = "T", preparation: str = "", hours: int = 0) -> LabTest:
    return LabTest(number, code, f"Test {code}", preparation, 10, Decimal("5.50"), "EUR", hours)


TESTS = [
    LabTest(1, "CBC", "Complete blood count", "", 5, Decimal(9), "EUR", synonyms="Blutbild, ОАК"),
    LabTest(
        2,
        "LIPID",
        "Lipid profile",
        "",
        5,
        Decimal(20),
        "EUR",
        synonyms="cholesterol, Cholesterin, colesterol, cholestérol, холестерин, कोलेस्ट्रॉल",
    ),
    LabTest(
        3,
        "GLU",
        "Glucose",
        "",
        5,
        Decimal(7),
        "EUR",
        synonyms="sugar, Zucker, azúcar, açúcar, sucre, сахар, शुगर",
    ),
]


tests_ = st.builds(
    LabTest,
    id=st.integers(1, 2**15 - 1),
    code=st.text("ABC", min_size=1, max_size=4),
    name=st.text("abc ", min_size=1),
    preparation=st.sampled_from(["", "None. Eat as usual.", "Eat nothing for 8 hours.", "Rest."]),
    minutes=st.integers(1, 90),
    price=st.decimals(0, 500, places=2),
    currency=st.just("EUR"),
    fasting_hours=st.sampled_from([0, 8, 12]),
)


@given(st.lists(tests_, min_size=1, max_size=MOST, unique_by=lambda test: test.id))
def test_a_visit_has_all_of_each_of_its_tests(tests: Sequence[LabTest]) -> None:
    one = joined(tests)
    assert one.price == sum(test.price for test in tests)
    assert one.minutes == sum(test.minutes for test in tests)
    assert one.fasting_hours == max(test.fasting_hours for test in tests)
    assert all(test.name in one.name and test.code in one.code for test in tests)
    assert one.preparation.count("Rest.") == any("Rest." in test.preparation for test in tests)
    ids = [test.id for test in tests]
    assert may_join(ids)
    assert list(ids_in(number_of(ids))) == ids


@given(st.integers(1, 2**63 - 1).filter(lambda number: number < 2**60))
def test_a_single_test_is_its_own_number(number: int) -> None:
    """Buttons of before stay what they were."""
    assert number_of([number]) == number
    assert ids_in(number) == (number,)
    assert ids_in(0) == ()


def test_the_strictest_fast_is_the_one_that_is_told() -> None:
    lax = lab_test(1, preparation="Eat nothing for 8 hours before. Do not smoke.", hours=8)
    strict = lab_test(2, preparation="Eat nothing for 12 hours before; water is fine.", hours=12)
    none = lab_test(3, preparation="None. Eat, drink as usual.")
    told = "Eat nothing for 12 hours before; water is fine. Do not smoke."
    assert joined([lax, none, strict]).preparation == told
    assert joined([none, lab_test(4, preparation="None. Eat, drink as usual.")]).preparation == (
        "None. Eat, drink as usual."
    )


def test_what_a_lab_has_translated_is_joined_in_each_language() -> None:
    cbc = LabTest(1, "C", "Count", "", 5, Decimal(1), "EUR", translations={"de": {"name": "Bild"}})
    fat = LabTest(2, "F", "Fats", "Fast.", 5, Decimal(1), "EUR", 8, translations={"ru": {}})
    both = joined([cbc, fat])
    assert in_language(both, "de").name == "Bild + Fats"
    assert in_language(both, "ru").name == both.name == "Count + Fats"
    assert in_language(both, "de").preparation == "Fast."


@pytest.mark.parametrize(
    ("text", "codes", "rest"),
    [
        ("cbc and lipid tomorrow 9am", ["CBC", "LIPID"], "tomorrow 9am"),
        ("CBC+LIPID", ["CBC", "LIPID"], ""),
        ("cbc, lipid & glucose friday", ["CBC", "LIPID", "GLU"], "friday"),
        ("Zucker und Cholesterin morgen", ["GLU", "LIPID"], "morgen"),
        ("azúcar y colesterol", ["GLU", "LIPID"], ""),
        ("sucre et cholestérol demain 9h", ["GLU", "LIPID"], "demain 9h"),
        ("açúcar e colesterol amanhã", ["GLU", "LIPID"], "amanhã"),
        ("сахар и холестерин завтра", ["GLU", "LIPID"], "завтра"),
        ("शुगर और कोलेस्ट्रॉल कल", ["GLU", "LIPID"], "कल"),
        ("cbc and friday", ["CBC"], "and friday"),
        ("cbc and cbc", ["CBC"], ""),
        ("cbc tomorrow", ["CBC"], "tomorrow"),
    ],
)
def test_several_tests_are_read_from_one_line(text: str, codes: list[str], rest: str) -> None:
    found = several_in(TESTS, text)
    assert found is not None
    assert ([test.code for test in found[0]], found[1]) == (codes, rest)


@pytest.mark.parametrize(
    "text",
    [
        "book sugar and cholesterol",
        "ich brauche Zucker und Cholesterin",
        "quiero reservar azúcar y colesterol",
        "réserver sucre et cholestérol",
        "quero agendar açúcar e colesterol",
        "записаться на сахар и холестерин",
        "शुगर और कोलेस्ट्रॉल बुक करो",
    ],
)
def test_a_plain_sentence_names_several(text: str) -> None:
    plain = plain_wish(text, None, Known.of(TESTS))
    assert plain is not None
    assert plain.is_sure
    found = several_in(TESTS, plain.request)
    assert found is not None
    assert [test.code for test in found[0]] == ["GLU", "LIPID"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_asks_for_nothing_and_for_a_fast_at_once(language: str) -> None:
    """Of the standard tests: 'none, eat as usual' beside a fast would contradict it."""
    known = standard_tests()
    usual, fast = (known[code].preparation(language) for code in ("CBC", "GLU"))
    both = joined([lab_test(1, preparation=usual), lab_test(2, preparation=fast, hours=8)])
    assert both.preparation == fast
