#!/usr/bin/env python3
"""Mutation testing of the core crates and the stores, with cargo-mutants.

    tests/mutants/run.py                       every area: first pass, then the survivors
    tests/mutants/run.py appraisal replay      these areas alone
    tests/mutants/run.py --pass 2              only what the first pass left
    tests/mutants/run.py --shard 0/4           a quarter of the mutants (0/4 to 3/4)
    tests/mutants/run.py --table               the table of what is known so far
    tests/mutants/run.py --in-diff origin/main the mutants in lines changed since that commit

The first pass runs each mutant against the tests of its own crate that take seconds together. The
second runs the survivors against the whole of the crate's tests and those of its dependents, the
test vectors among them. A survivor of both is missed. `survivors.toml` lists those that change
nothing anyone can observe, each with its reason; any other is an error.

It works in a copy of the checkout under `target/mutants` (`--work` for another place; one in memory
is faster). Outcomes are kept there by name, so that a run that was stopped goes on where it was.
They are dropped when the mutant's line moves; `--forget AREA` drops an area's when its code or tests
changed otherwise. After a change to tests alone, `--pass 2` judges the survivors again.

Needs cargo-mutants 27.1. Exits with 1 if a mutant was missed that is not listed, in any area that asks for
all, or if fewer than 98 % of a crate's viable mutants were caught.
"""

import argparse
import collections
import filecmp
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SURVIVORS = Path(__file__).with_name("survivors.toml")
ENOUGH = 98.0
MOST_MEMORY = 8 << 30


@dataclass
class Tests:
    """What a pass runs: packages, their test binaries (none: all), and names that are left out."""

    packages: list
    binaries: list = field(default_factory=list)
    skip: list = field(default_factory=list)
    # Seconds of processor time after which a process of the tests counts as hanging. Of the clock
    # it may take twenty times as long, for the machine may be busy with other things.
    timeout: int = 40


@dataclass
class Area:
    """Files of one package that are judged together."""

    package: str
    quick: Tests
    wide: Tests
    files: list
    without: list = field(default_factory=list)
    # Whether every mutant must be caught, or be listed as equivalent.
    strict: bool = False


# Tests of the Verifier that are long because they are many rounds of what shorter ones check.
LONG = ["mutated::", "naive::", "concurrency::", "outside::any_order", "twins::"]
VERIFIER = Tests(["psea-verifier"], ["verifier"], LONG)
# The whole crate, every vector, and two verifiers' compositions.
VERIFIER_WIDE = Tests(
    ["psea-verifier", "psea", "psea-conformance"],
    ["verifier", "advisories", "hostile", "store_suite", "own", "round_trip", "composition"],
    timeout=300,
)


def whole(package, *more, skip=(), quick_skip=(), timeout=300):
    """A crate whose own tests are short: all of them first, then those of dependents."""
    return {
        "package": package,
        "quick": Tests([package], skip=[*skip, *quick_skip]),
        "wide": Tests([package, *more], skip=list(skip), timeout=timeout),
    }


