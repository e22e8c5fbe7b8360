#!/usr/bin/env python3
"""Puts `vigie poll` through crashes, failing calls, full disks, rotation and wrong clocks, and counts what it loses.

Every alert must stand in the log exactly once, whatever happened; a repeat only where nobody can tell, and marked. The
same faults are put on two pollers that are broken on purpose, and must find them out.
"""

import argparse
import collections
import concurrent.futures
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from disk import SmallDisk
from scene import PATIENCE, Scene
from service import Service, serving

HERE = os.path.dirname(os.path.abspath(__file__))
KILLED = -9
TRACED = ["write", "pwrite64", "fdatasync", "fsync", "ftruncate", "rename", "unlink", "flock", "fcntl", "pread64",
          "openat", "close", "read"]
COUNTED = ["write", "pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "flock", "fcntl", "pread64", "open",
           "close", "read", "mkdir"]


class Tally:
    """The figures of one part."""

    def __init__(self, name):
        self.name = name
        self.points = self.kills = self.faults = self.repeats = 0
        self.violations = []
        self.lock = threading.Lock()

    def note(self, place, found, kills=0, faults=0):
        problems, repeats = found
        with self.lock:
            self.points += 1
            self.kills += kills
            self.faults += faults
            self.repeats += repeats
            if problems:
                self.violations.append(f"{place}: {'; '.join(problems[:3])}")

    def show(self):
        parts = [f"{self.points} points", f"{self.kills} kills"]
        if self.faults:
            parts.append(f"{self.faults} failed calls")
        if self.repeats:
            parts.append(f"{self.repeats} marked repeats")
        print(f"{self.name}: {', '.join(parts)}, {len(self.violations)} violations", flush=True)


