"""What is mutated, and by which tests it has to be noticed: of all that try an area, those that take seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """Patterns of modules, and paths of tests."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


AGREEMENT = "tests/properties/test_agreement.py"
ON_SCENARIOS = f"{AGREEMENT}::test_the_two_agree_on_every_scenario"
AREAS = {
    "periods": Area(
        ("src/sxguide/periods.py",),
        ("tests/unit/test_periods.py", "tests/properties/test_periods.py"),
    ),
    "workdays": Area(
        ("src/sxguide/workdays.py",),
        ("tests/unit/test_workdays.py", "tests/properties/test_workdays.py"),
    ),
    "feel": Area(
        ("src/sxguide/feel/*",),
        ("tests/unit/feel", "tests/conformance/test_dmn_tck.py"),
    ),
    "interpreter": Area(
        ("src/sxguide/backends/interpreter.py", "src/sxguide/backends/situation.py"),
        (
            "tests/unit/backends/test_interpreter.py",
            "tests/unit/backends/test_situation.py",
            ON_SCENARIOS,
        ),
    ),
    "compiled": Area(
        ("src/sxguide/backends/compiled/*",),
        (
            "tests/unit/backends/test_compiled.py",
            f"{AGREEMENT}::test_what_is_hard_to_compile_agrees_too",
            f"{AGREEMENT}::test_a_name_has_the_interpreters_value_on_both_sides_of_every_edge",
            ON_SCENARIOS,
        ),
    ),
    "columnar": Area(
        ("src/sxguide/backends/columnar/*",),
        (
            "tests/unit/backends/columnar",
            "tests/conformance/test_frames.py",
            "tests/properties/test_frames.py",
        ),
    ),
    "diagram": Area(
        ("src/sxguide/diagram/*",),
        (
            "tests/unit/diagram",
            "tests/unit/test_questions.py",
            "tests/properties/test_brute_force.py",
            "tests/properties/test_questions.py::test_hardly_more_is_asked_than_by_the_best_strategy",
        ),
    ),
}
