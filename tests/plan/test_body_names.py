import pytest

from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.body_names import BodyNames


@pytest.fixture
def names() -> BodyNames:
    return BodyNames(
        [
            Agency(code="A", name="Sở Văn hóa", protocol_order=1),
            Agency(code="B", name="Sở Văn hóa, Thể thao và Du lịch", protocol_order=2),
        ]
    )


def test_the_longest_name_wins(names: BodyNames) -> None:
    named = names.parse("Sở Văn hóa, Thể thao và Du lịch; sở văn hóa")
    assert named.codes == ("B", "A")
    assert named.unknown == ()
    assert named.spellings == (("B", "Sở Văn hóa, Thể thao và Du lịch"), ("A", "sở văn hóa"))
    assert named.separators == (";",)


def test_unknown_words_are_told_and_the_rest_is_read(names: BodyNames) -> None:
    named = names.parse("Sở Vũ trụ và Sở Văn hóa, Sở Biển")
    assert named.codes == ("A",)
    assert named.unknown == ("Sở Vũ trụ", "Sở Biển")
    assert named.separators == ("và", ",")


def test_an_empty_cell_names_nobody(names: BodyNames) -> None:
    assert names.parse(None).codes == ()
    assert names.parse("  ; ").unknown == ()


def test_a_name_is_not_found_inside_a_word(names: BodyNames) -> None:
    assert names.parse("Sở Văn hóathể").codes == ()