AREAS = {
    "appraisal": Area("psea-verifier", VERIFIER, VERIFIER_WIDE, strict=True, files=[
        "crates/psea-verifier/src/appraisal/**",
        "crates/psea-verifier/src/verifier.rs",
        "crates/psea-verifier/src/approval.rs",
        "crates/psea-verifier/src/submission.rs",
    ]),
    "replay": Area("psea-verifier", VERIFIER, VERIFIER_WIDE, strict=True, files=[
        "crates/psea-verifier/src/store/**",
    ]),
    "verifier": Area("psea-verifier", VERIFIER, VERIFIER_WIDE, files=[
        "crates/psea-verifier/src/**",
    ], without=[
        "crates/psea-verifier/src/appraisal/**",
        "crates/psea-verifier/src/store/**",
        "crates/psea-verifier/src/verifier.rs",
        "crates/psea-verifier/src/approval.rs",
        "crates/psea-verifier/src/submission.rs",
    ]),
    "claims": Area(**whole("psea-claims", "psea-verifier"), files=["crates/psea-claims/src/**"]),
    "row": Area(
        "psea-row",
        Tests(["psea-row", "psea-attester-state", "psea-store-redb"], ["psea_row", "state"]),
        Tests(["psea-row", "psea-attester-state", "psea-store-redb"], timeout=600),
        files=["crates/psea-row/src/**"],
    ),
    "attester": Area(**whole("psea-attester", "psea"), files=["crates/psea-attester/src/**"]),
    "attester-state": Area(
        **whole("psea-attester-state"), files=["crates/psea-attester-state/src/**"],
    ),
    "result": Area(
        **whole("psea-result", "psea-relying-party"), files=["crates/psea-result/src/**"],
    ),
    "relying-party": Area(
        **whole("psea-relying-party"), files=["crates/psea-relying-party/src/**"],
    ),
    "redb": Area(**whole("psea-store-redb"), files=["crates/psea-store-redb/src/**"]),
    "jose": Area(
        **whole("psea-jose", "psea-claims", "psea-conformance"),
        files=["crates/psea-jose/src/**"], without=["crates/psea-jose/src/json/**"],
    ),
    "json": Area(
        **whole("psea-jose", "psea-claims", "psea-conformance"),
        files=["crates/psea-jose/src/json/**"],
    ),
    "postgres": Area(**whole("psea-store-postgres"), files=["crates/psea-store-postgres/src/**"]),
}

OUTCOMES = ["caught", "timeout", "unviable", "missed"]


class Work:
    """The folder of a run: a copy of the checkout, a build folder, and outcomes by area."""

    def __init__(self, folder):
        self.folder = folder.resolve()
        self.tree = self.folder / "tree"
        self.tree.mkdir(parents=True, exist_ok=True)

    def copy(self):
        """Brings the copy to the state of the checkout; leaves equal files alone, for cargo."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout
        wanted = {name for name in listed.split("\0") if name and (ROOT / name).is_file()}
        for path in [path for path in self.tree.rglob("*") if path.is_file()]:
            name = str(path.relative_to(self.tree))
            if name not in wanted and not name.startswith("target/"):
                path.unlink()
        for name in wanted:
            source, copy = ROOT / name, self.tree / name
            if not copy.is_file() or not filecmp.cmp(source, copy, shallow=False):
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, copy)
                shutil.copymode(source, copy)

    def _file(self, area):
        return self.folder / f"{area}.json"

    def known(self, area):
        """Outcome and pass by the mutant's name."""
        file = self._file(area)
        return json.loads(file.read_text()) if file.exists() else {}

    def keep(self, area, known):
        beside = self._file(area).with_suffix(".new")
        beside.write_text(json.dumps(known, indent=0, sort_keys=True))
        beside.replace(self._file(area))

    def forget(self, area):
        self._file(area).unlink(missing_ok=True)
        for number in (1, 2):
            shutil.rmtree(self.folder / f"{area}-{number}", ignore_errors=True)

    def merge(self, area, number):
        """Takes over what a run of cargo-mutants, even one that was stopped, has written."""
        known = self.known(area)
        out = self.folder / f"{area}-{number}" / "mutants.out"
        for outcome in OUTCOMES:
            file = out / f"{outcome}.txt"
            for name in file.read_text().splitlines() if file.exists() else []:
                # A mutant that the first pass caught stays caught.
                if known.get(name, [outcome])[0] not in ("caught", "unviable"):
                    known[name] = [outcome, number]
                known.setdefault(name, [outcome, number])
        self.keep(area, known)
        shutil.rmtree(out, ignore_errors=True)


def environment(work):
    return os.environ | {
        "CARGO_TARGET_DIR": str(work.folder / "target"),
        # Half the time of a build is spent on what only a debugger reads.
        "CARGO_PROFILE_DEV_DEBUG": "0",
        "CARGO_TERM_COLOR": "never",
        "CARGO_MUTANTS_OUTPUT": "",
    }


def scope(area):
    arguments = ["--package", area.package]
    for file in area.files:
        arguments += ["--file", file]
    for file in area.without:
        arguments += ["--exclude", file]
    return arguments


