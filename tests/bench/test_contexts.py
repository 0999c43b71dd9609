"""The published files with their labels: run where they lie beside the project."""

from __future__ import annotations

import pytest
from bench.contexts.rows import FOLDER, ContextsResult, contexts
from bench.contexts.score import LabelScore
from bench.published import published

needs_data = pytest.mark.skipif(
    published(*FOLDER) is None, reason="the published files are not beside the project"
)


@needs_data
def test_every_label_comes_out_as_it_promises() -> None:
    found = contexts()
    assert sum(each.rows for each in found.labels) == 11_018
    assert found.share >= 0.99, found.section()
    low = [each for each in found.labels if each.right < 0.9 * each.rows]
    assert not low, "no label is given up for the others"


def test_the_section_shows_each_label_and_the_share_of_all() -> None:
    labels = (
        LabelScore("a and b", "exact", "paired", 9, 10),
        LabelScore("a and b", "lone", "alone", 10, 10),
    )
    result = ContextsResult(labels)
    assert "| a and b | `exact` | paired | 9 | 10 |" in result.section()
    assert result.line() == "contexts labels=2 rows=20 right=0.9500"
