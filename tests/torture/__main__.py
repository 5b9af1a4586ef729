"""``make torture ROUNDS=100``: the whole platform, killed, stopped, cut off and filled up while it
is paid with, a fault a round; then everything is compared. Exit code 1 when a promise was broken.

Runs in a mount namespace of its own where the kernel allows it, so that a small tmpfs can stand for
a disk that fills; it is gone with the last process.
"""

import argparse
import json
import os
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.torture import ordeal
from tests.torture.faults import possible
from tests.torture.platform import Platform

RESULTS = Path(__file__).parents[2] / ".tuppence" / "torture"
DISK = "1500m"
"""Of the small volume: PostgreSQL's first start and a few hundred megabytes of its log fit in."""
INSIDE = "TORTURE_INSIDE_NAMESPACE"
NAMESPACES = (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"])


def main() -> int:
    arguments = _arguments()
    if INSIDE not in os.environ and (words := _namespace()):
        again = [sys.executable, "-m", "tests.torture", *sys.argv[1:]]
        os.execvpe(words[0], [*words, *again], {**os.environ, INSIDE: "1"})
    seed = arguments.seed if arguments.seed is not None else secrets.randbelow(10**6)
    RESULTS.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=RESULTS))
    small_disk = INSIDE in os.environ and _mounted(folder)
    kinds = arguments.kind or possible(small_disk=small_disk)
    if not small_disk:
        _say("no volume can be mounted here: the disk will not be filled")
    plan = ordeal.schedule(kinds, rounds=arguments.rounds, dice=random.Random(seed))
    platform = Platform(folder / "data")
    try:
        platform.up()
        _say(f"up at {platform.url}, seed {seed}")
        done = ordeal.run(platform, plan=plan, seed=seed, small_disk=small_disk, say=_say)
    finally:
        left = platform.down()
    if left:
        done.broken.append(f"left behind by `tuppence down`: {left}")
    ordeal.write(done, RESULTS / "latest.json")
    _say(json.dumps(done.document(), indent=2))
    _say(f"written to {RESULTS / 'latest.json'}")
    if done.broken:
        shutil.copytree(folder / "data" / "logs", RESULTS / f"logs-{seed}", dirs_exist_ok=True)
        _say(f"the programs' logs: {RESULTS / f'logs-{seed}'}")
    if small_disk:
        subprocess.run(["umount", folder], check=False)
    shutil.rmtree(folder, ignore_errors=True)
    return int(bool(done.broken))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, help="of an earlier run, for the same plan")
    parser.add_argument("--kind", action="append", help="only this kind of fault; may be repeated")
    return parser.parse_args()


def _namespace() -> list[str]:
    """The words that run a command where it may mount; none when that is forbidden here."""
    for words in NAMESPACES:
        if (
            shutil.which(words[0])
            and not subprocess.run([*words, "true"], capture_output=True, check=False).returncode
        ):
            return words
    return []


def _mounted(folder: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