def mutants(work, arguments):
    env = environment(work)
    del env["CARGO_MUTANTS_OUTPUT"]
    command = ["cargo", "mutants", "--dir", str(work.tree), "--list", *arguments]
    listed = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return listed.stdout.splitlines()


def test_arguments(tests):
    arguments = []
    for binary in tests.binaries:
        # A library's unit tests are named as the library is. Both for the build and for the tests.
        arguments.append(f"--cargo-arg={'--lib' if 'psea_' in binary else f'--test={binary}'}")
    arguments.append("--")
    if tests.skip:
        arguments.append("--")
        for name in tests.skip:
            arguments += ["--skip", name]
    return arguments


def limits(tests):
    """A mutant that loops or allocates without end must not take the machine with it."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (tests.timeout, tests.timeout))


def run_pass(work, name, number, names, shard=None, baseline="run"):
    """Tries these mutants with the tests of a pass; returns whether cargo-mutants could work."""
    area = AREAS[name]
    tests = area.quick if number == 1 else area.wide
    out = work.folder / f"{name}-{number}"
    out.mkdir(exist_ok=True)
    env = environment(work) | {"CARGO_MUTANTS_OUTPUT": str(out)}
    command = [
        "cargo", "mutants", "--dir", str(work.tree), "--in-place", "--no-times",
        "--timeout", str(20 * tests.timeout), "--build-timeout", "1200", "--baseline", baseline,
        "--test-package", ",".join(tests.packages), *scope(area),
    ]
    for mutant in names:
        command += ["--re", f"^{re.escape(mutant)}$"]
    if shard:
        command += ["--shard", shard]
    command += test_arguments(tests)
    print(f"{name}: pass {number}, {len(names)} mutants", flush=True)
    started = time.monotonic()
    run = subprocess.run(command, env=env, preexec_fn=lambda: limits(tests))
    work.merge(name, number)
    each = (time.monotonic() - started) / max(len(names), 1)
    print(f"{name}: pass {number} took {each:.1f} s for each mutant", flush=True)
    # 0: all caught, 2: some missed, 3: some timed out. Else the unmutated tree failed, or usage.
    return run.returncode in (0, 2, 3)


def work_on(work, name, passes, shard, baseline):
    for number in (1, 2):
        work.merge(name, number)
    listed = mutants(work, scope(AREAS[name]))
    known = {mutant: known for mutant, known in work.known(name).items() if mutant in listed}
    work.keep(name, known)
    if 1 in passes:
        left = [mutant for mutant in listed if mutant not in known]
        if left and not run_pass(work, name, 1, left, shard, baseline):
            return False
    if 2 in passes:
        known = work.known(name)
        listed_survivors = Survivors(work.tree)
        left = [
            mutant for mutant in listed
            if known.get(mutant, [""])[0] == "missed" and not listed_survivors.reason(mutant)
        ]
        if left and not run_pass(work, name, 2, left, baseline=baseline):
            return False
    return True


class Survivors:
    """The mutants that are known to change nothing. Each is named by its file, the text of its
    line and what was replaced, so that it survives when lines move and not when they change."""

    NAME = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<change>.*)$")

    def __init__(self, tree):
        self.tree = tree
        self.entries = tomllib.loads(SURVIVORS.read_text()).get("survivor", [])
        self.used = set()

    def reason(self, mutant):
        parts = self.NAME.match(mutant)
        lines = (self.tree / parts["file"]).read_text().splitlines()
        line = lines[int(parts["line"]) - 1].strip()
        for index, entry in enumerate(self.entries):
            same = entry["file"] == parts["file"] and entry["change"] == parts["change"]
            if same and entry["line"] == line:
                if entry.get("column", int(parts["column"])) != int(parts["column"]):
                    continue
                self.used.add(index)
                return entry["reason"]
        return None


def table(work):
    """Prints what is known; returns whether it is good enough."""
    good = True
    survivors = Survivors(work.tree)
    sums = collections.defaultdict(collections.Counter)
    unlisted = []
    for name, area in AREAS.items():
        listed = mutants(work, scope(area))
        known = work.known(name)
        for mutant in listed:
            outcome = known.get(mutant, ["not run"])[0]
            if outcome == "missed":
                if survivors.reason(mutant):
                    outcome = "equivalent"
                else:
                    unlisted.append((name, mutant))
                    good &= not area.strict
            sums[name][outcome] += 1
    columns = ["caught", "timeout", "equivalent", "missed", "unviable", "not run"]
    print("| area | crate | mutants | " + " | ".join(columns) + " | caught of viable |")
    print("|---|---|" + "---|" * (len(columns) + 2))
    total = collections.Counter()
    rows = [(name, AREAS[name].package, sums[name]) for name in AREAS]
    for _, _, row in rows:
        total.update(row)
    for name, package, row in [*rows, ("all", "", total)]:
        found = row["caught"] + row["timeout"]
        viable = found + row["equivalent"] + row["missed"]
        share = 100 * found / viable if viable else 0
        if viable and share < ENOUGH:
            good = False
        figures = " | ".join(str(row[column]) for column in columns)
        print(f"| {name} | {package} | {sum(row.values())} | {figures} | "
              f"{f'{share:.1f} %' if viable else '-'} |")
    for name, mutant in unlisted:
        print(f"missed, {name}: {mutant}")
    for index, entry in enumerate(survivors.entries):
        if index not in survivors.used and total["not run"] == 0:
            print(f"listed, but no survivor: {entry['file']}: {entry['change']}")
            good = False
    return good


def in_diff(work, base):
    """The mutants in lines that changed since the branch left `base`: none may be missed."""
    found = subprocess.run(
        ["git", "merge-base", base, "HEAD"], cwd=ROOT, capture_output=True, text=True,
    )
    since = found.stdout.strip() if found.returncode == 0 else "HEAD~1"
    diff = work.folder / "changes.diff"
    with diff.open("w") as file:
        subprocess.run(
            ["git", "diff", "--no-ext-diff", since, "--", "crates"],
            cwd=ROOT, check=True, stdout=file,
        )
    good = True
    survivors = Survivors(work.tree)
    for name in AREAS:
        if name == "postgres" and not Path("/usr/lib/postgresql").exists():
            continue
        changed = mutants(work, [*scope(AREAS[name]), "--in-diff", str(diff)])
        if not changed:
            continue
        work.forget(name)
        missed = changed
        for number in (1, 2):
            if missed and not run_pass(work, name, number, missed):
                return False
            known = work.known(name)
            missed = [mutant for mutant in changed if known.get(mutant, [""])[0] == "missed"]
            missed = [mutant for mutant in missed if not survivors.reason(mutant)]
        for mutant in missed:
            print(f"missed: {mutant}")
            good = False
        print(f"{name}: {len(changed)} mutants in the changed lines, {len(missed)} missed")
    return good


def main():
    summary, _, text = __doc__.partition("\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=text, formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    parser.add_argument("--work", type=Path, default=ROOT / "target/mutants")
    parser.add_argument("--pass", dest="passes", type=int, choices=(1, 2), action="append")
    parser.add_argument("--shard", metavar="K/N")
    parser.add_argument("--baseline", choices=("run", "skip"), default="run",
                        help="skip: the unmutated tests are known to pass")
    parser.add_argument("--forget", action="append", default=[], metavar="AREA")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--in-diff", metavar="COMMIT")
    given = parser.parse_args()
    for name in [*given.areas, *given.forget]:
        if name not in AREAS:
            parser.error(f"there is no area {name}; there are {', '.join(AREAS)}")
    work = Work(given.work)
    if not given.table:
        work.copy()
    for name in given.forget:
        work.forget(name)
    if given.in_diff:
        return 0 if in_diff(work, given.in_diff) else 1
    if not given.table:
        for name in given.areas or AREAS:
            if not work_on(work, name, given.passes or [1, 2], given.shard, given.baseline):
                print(f"{name}: cargo-mutants could not work; see its output", file=sys.stderr)
                return 1
    return 0 if table(work) else 1


if __name__ == "__main__":
    sys.exit(main())
