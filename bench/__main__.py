"""`python -m bench PART`: measure, and print one JSON object as the last line."""

import argparse
import importlib
import json
import statistics
import sys

from bench.machine import describe

PARTS = ("foundation", "documents", "exchange", "restore")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--repeats", type=int)
    told = parser.parse_args()
    part = importlib.import_module(f"bench.{told.part}")
    repeats = told.repeats or getattr(part, "REPEATS", 3)
    rounds = []
    for number in range(repeats):
        rounds.append(part.measure())
        print(f"{number + 1}/{repeats}: {json.dumps(rounds[-1])}", file=sys.stderr, flush=True)
    figures = {name: round(statistics.median(one[name] for one in rounds), 2) for name in rounds[0]}
    print(json.dumps({"part": told.part, "machine": describe(), "repeats": repeats, "figures": figures}))


if __name__ == "__main__":
    main()
