"""What the fuzzer begins with, and what it once found, ends in an answer or in an error of ours."""

from __future__ import annotations

import pytest
from tests.fuzzing.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_every_input_of_the_corpus_ends_in_an_answer_or_a_clear_error(name):
    target = TARGETS[name]
    corpus = list(target.corpus(name))

    for data in corpus:
        target.run(data)

    assert corpus


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_noise_ends_in_a_clear_error(name):
    for data in (b"", b"\0", b"\xff\xfe", b"{" * 300, "词".encode() * 100, b"- " * 200):
        TARGETS[name].run(data)