class Faults:
    def __init__(self, vigie, preload, short):
        self.vigie = [vigie, "poll", "--all", "--config"]
        self.preload = preload
        self.short = short
        self.pool = concurrent.futures.ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2))
        self.tallies = []

    # Where to kill

    def traced(self, call, number):
        """strace kills at the call; `when` counts for each thread by itself."""
        return self.strace(call, f"signal=SIGKILL:when={number}"), {}

    def strace(self, call, fault, output="/dev/null", paths=()):
        inject = ["-e", f"inject={call}:{fault}"] if fault else []
        only = [word for path in paths for word in ("-P", path)]
        return ["strace", "-f", "-qq", "-o", output, *only, "-e", f"trace={call}", *inject]

    def counted(self, call, number, how="before"):
        """The preload kills at the call, counted over all threads."""
        how = {"FAULT_CALL": call, "FAULT_WHEN": str(number), "FAULT_HOW": how}
        return [], {"LD_PRELOAD": self.preload, **how}

    def count_traced(self, scene, calls, paths=()):
        """How often one thread at most makes each of the calls in a poll."""
        output = scene.path("trace")
        scene.poll(self.strace(",".join(calls), "", output, paths))
        threads = collections.Counter()
        with open(output, encoding="utf-8", errors="replace") as file:
            for line in file:
                thread, _, rest = line.partition(" ")
                threads[thread, rest.strip().partition("(")[0]] += 1
        return {call: max((count for (_, name), count in threads.items() if name == call), default=0) for call in calls}

    def count_preloaded(self, scene):
        """How often each call is made in a poll."""
        report = scene.path("report")
        scene.poll(environment={"LD_PRELOAD": self.preload, "FAULT_REPORT": report})
        with open(report, encoding="utf-8") as file:
            return {name: int(count) for name, count in (line.split() for line in file)}

    def spread(self, count, most):
        """Numbers from 1 to the count, all of them or evenly spread."""
        if count <= most:
            return list(range(1, count + 1))
        if most == 1:
            # The log's own calls are a poll's last ones.
            return [count - 1]
        return sorted({1 + round(index * (count - 1) / (most - 1)) for index in range(most)})

    # What is killed

    def prepared(self, before, poller=None):
        """A scene about to be polled: `first`, `next`, `rotated`, or after a crash: `unwritten`, `torn`."""
        scene = Scene(poller or self.vigie)
        scene.advance()
        if before == "first":
            return scene
        scene.poll()
        scene.advance()
        if before == "rotated":
            scene.rotate("rename")
        if before in ("unwritten", "torn"):
            # The lines go out with the last write of a poll.
            with Scene(self.vigie) as other:
                other.advance()
                other.poll()
                other.advance()
                number = self.count_preloaded(other)["write"]
            scene.poll(*self.counted("write", number, "torn" if before == "torn" else "before"))
        return scene

    def kill_points(self, before, poller, most):
        """Every point to kill at: its name, and how."""
        with self.prepared(before, poller) as scene:
            traced = self.count_traced(scene, TRACED)
        for call, count in traced.items():
            for number in self.spread(count, most):
                yield f"strace {before} {call} {number}", self.traced(call, number)
        with self.prepared(before, poller) as scene:
            counts = self.count_preloaded(scene)
        for call in COUNTED:
            kinds = ["before", "after"] + (["torn"] if call in ("write", "pwrite64") else [])
            for how in kinds[:1] + kinds[2:] if self.short else kinds:
                for number in self.spread(counts[call], most):
                    yield f"preload {before} {call} {number} {how}", self.counted(call, number, how)

    def sweep(self, tally, before, most, poller=None, then=None):
        """Kills at every point, lets the next polls end, and looks at the log; `then` befalls it in between."""

        def one(place, fault):
            with self.prepared(before, poller) as scene:
                code, _ = scene.poll(*fault)
                if then:
                    scene.rotate(then)
                found = self.settle(scene, may_repeat=then in ("delete", "copytruncate"))
                tally.note(place, found, kills=int(code == KILLED) + int(before in ("unwritten", "torn")))

        self.all(one, self.kill_points(before, poller, most))

    def settle(self, scene, may_repeat=False):
        """Two undisturbed polls, the second with new stories, and what the log then says."""
        for turn in range(2):
            code, errors = scene.poll()
            if code != 0:
                return [f"exit {code}: {errors.strip()}"], 0
            if turn == 0:
                scene.advance()
        return scene.problems(may_repeat)

    def all(self, one, points):
        for future in [self.pool.submit(one, *point) for point in points]:
            future.result()

    def part(self, name, body):
        tally = Tally(name)
        self.tallies.append(tally)
        body(tally)
        tally.show()
        for violation in tally.violations[:5]:
            print(f"  {violation}", flush=True)

    # The parts

    def kill_sweeps(self, short, most):
        for before in ("next",) if short else ("first", "next", "rotated"):
            self.part(f"kill sweep, {before} poll", lambda tally: self.sweep(tally, before, most * 2 if short else most))
        for before in ("torn",) if short else ("unwritten", "torn"):
            self.part(f"kills during recovery, {before} lines", lambda tally: self.sweep(tally, before, most))
        for then in () if short else ("rename", "create", "delete", "copytruncate"):
            self.part(f"kill sweep, then {then}", lambda tally: self.sweep(tally, "next", max(2, most // 4), then=then))

    def random_kills(self, seconds):
        def body(tally):
            until = time.monotonic() + seconds
            for future in [self.pool.submit(self.kill_at_random, tally, until, seed) for seed in range(2)]:
                future.result()

        self.part("random kills", body)

    def kill_at_random(self, tally, until, seed):
        dice = random.Random(seed)
        with Scene(self.vigie, window=80) as scene:
            scene.advance()
            began = time.monotonic()
            scene.poll()
            usual = time.monotonic() - began
            while time.monotonic() < until:
                kills = 0
                for _ in range(10):
                    scene.advance()
                    process = scene.start()
                    time.sleep(dice.random() * usual * 1.2)
                    process.kill()
                    process.communicate()
                    kills += process.returncode == KILLED
                code, errors = scene.poll()
                found = scene.problems() if code == 0 else ([f"exit {code}: {errors.strip()}"], 0)
                tally.note(f"round to step {scene.step}", found, kills=kills)

    def failing_calls(self, most):
        """Calls on the log, the database and the lock that fail; what is said of it must be an exit code."""
        errors = {"write": "EIO ENOSPC EINTR EDQUOT", "pwrite64": "EIO ENOSPC EINTR", "fdatasync": "EIO EINTR ENOSPC",
                  "fsync": "EIO", "openat": "EIO ENOSPC EMFILE EINTR", "ftruncate": "EIO", "pread64": "EIO EINTR",
                  "read": "EIO", "newfstatat": "EIO", "flock": "EINTR ENOLCK", "rename": "EIO", "fcntl": "ENOLCK"}

        def points():
            for before in ("first", "next"):
                with self.prepared(before) as scene:
                    counts = self.count_traced(scene, list(errors), self.paths(scene))
                for call, names in errors.items():
                    for number in self.spread(counts[call], most):
                        for error in names.split():
                            yield before, call, number, error

        def one(tally, before, call, number, error):
            with self.prepared(before) as scene:
                prefix = self.strace(call, f"error={error}:when={number}", paths=self.paths(scene))
                code, said = scene.poll(prefix)
                problems, repeats = self.settle(scene)
                if code not in (0, 65, 66, 73, 74, 75, 77) or (code != 0 and not said.strip()):
                    problems = [f"exit {code}: {said.strip()}", *problems]
                place = f"{before} {call} {number} {error} (exit {code})"
                tally.note(place, (problems, repeats), faults=1)

        self.part("failing calls", lambda tally: self.all(lambda *point: one(tally, *point), points()))

    def paths(self, scene):
        state = scene.path("state")
        return [scene.log, state, *(os.path.join(state, name) for name in
                                    ("lock", "vigie.sqlite", "vigie.sqlite-wal", "vigie.sqlite-shm"))]

    def full_disk(self, most):
        """A disk that is filled to all but some bytes."""

        def body(tally):
            for index in range(most):
                folder = disk.path(str(index))
                os.mkdir(folder)
                with Scene(self.vigie, folder=folder) as scene:
                    scene.advance()
                    if index % 2:
                        scene.poll()
                        scene.advance()
                    room = index * 4096 * 160 // most // 4096 * 4096
                    disk.fill(room)
                    code, said = scene.poll()
                    disk.empty()
                    problems, repeats = self.settle(scene)
                    if code not in (0, 73, 74) or (code and not said.strip()):
                        problems = [f"exit {code}: {said.strip()}", *problems]
                    tally.note(f"{room} bytes free (exit {code})", (problems, repeats), faults=int(code != 0))

        with SmallDisk() as disk:
            if disk.mounted:
                self.part("full disk", body)
            else:
                print("full disk: skipped, for this user may not mount a disk of memory", flush=True)

    def full_disk_in_service(self):
        """A service that waits on a full disk, and goes on by itself within a minute when there is room.

        Where one disk holds both, the database fills first; on a disk of its own the log does.
        """

        def one(tally, room, log_alone):
            with Scene(self.vigie) as scene, SmallDisk() as disk:
                scene.log = disk.path("alerts.jsonl")
                config = scene.config.replace("alerts.jsonl", scene.log)
                if not log_alone:
                    config = config.replace("state: state", f"state: {disk.path('state')}")
                scene.write("vigie.yaml", config)
                scene.advance()
                with Service(scene, self.vigie[0], self.preload) as service:

                    def turn():
                        scene.advance()
                        service.move_clock(scene.step * 90_000)
                        service.reload()

                    found = self.wait(scene)
                    disk.fill(room)
                    for _ in range(20):
                        turn()
                        if self.wait(scene, 2):
                            break
                    waiting = len(scene.missing())
                    turn()
                    disk.empty()
                    found += self.wait(scene)
                    for _ in range(2):
                        turn()
                        found += self.wait(scene)
                    service.end()
                    if service.process.returncode:
                        found.append(f"exit {service.process.returncode}")
                    problems, repeats = scene.problems()
                    place = f"{room} bytes free for {'the log' if log_alone else 'both'}"
                    tally.note(place, (found + problems, repeats), faults=int(waiting > 0))

        def both(tally):
            for room in (0, 8192, 65_536):
                one(tally, room, log_alone=False)

        def log_alone(tally):
            for room in (0, 8192):
                one(tally, room, log_alone=True)

        with SmallDisk() as disk:
            mounted = disk.mounted
        if mounted:
            self.part("full disk under a service", both)
            self.part("full disk of the log under a service", log_alone)
        else:
            print("full disk under a service: skipped, for this user may not mount a disk of memory", flush=True)

    def wait(self, scene, seconds=PATIENCE):
        """Waits for the newest stories, and says what is missing when the time is over."""
        until = time.monotonic() + seconds
        while scene.missing() and time.monotonic() < until:
            time.sleep(0.005)
        return [f"{len(scene.missing())} stories missing after {seconds} s"] if scene.missing() else []

    def rotation_under_load(self, seconds):
        """A log that is rotated all the time, while polls write it and are killed."""

        def run(tally, mode, until):
            with Scene(self.vigie, window=80) as scene:
                stop, dice = threading.Event(), random.Random(mode)

                def rotate():
                    while not stop.wait(dice.random() * 0.05):
                        scene.rotate(mode)

                rotating = threading.Thread(target=rotate)
                rotating.start()
                try:
                    while time.monotonic() < until:
                        kills = 0
                        for turn in range(8):
                            scene.advance()
                            process = scene.start()
                            if turn % 2:
                                time.sleep(dice.random() * 0.1)
                                process.kill()
                            process.communicate(timeout=PATIENCE)
                            kills += process.returncode == KILLED
                        code, errors = scene.poll()
                        tally.note(mode, ([] if code == 0 else [f"exit {code}: {errors.strip()}"], 0), kills=kills)
                finally:
                    stop.set()
                    rotating.join()
                code, errors = scene.poll()
                found = scene.problems(mode == "delete") if code == 0 else ([f"exit {code}: {errors.strip()}"], 0)
                tally.note(f"{mode}, {scene.step} steps", found)

        for mode in ("create", "rename", "delete"):
            until = time.monotonic() + seconds / 3
            self.part(f"rotation under load, {mode}", lambda tally: run(tally, mode, until))

    def clock_jumps(self):
        """Polls whose wall clock is a day off, of 1970, or of another year; then a service whose clock jumps."""
        day = 86_400

        def body(tally):
            with Scene(self.vigie) as scene:
                for offset in (0, day, -day, 0, 3650 * day, 0, -int(time.time()), 0, 400 * day, 0):
                    scene.advance()
                    clock = {"LD_PRELOAD": self.preload, "CLOCK_OFFSET": str(offset)}
                    code, errors = scene.poll(environment=clock)
                    found = scene.problems() if code == 0 else ([f"exit {code}: {errors.strip()}"], 0)
                    tally.note(f"clock {offset:+} s", found)

        self.part("clock jumps", body)

    def clock_jumps_in_service(self):
        """A service whose clock jumps a day ahead and back must poll what fell due within its longest sleep."""

        def body(tally):
            with Scene(self.vigie) as scene:
                scene.advance()
                with Service(scene, self.vigie[0], self.preload) as service:
                    for offset in (0, 86_400, -86_400, 2 * 86_400):
                        if offset > 0:
                            scene.advance()
                        service.move_clock(offset)
                        until = time.monotonic() + 150
                        while offset >= 0 and scene.problems()[0] and time.monotonic() < until:
                            time.sleep(0.2)
                        tally.note(f"service, clock {offset:+} s", scene.problems())
                    tally.note("service ends", (service.end(), 0))

        self.part("clock jumps in the service", body)

    def soak(self, polls):
        """One service, a clock that runs ahead by a day and an hour a turn, and feeds that change every time.

        All but two come over HTTP. Retention forgets stories after nine turns, so that from the twelfth on nothing may
        grow any more: neither memory, nor descriptors, nor the database.
        """
        feeds, warm = 10, 12

        def body(tally):
            with Scene(self.vigie, feeds=[f"feed{number}" for number in range(feeds)]) as scene, serving(scene) as url:
                scene.write("vigie.yaml", scene.config + "retention: { stories: 9d, texts: 2d }\n")
                places = ["" if number < 2 else url for number in range(feeds)]
                lists = zip(places, scene.feeds)
                scene.write("feeds.yaml", "".join(f"- {{ url: \"{place}{feed}.xml\" }}\n" for place, feed in lists))
                scene.advance()
                sizes, problems = [], []
                with Service(scene, self.vigie[0], self.preload) as service:
                    for turn in range(1, polls // feeds + 1):
                        late = self.wait(scene)
                        if late:
                            problems.append(f"turn {turn}: {late[0]}")
                            break
                        sizes.append(self.sizes(service.process.pid, scene))
                        scene.advance()
                        service.move_clock(turn * 25 * 3600)
                        service.reload()
                    problems += self.wait(scene) + service.end()
                found, repeats = scene.problems()
                problems += found + self.growth(sizes, warm)
                tally.note(f"{len(sizes) * feeds} polls", (problems, repeats))
                tally.name += f", {len(sizes) * feeds} polls"

        self.part("soak", body)

    def renames(self, turns):
        """A service whose feeds get other ids all the time: while they are polled, committed, or at rest."""
        feeds = [f"feed{number}" for number in range(6)]

        def body(tally):
            dice = random.Random(1)
            with Scene(self.vigie, feeds=feeds) as scene, serving(scene) as url:

                def rename(turn):
                    entries = [f"- {{ url: \"{url}{feed}.xml\", id: {feed}-{turn} }}\n" for feed in feeds]
                    scene.write("feeds.yaml", "".join(entries))

                rename("0")
                scene.advance()
                found = []
                with Service(scene, self.vigie[0], self.preload) as service:
                    for turn in range(1, turns + 1):
                        found = found or self.wait(scene)
                        scene.advance()
                        service.move_clock(turn * 90_000)
                        for part in range(dice.randrange(1, 4)):
                            rename(f"{turn}-{part}")
                            service.reload()
                            time.sleep(dice.random() * 0.04)
                    found += self.wait(scene) + service.end()
                problems, repeats = scene.problems()
                tally.note(f"{turns} turns", (found + problems, repeats))
                tally.name += f", {turns} turns"

        self.part("feeds that are renamed", body)

    def growth(self, sizes, warm):
        """What grew after the first turns, beyond the noise."""
        grown = []
        late = max(10, (len(sizes) - warm) // 4)
        for index, (name, room) in enumerate((("KiB resident", 2048), ("descriptors", 2), ("KiB of database", 64))):
            values = [size[index] for size in sizes]
            before, after = max(values[warm : warm + late], default=0), max(values[-late:], default=0)
            print(f"  {name}: {before} after {warm} turns, {after} after {len(sizes)}", flush=True)
            if after > before * 1.05 + room:
                grown.append(f"{name} grew from {before} to {after}")
        return grown

    def sizes(self, process, scene):
        with open(f"/proc/{process}/statm", encoding="ascii") as file:
            resident = int(file.read().split()[1]) * 4
        # Its write-ahead log does not count: it is as long as what has come since it was last written back.
        database = os.path.getsize(os.path.join(scene.path("state"), "vigie.sqlite"))
        return resident, len(os.listdir(f"/proc/{process}/fd")), database // 1024

    def everything(self, short, points):
        """All parts, as many points as there is time for. Returns what the faults should have found out, and did not."""
        missed = self.broken_orders(2 if short else 40)
        self.kill_sweeps(short, 1 if short else points)
        self.random_kills(5 if short else 45)
        self.failing_calls(1 if short else points)
        self.full_disk(6 if short else 60)
        self.rotation_under_load(6 if short else 45)
        self.clock_jumps()
        self.renames(40 if short else 400)
        self.soak(400 if short else 4000)
        if not short:
            self.full_disk_in_service()
            self.clock_jumps_in_service()
        return missed

    def broken_orders(self, most):
        """Both broken pollers must be found out."""
        missed = []
        for order, symptom in (("commit-then-append", "lost"), ("append-then-commit", "times")):
            tally = Tally(f"broken on purpose, {order}")
            poller = [sys.executable, os.path.join(HERE, "broken.py"), order]

            def points():
                with self.prepared("next", poller) as scene:
                    counts = self.count_traced(scene, ["write", "pwrite64", "fdatasync"], self.paths(scene))
                for call, count in counts.items():
                    for number in self.spread(count, most):
                        yield call, number

            def one(call, number):
                with self.prepared("next", poller) as scene:
                    prefix = self.strace(call, f"signal=SIGKILL:when={number}", paths=self.paths(scene))
                    code, _ = scene.poll(prefix)
                    tally.note(f"{call} {number}", self.settle(scene), kills=int(code == KILLED))

            self.all(one, points())
            tally.show()
            caught = [violation for violation in tally.violations if symptom in violation]
            print(f"  {'found out' if caught else 'NOT FOUND OUT'}, as in {caught[0] if caught else 'nothing'}")
            if not caught:
                missed.append(order)
        return missed


def compiled(folder):
    """The preload, compiled for this machine."""
    compiler = shutil.which("cc") or shutil.which("clang")
    if not compiler:
        sys.exit("faults: a C compiler is needed (cc or clang)")
    library = os.path.join(folder, "preload.so")
    source = os.path.join(HERE, "preload.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vigie", required=True, help="the command to test")
    parser.add_argument("--short", action="store_true", help="about a minute, for every change")
    parser.add_argument("--points", type=int, default=8, help="kills at each system call by name; 1000 is all (default: 8)")
    parser.add_argument("--soak", type=int, metavar="POLLS", help="nothing but the soak, with so many polls")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        faults = Faults(os.path.abspath(options.vigie), compiled(folder), options.short)
        missed = faults.soak(options.soak) if options.soak else faults.everything(options.short, options.points)
    points = sum(tally.points for tally in faults.tallies)
    kills = sum(tally.kills for tally in faults.tallies)
    violations = sum(len(tally.violations) for tally in faults.tallies)
    print(f"all: {points} points, {kills} kills, {violations} violations, in {time.monotonic() - began:.0f} s")
    if missed:
        print(f"the faults do not find out what is broken on purpose: {', '.join(missed)}")
    sys.exit(1 if violations or missed else 0)


if __name__ == "__main__":
    main()
