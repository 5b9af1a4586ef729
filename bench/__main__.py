"""`make bench`: prints the table and writes bench/results/latest.json. Asserts no time.

QUICK=1     a tenth of everything: of the time, and of what is there
SWEEP=1     the curves of docs/performance.md instead of the table: bench/results/sweep.json
DRIVER=wrk  Debian's wrk pays over HTTP instead of our own driver
"""

import os

from rich.console import Console

from bench import http, report, rows, server, sweep


def main() -> None:
    quick, sweeping = _asked("QUICK"), _asked("SWEEP")
    http.chosen_driver()  # says now, rather than in ten minutes, that it is not there
    console = Console(width=100)
    with server.running() as cluster, console.status("starting") as status:

        def step(what: str) -> None:
            status.update(what)
            if not console.is_terminal:
                console.print(what)

        if sweeping:
            scale = sweep.QUICK if quick else sweep.FULL
            result = sweep.measure(cluster, scale, step)
        else:
            result = rows.measure(cluster, rows.QUICK if quick else rows.FULL, step)
    result = report.keep(result, kind="sweep" if sweeping else "latest", quick=quick)
    if sweeping:
        sweep.show(console, result)
    else:
        report.show(console, result)


def _asked(name: str) -> bool:
    return os.environ.get(name, "") not in ("", "0")


if __name__ == "__main__":
    main()
