"""log_age: days between dates by pandas and NumPy."""
import numpy as np
import pandas as pd

from common import Procedures, UNDEFINED, csv, real, reals, versions


def taken(times, as_of):
    """The statistics, and the two values with the ends of their intervals, by date arithmetic made elsewhere."""
    day = pd.to_datetime(pd.Series([t for t in times if t]), utc=True).dt.normalize().dt.tz_localize(None)
    end = pd.Timestamp(as_of)
    age = (end - day.min()).days
    run = np.diff(np.sort(np.append(day.unique(), np.datetime64(end)))).astype("timedelta64[D]").astype(int)
    gap = max(run, default=0)
    stats = {"dated": reals([len(day)]), "undated": reals([len(times) - len(day)]), "age": reals([age]), "gap": reals([gap])}
    # open above: no number stands there
    return stats, {"oldest_log_age": {"value": real(age), "lo": real(age), "hi": "0", "method": "complete count"},
                   "longest_log_gap": {"value": real(gap), "lo": real(gap), "hi": real(gap), "method": "complete count"}}


def main():
    f = Procedures("log_age", versions("pandas", "numpy") + ": to_datetime, diff", "tools/vectors/procedure/log_age.py")

    def case(name, why, times, as_of, column="time", **options):
        stats, expect = taken(times, as_of)
        f.case(name, why, table=csv({"id": list(range(len(times))), column: [t or None for t in times]}),
               options={"as_of": as_of, **options}, stats=stats, expect=expect)

    case("half a year", "183 days, over a leap day; several records on one day", ["2024-01-01", "2024-03-01", "2024-03-01", "2024-07-01"], "2024-07-02")
    case("leap day of a century", "2000 has a leap day, 1900 had none", ["2000-02-28", "1900-02-28"], "2000-03-01")
    case("times", "the day is that of UTC; the last second of a day is of that day", ["2026-05-01T23:59:59Z", "2026-05-02T00:00:00Z", "2026-11-20T12:00:00.250Z"],
         "2026-11-23", column="at", time="at")
    case("gap at the end", "the longest run without a record reaches to the day of reading", ["2026-01-01", "2026-01-05"], "2026-03-01")
    case("gap inside", "one old record, and nothing until lately", ["2025-01-01", "2026-11-01", "2026-11-10", None, None], "2026-11-23")
    case("the same day", "a log that was read on the day of its only record: 0 is a number", ["2026-11-23"], "2026-11-23")
    rng = np.random.default_rng(20261123)
    days = np.sort(rng.choice(np.arange(np.datetime64("2019-01-01"), np.datetime64("2026-11-23")), 400, replace=False))
    rng.shuffle(days)
    case("many days", "400 days over eight years, in no order", [str(d) for d in days], "2026-11-23")
    f.case("no dates", "no record has a date: there is no number", table="id,time\n1,\n2,\n", options={"as_of": "2026-11-23"},
           stats={"dated": ["0"], "undated": ["2"]}, expect={"oldest_log_age": UNDEFINED, "longest_log_gap": UNDEFINED})
    f.case("no rows", "an empty log: there is no number", table="time\n", options={"as_of": "2026-11-23"}, stats={"dated": ["0"], "undated": ["0"]},
           expect={"oldest_log_age": UNDEFINED, "longest_log_gap": UNDEFINED})
    f.case("no day", "without the day on which it was read nobody knows how old a record was", table="time\n2026-01-01\n", refused="the day on which the log was read")
    f.case("not a day", "the day has to be one", table="time\n2026-01-01\n", options={"as_of": "2026-02-30"}, refused="is a date like")
    f.case("no column", "a column that is not there", table="when\n2026-01-01\n", options={"as_of": "2026-11-23"}, refused="time")
    f.case("later", "a record of a day after the log was read", table="time\n2026-01-01\n2026-11-24\n", options={"as_of": "2026-11-23"}, refused="is later than")
    f.case("numbers", "seconds since 1970 are no date", table="time\n1767225600\n", options={"as_of": "2026-11-23"}, refused="holds numbers")
    f.case("other form", "the month first: which is the day, nobody knows", table="time\n05/06/2026\n", options={"as_of": "2026-11-23"}, refused="is neither a date")
    f.case("other zone", "a time that is not in UTC", table="time\n2026-05-06T10:00:00+08:00\n", options={"as_of": "2026-11-23"}, refused="is neither a date")
    f.write()


main()
