#!/usr/bin/env python3
"""Mutation testing of the core crates and the stores, with the mutants of cargo-mutants.

    tests/mutants/run.py                       every area: first pass, then the survivors
    tests/mutants/run.py appraisal replay      these areas alone
    tests/mutants/run.py --pass 2              only what the first pass left
    tests/mutants/run.py --table               the table of what is known so far
    tests/mutants/run.py --in-diff origin/main the mutants in lines changed since that commit

cargo-mutants builds once for each mutant: hours of building for minutes of testing. So the first
pass builds once for all of them. `weave` puts each mutant beside what it replaces, and a variable
says which one a run of the tests means; what the compiler does not take there (a `let` in the
condition, a value for a type that has no default) is tried by cargo-mutants itself. The tests are
those of the crate's own that take seconds together.

The second pass runs the survivors by cargo-mutants itself, against the whole of the crate's tests
and those of its dependents, the test vectors among them. A survivor of both is missed.
`survivors.toml` lists those that change nothing anyone can observe, each with its reason, and those
that no test of ours can reach (`equivalent = false`); any other is an error.

It works in copies of the checkout under `target/mutants` (`--work` for another place; one in memory
is faster). Outcomes are kept there by name, so that a run that was stopped goes on where it was.
They are dropped when the mutant's line moves; `--forget AREA` drops an area's when its code or tests
changed otherwise. After a change to tests alone, `--pass 2` judges the survivors again.

Needs cargo-mutants 27.1. Exits with 1 if a mutant was missed that is not listed, in an area that
asks for all, or if fewer than 98 % of the viable mutants were caught.
"""

import argparse
import collections
import filecmp
import json
import os
import re
import resource
import shutil
import signal
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
    features: list = field(default_factory=list)
    # Also those that need other software: the server's programs must be there.
    ignored: bool = False
    # Seconds of processor time after which a process of the tests counts as hanging, and of the
    # clock: twenty times as long, for the machine may be busy with other things.
    timeout: int = 40
    clock: int = 0

    def __post_init__(self):
        self.clock = self.clock or 20 * self.timeout


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
# Those that kill processes are for the second pass.
STATE_BINARIES = ["psea_attester_state", "queue", "state"]
REDB_BINARIES = ["psea_store_redb", "store", "metrics"]
# What the store tells is compiled with this alone, and so is its test.
REDB_FEATURES = ["psea-store-redb/metrics"]
LONG_REDB = [
    "conformance::the_public", "power_cuts::nothing", "kill::", "races::one_of", "races::no_approval",
    "bit_rot::noticed", "bit_rot::nothing", "io_errors::every", "restore::every", "hostile::a_refusal",
]
POSTGRES_FEATURES = ["psea-store-postgres/metrics"]
LONG_POSTGRES = ["conformance::", "growth::", "hostile::", "mutants::", "races::", "model::"]
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
        **whole("psea-row", "psea-store-redb", "psea-attester-state", timeout=600),
        files=["crates/psea-row/src/**"],
    ),
    "attester": Area(**whole("psea-attester", "psea"), files=["crates/psea-attester/src/**"]),
    "attester-state": Area(
        "psea-attester-state",
        Tests(["psea-attester-state"], STATE_BINARIES),
        Tests(["psea-attester-state"]),
        files=["crates/psea-attester-state/src/**"],
    ),
    "result": Area(
        **whole("psea-result", "psea-relying-party"), files=["crates/psea-result/src/**"],
    ),
    "relying-party": Area(
        **whole("psea-relying-party"), files=["crates/psea-relying-party/src/**"],
    ),
    "redb": Area(
        "psea-store-redb",
        Tests(["psea-store-redb"], REDB_BINARIES, LONG_REDB, REDB_FEATURES),
        Tests(["psea-store-redb"], features=REDB_FEATURES, timeout=600),
        files=["crates/psea-store-redb/src/**"],
    ),
    "jose": Area(
        **whole("psea-jose", "psea-claims", "psea-conformance", quick_skip=["pairs::"]),
        files=["crates/psea-jose/src/**"],
        without=["crates/psea-jose/src/json/**", "crates/psea-jose/src/es256/aws_lc_backend.rs"],
    ),
    "json": Area(
        **whole("psea-jose", "psea-claims", "psea-conformance", quick_skip=["pairs::"]),
        files=["crates/psea-jose/src/json/**"],
    ),
    "aws-lc": Area(
        "psea-jose",
        Tests(["psea-jose"], features=["psea-jose/aws-lc-rs"]),
        Tests(["psea-jose"], features=["psea-jose/aws-lc-rs"]),
        files=["crates/psea-jose/src/es256/aws_lc_backend.rs"],
    ),
    "postgres": Area(
        "psea-store-postgres",
        # Who waits for a server uses no processor: these take a minute together.
        Tests(
            ["psea-store-postgres"], ["psea_store_postgres", "postgres"], LONG_POSTGRES,
            POSTGRES_FEATURES, ignored=True, timeout=120, clock=300,
        ),
        Tests(
            ["psea-store-postgres"], features=POSTGRES_FEATURES, ignored=True, timeout=900, clock=900,
        ),
        files=["crates/psea-store-postgres/src/**"],
    ),
    "challenge-redis": Area(
        "psea-challenge-redis",
        Tests(["psea-challenge-redis"], ignored=True, timeout=120, clock=240),
        Tests(["psea-challenge-redis"], ignored=True, timeout=120, clock=240),
        files=["crates/psea-challenge-redis/src/**"],
    ),
}

