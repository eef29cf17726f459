"""How long an as-of query takes over five million versioned rows, and what the process keeps in memory.

Run on a quiet machine: ``python benchmarks/as_of.py``. The bars are 1 s on two cores and 1 GB. The file of rows is made
first, in a process of its own, so that its memory does not count. Timed are both ways of reading: every figure of
every series, and one series, each into a data frame.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from fineline.evidence.versions import latest_known, write_versions

ROWS, SERIES, CLAIMANTS, VERSIONS = 5_000_000, 40, 10, 10
WEEKS = ROWS // SERIES // VERSIONS // CLAIMANTS
REPEATS, BAR_S, BAR_MB, CORES = 9, 1.0, 1_000.0, 2
AS_OF = (date(2003, 1, 5), date(2012, 6, 30), date(2030, 1, 1))

MADE = f"""
    SELECT 'series_' || lpad((i // {ROWS // SERIES})::VARCHAR, 2, '0') AS series,
        NULL::DATE AS period_start,
        day AS date, (hash(i) % 100000)::DOUBLE AS value, NULL::DOUBLE AS low, NULL::DOUBLE AS high,
        'persons' AS unit, 'S' || (i % 30) AS source, 'claimant ' || ((i // {VERSIONS}) % {CLAIMANTS}) AS claimant,
        day + (30 * version + 5)::INTEGER AS published, day + (30 * version)::INTEGER AS vintage,
        'https://example.org/' || (i % 1000) AS url, '' AS note, NULL::VARCHAR AS claim
    FROM (
        SELECT i, i % {VERSIONS} AS version,
            DATE '2000-01-02' + (7 * ((i // {VERSIONS * CLAIMANTS}) % {WEEKS}))::INTEGER AS day
        FROM range({ROWS}) made(i)
    )
"""  # noqa: S608  numbers of our own


def _connect() -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(":memory:")
    database.execute(f"SET threads = {CORES}; SET enable_progress_bar = false")
    return database


def make(file: Path) -> None:
    """Write the five million rows."""
    write_versions(_connect(), MADE, file)


def _timed(read: Callable[[], int]) -> tuple[float, float, int]:
    taken: list[float] = []
    rows = read()
    for _ in range(REPEATS):
        began = time.perf_counter()
        rows = read()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken), max(taken), rows


def main() -> None:
    """Print the median and the longest time of each query, and the peak of memory."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.parquet"
        began = time.perf_counter()
        maker = multiprocessing.get_context("spawn").Process(target=make, args=(file,))
        maker.start()
        maker.join()
        size = file.stat().st_size / 2**20
        print(f"{ROWS:,} rows of {SERIES} series, {VERSIONS} versions each: {size:.0f} MiB")
        print(f"made in {time.perf_counter() - began:.1f} s")
        database = _connect()
        for as_of in AS_OF:
            for name, series in (("all series", ()), ("one series", ("series_07",))):
                median, longest, rows = _timed(lambda a=as_of, s=series: latest_known(database, file, a, s).height)
                print(f"as of {as_of}, {name}: {rows:,} figures, median {median:.3f} s, longest {longest:.3f} s")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"bar {BAR_S:.0f} s on {CORES} cores; peak of the process {peak:.0f} MiB, bar {BAR_MB:.0f} MB")


if __name__ == "__main__":
    main()
