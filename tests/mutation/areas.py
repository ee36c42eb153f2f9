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
# Each of these services has something that the others have not, and its frames are decided on in a second or two.
FRAMED = (
    "fixed-job-seeker-registration",
    "resident-pension-back-payment",
    "skill-upgrade-subsidy",
    "training-enrolment-query",
    "unemployment-benefit",
)
OF_FRAMES = (
    "tests/conformance/test_frames.py::test_the_scenarios_of_a_service_hold_in_a_frame",
    "tests/properties/test_frames.py::test_a_frame_says_what_single_decisions_say",
)
AREAS = {
    "periods": Area(
        ("src/sxguide/periods.py",),
        ("tests/unit/test_periods.py", "tests/properties/test_periods.py"),
    ),
    "workdays": Area(
        ("src/sxguide/workdays.py", "src/sxguide/almanac.py"),
        (
            "tests/unit/test_workdays.py",
            "tests/unit/test_almanac.py",
            "tests/properties/test_workdays.py",
        ),
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
            "tests/unit/test_screening.py",
            ON_SCENARIOS,
        ),
    ),
    "compiled": Area(
        ("src/sxguide/backends/compiled/*",),
        (
            "tests/unit/backends/test_compiled.py",
            "tests/unit/backends/compiled",
            f"{AGREEMENT}::test_what_is_hard_to_compile_agrees_too",
            f"{AGREEMENT}::test_a_name_has_the_interpreters_value_on_both_sides_of_every_edge",
            ON_SCENARIOS,
        ),
    ),
    "columnar": Area(
        ("src/sxguide/backends/columnar/*",),
        (
            "tests/unit/backends/columnar",
            *(f"{test}[{service}]" for test in OF_FRAMES for service in FRAMED),
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
