"""Built-in functions that make dates, times, durations, numbers and strings, and ask about days."""

from __future__ import annotations

from tests.unit.feel.expressions import assert_values, value_of


def test_dates_and_times_are_made_of_texts_parts_and_one_another():
    assert_values(
        {
            'date("2024-02-29")': '@"2024-02-29"',
            "date(2024, 2, 29)": '@"2024-02-29"',
            'date(@"2024-02-29T23:59:59")': '@"2024-02-29"',
            'time("10:30:00")': '@"10:30:00"',
            "time(10, 30, 0.5)": '@"10:30:00.5"',
            'time(10, 30, 0, @"PT8H")': '@"10:30:00+08:00"',
            "time(10, 30, 0, null)": '@"10:30:00"',
            'time(@"2024-02-29T10:30:00Z")': '@"10:30:00Z"',
            'time(@"2024-02-29")': '@"00:00:00Z"',
            'date and time(@"2024-02-29", @"10:30:00")': '@"2024-02-29T10:30:00"',
            'date and time(@"2024-02-29T01:00:00Z", @"10:30:00")': '@"2024-02-29T10:30:00"',
            'date and time(2024, 2, 29, 10, 30, 0, @"PT8H")': '@"2024-02-29T10:30:00+08:00"',
            'date and time(2024, 2, 29, 10, 30, 0, "Asia/Shanghai")': '@"2024-02-29T10:30:00@Asia/Shanghai"',
            'date and time("2024-02-29")': '@"2024-02-29T00:00:00"',
            'time(@"10:30:00")': '@"10:30:00"',
            'date and time(@"2024-02-29T10:30:00")': '@"2024-02-29T10:30:00"',
            'duration("P1Y2M")': '@"P14M"',
            'duration(@"P1D")': '@"P1D"',
        }
    )


def test_what_is_no_date_or_time_is_null():
    assert_values(
        dict.fromkeys(
            [
                "date(2023, 2, 29)",
                "date(2024, 2.5, 1)",
                "date(null, 1, 1)",
                "date(2024)",
                "time(10)",
                "date and time(2024)",
                'date("2024-02-30")',
                "time(24, 0, 0)",
                "time(10, 30, 0.0000001)",
                'time(10, 30, 0, @"PT15H")',
                'date and time(2024, 2, 29, 10, 30, 0, "Nowhere/Land")',
                'duration("1 year")',
            ],
            "null",
        )
    )


def test_whole_months_between_two_days():
    assert_values(
        {
            'years and months duration(@"2011-12-22", @"2013-08-24")': '@"P1Y8M"',
            'years and months duration(@"2013-08-24", @"2011-12-22")': '@"-P1Y8M"',
            'years and months duration(@"2024-01-31T23:00:00", @"2024-02-29T01:00:00")': '@"P1M"',
            'years and months duration(@"2024-01-31", @"2024-02-28")': '@"P0M"',
        }
    )


def test_where_a_day_stands_in_its_year_and_week():
    assert_values(
        {
            'day of year(@"2024-12-31")': "366",
            'day of week(@"2026-11-23")': '"Monday"',
            'month of year(@"2026-11-23T10:00:00")': '"November"',
            'week of year(@"2003-12-29")': "1",
            'week of year(@"2005-01-01")': "53",
        }
    )


def test_no_function_reads_a_clock():
    assert value_of("today()") is None
    assert value_of("now()") is None


def test_a_caller_with_a_clock_supplies_it_as_a_name():
    today = value_of('function() @"2026-11-23"')

    assert value_of("today().year", {"today": today}) == 2026


def test_numbers_are_read_with_the_separators_that_are_named():
    assert_values(
        {
            'number("1,000.5", ",", ".")': "1000.5",
            'number("1.000,5", ".", ",")': "1000.5",
            'number("1 000", " ", null)': "1000",
            'number("1.000,5", ",", ".")': "null",
            'number("1,000", ",", ",")': "null",
            'number("1,000", ";", ".")': "null",
            'number("NaN")': "null",
            'number("Infinity")': "null",
            'number("１")': "null",
            'number("-1.5e2")': "-150",
        }
    )


def test_every_value_is_written_as_feel_writes_it():
    assert_values(
        {
            "string(1.50)": '"1.50"',
            "string(0 * -1)": '"0"',
            "string(1E3)": '"1000"',
            "string(true)": '"true"',
            'string("a")': '"a"',
            "string(null)": "null",
            'string(@"2024-02-29")': '"2024-02-29"',
            'string([1, "a\\"b", null])': '"[1, \\"a\\\\\\"b\\", null]"',
            'string({a: @"P1D"})': '"{a: P1D}"',
            'string([@"P1D"..@"P2D"))': '"[@\\"P1D\\"..@\\"P2D\\")"',
            "string((> 5))": '">5"',
            "string((<= 5))": '"<=5"',
            "string([sum])": '"[function]"',
        }
    )