# Neither the core nor a store: the command, the runner of the vectors, and the keys, whose tests
# start a card, a token or a TPM for each mutant. psea itself is names of the others.
NO_AREA = ["psea", "psea-cli", "psea-conformance", "psea-key-piv", "psea-key-pkcs11", "psea-key-tpm"]

OUTCOMES = ["caught", "timeout", "unviable", "missed"]


class Work:
    """The folder of a run: a copy of the checkout, a build folder, and outcomes by area."""

    def __init__(self, folder):
        self.folder = folder.resolve()
        self.tree = self.folder / "tree"
        self.tree.mkdir(parents=True, exist_ok=True)

    def copy(self, tree=None):
        """Brings a copy to the state of the checkout; leaves equal files alone, for cargo."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout.split("\0")
        wanted = {name for name in listed if name and (ROOT / name).is_file()}
        tree = tree or self.tree
        for path in [path for path in tree.rglob("*") if path.is_file()]:
            if str(path.relative_to(tree)) not in wanted:
                path.unlink()
        for name in wanted:
            source, copy = ROOT / name, tree / name
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


def target(binary):
    """How cargo is asked for it. A library's unit tests are named as the library is."""
    return "--lib" if "psea_" in binary else f"--test={binary}"


def test_arguments(tests):
    # Both for the build and for the tests.
    arguments = [f"--cargo-arg={target(binary)}" for binary in tests.binaries]
    return [*dict.fromkeys(arguments), "--", "--", *harness_arguments(tests)]


def harness_arguments(tests):
    arguments = ["--include-ignored"] if tests.ignored else []
    for name in tests.skip:
        arguments += ["--skip", name]
    return arguments


