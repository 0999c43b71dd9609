"""A customer's payment reference, by hand and by its own check."""

from __future__ import annotations

import pytest

from wanglai.domain.payment_reference import payment_reference, references_in


@pytest.mark.parametrize(
    ("number", "said"), [(42, "RF34000042"), (539007547034, "RF18539007547034")]
)
def test_a_reference_has_two_check_digits(number: int, said: str) -> None:
    assert payment_reference(number) == said
    assert int(said[4:] + "2715" + said[2:4]) % 97 == 1, "ISO 7064, MOD 97-10"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("货款 RF34000042 三月", ("RF34000042",)),
        ("rf34 0000 42", ("RF34000042",)),
        ("ＲＦ３４０００４２", ()),  # a digit is missing
        ("RF34000042 2026", ("RF34000042",)),  # what follows is the year
        ("RF35000042", ()),
        ("XRF34000042", ()),
        ("RF34000042 RF18539007547034", ("RF34000042", "RF18539007547034")),
    ],
)
def test_references_are_found_where_their_check_digits_are_right(text: str, found: tuple[str, ...]) -> None:  # fmt: skip
    assert references_in(text) == found


def test_one_wrong_digit_is_never_a_reference_of_another() -> None:
    for number in (1, 42, 999_999, 12_345_678):
        said = payment_reference(number)
        for at in range(4, len(said)):
            for digit in "0123456789":
                if digit != said[at]:
                    assert references_in(said[:at] + digit + said[at + 1 :]) == ()