def limits(tests):
    """A mutant that loops or allocates without end must not take the machine with it."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (tests.timeout, tests.timeout))


def run_pass(work, name, number, names, baseline="run"):
    """Tries these mutants with the tests of a pass; returns whether cargo-mutants could work."""
    area = AREAS[name]
    tests = area.quick if number == 1 else area.wide
    out = work.folder / f"{name}-{number}"
    out.mkdir(exist_ok=True)
    env = environment(work) | {"CARGO_MUTANTS_OUTPUT": str(out)}
    command = [
        "cargo", "mutants", "--dir", str(work.tree), "--in-place", "--no-times",
        "--timeout", str(tests.clock), "--build-timeout", "1200", "--baseline", baseline,
        "--test-package", ",".join(tests.packages), *scope(area),
    ]
    for mutant in names:
        command += ["--re", f"^{re.escape(mutant)}$"]
    command += [f"--features={feature}" for feature in tests.features] + test_arguments(tests)
    print(f"{name}: pass {number}, {len(names)} mutants", flush=True)
    started = time.monotonic()
    run = subprocess.run(command, env=env, preexec_fn=lambda: limits(tests))
    work.merge(name, number)
    each = (time.monotonic() - started) / max(len(names), 1)
    print(f"{name}: pass {number} took {each:.1f} s for each mutant", flush=True)
    # 0: all caught, 2: some missed, 3: some timed out. Else the unmutated tree failed, or usage.
    return run.returncode in (0, 2, 3)


def first_pass(work, names, baseline):
    """One build for all, then what could not be part of it."""
    for name in names:
        work.merge(name, 1)
        listed = set(mutants(work, scope(AREAS[name])))
        known = {mutant: known for mutant, known in work.known(name).items() if mutant in listed}
        work.keep(name, known)
    woven = Woven(work, names)
    if any(mutant["name"] not in work.known(name) for name, mutant in woven.mutants):
        woven.run(woven.build())
    for name in names:
        left = [mutant for mutant in mutants(work, scope(AREAS[name]))
                if mutant not in work.known(name)]
        if left and not run_pass(work, name, 1, left, baseline):
            return False
    return True


def second_pass(work, names, baseline):
    """The survivors, against more tests."""
    survivors = Survivors(work.tree)
    for name in names:
        work.merge(name, 2)
        known = work.known(name)
        left = [mutant for mutant in mutants(work, scope(AREAS[name]))
                if known.get(mutant, [""])[0] == "missed" and not survivors.entry(mutant)]
        if left and not run_pass(work, name, 2, left, baseline):
            return False
    return True


class Woven:
    """One build that holds the mutants of several areas."""

    def __init__(self, work, names):
        self.work, self.names = work, names
        self.tree = work.folder / "woven"
        self.mutants, self.left_out, self.keep_const = [], set(), set()
        self.unviable = set()
        for name in names:
            listed = mutants(work, [*scope(AREAS[name]), "--json"])
            for mutant in json.loads("\n".join(listed)):
                self.mutants.append((name, mutant))
        # A value of some type that has no name: what is put beside it is of another.
        for number, (_, mutant) in enumerate(self.mutants, 1):
            returns = (mutant["function"] or {}).get("return_type") or ""
            if mutant["genre"] == "FnValue" and "impl " in returns:
                self.left_out.add(number)
        self.packages = sorted({p for name in names for p in AREAS[name].quick.packages})
        self.env = environment(work) | {"CARGO_TARGET_DIR": str(work.folder / "woven-target")}

    def build(self):
        """Weaves until the compiler takes it; returns the test programs by package."""
        tool = self.work.folder / "weave-target"
        weave = Path(__file__).with_name("weave")
        subprocess.run(
            ["cargo", "build", "-q", "--locked", "--manifest-path", str(weave / "Cargo.toml"),
             "--target-dir", str(tool)], check=True,
        )
        for round in range(1, 30):
            self.work.copy(self.tree)
            crates = {AREAS[name].package for name in self.names}
            request = {
                "mutants": [mutant for _, mutant in self.mutants],
                "left_out": sorted(self.left_out),
                "keep_const": sorted(self.keep_const),
                "roots": [f"crates/{crate}/src/lib.rs" for crate in sorted(crates)],
            }
            answer = subprocess.run(
                [str(tool / "debug/psea-weave"), str(self.tree)],
                input=json.dumps(request), check=True, capture_output=True, text=True,
            )
            answer = json.loads(answer.stdout)
            self.woven = set(answer["woven"])
            errors, programs = self.compile(round)
            if not errors:
                print(f"woven: {len(self.woven)} of {len(self.mutants)}, round {round}", flush=True)
                return programs
            before = len(self.left_out) + len(self.keep_const)
            for error in errors:
                self.blame(error, answer["pieces"])
            print(f"round {round}: {len(errors)} errors, {len(self.left_out)} left out", flush=True)
            if len(self.left_out) + len(self.keep_const) == before:
                raise SystemExit("\n".join(error["rendered"] for error in errors[:5]))
        raise SystemExit("the compiler does not take it")

    def compile(self, round):
        """What the compiler says, and the test programs where it says nothing."""
        # Some tests build a file of the crate as their own; what is woven into it fits the crate alone.
        quick = [AREAS[name].quick for name in self.names]
        targets = {target(binary) for tests in quick for binary in tests.binaries}
        if not all(tests.binaries for tests in quick):
            targets = {"--tests"}
        if round == 1:
            command = ["cargo", "check", "--profile", "test", "--keep-going"]
        else:
            command = ["cargo", "test", "--no-run", "--no-fail-fast"]
        command += ["--message-format=json", *sorted(targets)]
        for package in self.packages:
            command += ["-p", package]
        features = {feature for tests in quick for feature in tests.features}
        command += [f"--features={feature}" for feature in sorted(features)]
        run = subprocess.run(
            command, cwd=self.tree, env=self.env, capture_output=True, text=True,
        )
        errors, programs = [], collections.defaultdict(list)
        for line in run.stdout.splitlines():
            said = json.loads(line)
            if said["reason"] == "compiler-message" and said["message"]["level"] == "error":
                if said["message"]["spans"]:
                    errors.append(said["message"])
            if said["reason"] == "compiler-artifact" and said.get("executable"):
                if said["profile"]["test"]:
                    package = said["package_id"].rpartition("/")[2].partition("#")[0]
                    programs[package].append((said["target"]["name"], said["executable"]))
        if run.returncode != 0 and not errors:
            raise SystemExit(run.stderr)
        if run.returncode == 0 and round == 1:
            return self.compile(2)
        return errors, programs

    def blame(self, error, pieces):
        """Leaves out the mutants at whose text the compiler stumbled."""
        for span in error["spans"]:
            for piece in pieces:
                same = span["file_name"] == piece["file"]
                if same and span["byte_start"] < piece["end"] and piece["start"] < span["byte_end"]:
                    self.left_out.update(piece["mutants"])
                    self.unviable.update(filter(lambda n: self.no_default(n, error), piece["mutants"]))
        # An arm without which a match is not complete: said of the match, not of the arm.
        if (error["code"] or {}).get("code") == "E0004":
            self.left_out.update(self.arms_behind(error["spans"][0], pieces))
        # A function that a constant needs.
        if found := re.search(r"non-const .*`(?:.*::)?(\w+)(?:::<.*>)?`", error["message"]):
            self.keep_const.add(found[1])

    def arms_behind(self, span, pieces):
        """The deleted arms in the function of the first one behind a place."""
        arms = [
            (piece["start"], self.mutants[number - 1][1], number)
            for piece in pieces if piece["file"] == span["file_name"]
            for number in piece["mutants"] if self.mutants[number - 1][1]["genre"] == "MatchArm"
        ]
        behind = sorted((start, number) for start, _, number in arms if start > span["byte_start"])
        if not behind:
            return []
        function = self.mutants[behind[0][1] - 1][1]["function"]
        return [number for _, mutant, number in arms if mutant["function"] == function]

    def no_default(self, number, error):
        """Whether this fails wherever it stands: a value asked of a type that gives none."""
        mutant = self.mutants[number - 1][1]
        code = (error["code"] or {}).get("code")
        lacks = code == "E0277" and "Default` is not satisfied" in error["message"]
        opaque = "impl " in ((mutant["function"] or {}).get("return_type") or "")
        return lacks and not opaque and "Default::default()" in mutant["replacement"]

    def run(self, programs):
        """Tries each woven mutant that is not known yet."""
        failed = [name for name in self.names if self.outcome(programs, name, 0) != "missed"]
        if failed:
            raise SystemExit(f"the tests of {failed} fail where nothing is changed")
        for number in self.unviable:
            name, mutant = self.mutants[number - 1]
            known = self.work.known(name)
            known.setdefault(mutant["name"], ["unviable", 1])
            self.work.keep(name, known)
        started, done = time.monotonic(), 0
        for number in sorted(self.woven):
            name, mutant = self.mutants[number - 1]
            known = self.work.known(name)
            if mutant["name"] in known:
                continue
            known[mutant["name"]] = [self.outcome(programs, name, number), 1]
            self.work.keep(name, known)
            done += 1
            if done % 50 == 0:
                each = (time.monotonic() - started) / done
                print(f"{name}: {done} tried, {each:.1f} s for each", flush=True)

    def outcome(self, programs, name, number):
        tests = AREAS[name].quick
        arguments = ["-Zunstable-options", "--fail-fast", "-q", *harness_arguments(tests)]
        # The standard harness's `--fail-fast` asks for this.
        env = self.env | {"PSEA_MUTANT": str(number), "RUSTC_BOOTSTRAP": "1"}
        for package in tests.packages:
            for target, program in programs[package]:
                if tests.binaries and target not in tests.binaries:
                    continue
                try:
                    run = subprocess.run(
                        [program, *arguments], cwd=self.tree / "crates" / package,
                        env=env | {"CARGO_MANIFEST_DIR": str(self.tree / "crates" / package)},
                        stdin=subprocess.DEVNULL, capture_output=number != 0,
                        preexec_fn=lambda: limits(tests), timeout=tests.clock,
                    )
                except subprocess.TimeoutExpired:
                    return "timeout"
                if run.returncode == -signal.SIGXCPU or run.returncode == -signal.SIGKILL:
                    return "timeout"
                if run.returncode != 0:
                    return "caught"
        return "missed"


class Survivors:
    """The mutants that are known to change nothing, or nothing that a test can reach. Each is named
    by its file, the text of its line and what was replaced, so that it survives when lines move and
    not when they change."""

    NAME = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<change>.*)$")

    def __init__(self, tree):
        self.tree = tree
        self.entries = tomllib.loads(SURVIVORS.read_text()).get("survivor", [])
        self.used = set()

    def entry(self, mutant):
        parts = self.NAME.match(mutant)
        lines = (self.tree / parts["file"]).read_text().splitlines()
        line = lines[int(parts["line"]) - 1].strip()
        for index, entry in enumerate(self.entries):
            same = entry["file"] == parts["file"] and entry["change"] == parts["change"]
            if same and entry["line"] == line:
                if entry.get("column", int(parts["column"])) != int(parts["column"]):
                    continue
                self.used.add(index)
                return entry
        return None


def table(work):
    """Prints what is known; returns whether it is good enough. Equivalent mutants and listed ones
    count as viable and not caught; the last column leaves out the equivalent, which nobody could
    notice."""
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
                entry = survivors.entry(mutant)
                if entry is None:
                    unlisted.append((name, mutant))
                else:
                    outcome = "equivalent" if entry.get("equivalent", True) else "listed"
                if outcome != "equivalent":
                    good &= not area.strict
            sums[name][outcome] += 1
    columns = ["caught", "timeout", "equivalent", "listed", "missed", "unviable", "not run"]
    shares = ["caught of viable", "of those somebody could notice"]
    print("| " + " | ".join(["area", "crate", "mutants", *columns, *shares]) + " |")
    print("|---|---|" + "---|" * (1 + len(columns) + len(shares)))
    total = collections.Counter()
    rows = [(name, AREAS[name].package, sums[name]) for name in AREAS]
    for _, _, row in rows:
        total.update(row)
    for name, package, row in [*rows, ("all", "", total)]:
        found = row["caught"] + row["timeout"]
        noticeable = found + row["listed"] + row["missed"]
        viable = noticeable + row["equivalent"]
        if name == "all" and 100 * found < ENOUGH * viable:
            good = False
        cells = [name, package, sum(row.values()), *(row[column] for column in columns)]
        cells += [f"{100 * found / of:.1f} %" if of else "-" for of in (viable, noticeable)]
        print("| " + " | ".join(map(str, cells)) + " |")
    print(f"\nAt {git('describe', '--always', '--dirty')}.")
    if total["not run"]:
        print(f"Not complete: {total['not run']} mutants were not run.")
        good = False
    if survivors.used:
        print("\n| survivor | why |\n|---|---|")
    for index in sorted(survivors.used):
        entry = survivors.entries[index]
        where = entry["file"].removeprefix("crates/")
        reason = "" if entry.get("equivalent", True) else "**not equivalent**: "
        reason += entry["reason"]
        print(f"| `{where}`: `{entry['change']}` | {reason} |".replace(" | with", " \\| with"))
    for name, mutant in unlisted:
        print(f"missed, {name}: {mutant}")
    for index, entry in enumerate(survivors.entries):
        if index not in survivors.used and total["not run"] == 0:
            print(f"listed, but no survivor: {entry['file']}: {entry['change']}")
            good = False
    return good


def git(*arguments):
    run = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return run.stdout.strip() if run.returncode == 0 else None


def in_diff(work, base):
    """The mutants in lines changed since the branch left `base`: none may be missed."""
    since = git("merge-base", base, "HEAD")
    # On the base itself, or where it is not known, the last commit is what changed.
    if since in (None, git("rev-parse", "HEAD")):
        since = git("rev-parse", "--verify", "--quiet", "HEAD~1")
    if since is None:
        print("there is no commit to compare with: fetch at least the one before", file=sys.stderr)
        return False
    print(f"changes since {since}")
    diff = work.folder / "changes.diff"
    with diff.open("w") as file:
        subprocess.run(
            ["git", "diff", "--no-ext-diff", since, "--", "crates"],
            cwd=ROOT, check=True, stdout=file,
        )
    good, tried = True, 0
    survivors = Survivors(work.tree)
    for name in AREAS:
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
            missed = [mutant for mutant in missed if not survivors.entry(mutant)]
        for mutant in missed:
            print(f"missed: {mutant}")
            good = False
        print(f"{name}: {len(changed)} mutants in the changed lines, {len(missed)} missed")
        tried += len(changed)
    print(f"{tried} mutants in the changed lines")
    for package in NO_AREA:
        if changed := mutants(work, ["--package", package, "--in-diff", str(diff)]):
            print(f"{package}: {len(changed)} mutants in the changed lines, not tried: no area")
    return good


def covered():
    """Whether each crate is judged, or named as one that is not."""
    crates = {manifest.parent.name for manifest in (ROOT / "crates").glob("*/Cargo.toml")}
    named = {area.package for area in AREAS.values()} | set(NO_AREA)
    for crate in sorted(crates ^ named):
        print(f"{crate}: neither an area nor in NO_AREA", file=sys.stderr)
    return crates == named


def main():
    summary, _, text = __doc__.partition("\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=text, formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    parser.add_argument("--work", type=Path, default=ROOT / "target/mutants")
    parser.add_argument("--pass", dest="passes", type=int, choices=(1, 2), action="append")
    parser.add_argument("--baseline", choices=("run", "skip"), default="run",
                        help="skip: the unmutated tests are known to pass")
    parser.add_argument("--retry", action="store_true",
                        help="try what was missed again in the first pass: tests were added")
    parser.add_argument("--forget", action="append", default=[], metavar="AREA")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--in-diff", metavar="COMMIT")
    given = parser.parse_args()
    if not covered():
        return 1
    for name in [*given.areas, *given.forget]:
        if name not in AREAS:
            parser.error(f"there is no area {name}; there are {', '.join(AREAS)}")
    # What a changed line is worth is no part of a full run.
    work = Work(given.work / "changes" if given.in_diff else given.work)
    work.copy()
    for name in given.forget:
        work.forget(name)
    if given.in_diff:
        return 0 if in_diff(work, given.in_diff) else 1
    if not given.table:
        names, passes = given.areas or list(AREAS), given.passes or [1, 2]
        for name in names if given.retry else []:
            known = work.known(name)
            work.keep(name, {name: said for name, said in known.items() if said[0] != "missed"})
        worked = 1 not in passes or first_pass(work, names, given.baseline)
        worked = worked and (2 not in passes or second_pass(work, names, given.baseline))
        if not worked:
            print("cargo-mutants could not work; see its output", file=sys.stderr)
            return 1
    return 0 if table(work) else 1


if __name__ == "__main__":
    sys.exit(main())
