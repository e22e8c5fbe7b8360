"""A small newsroom in a folder: two feeds that change from step to step, one watchlist, and a poller."""

import json
import os
import shutil
import subprocess
import tempfile

MEMORY = "/dev/shm"
# Seconds that anything may take, on any machine: only what is broken takes so long.
PATIENCE = 300
CONFIG = """\
feeds: [feeds.yaml]
watchlists: [watchlist.yaml]
state: state
alerts: alerts.jsonl
name: faults
http: { contact: faults@example.org, allow-private-networks: true, per-host: { connections: 4, spacing: 0s } }
"""


class Scene:
    """Steps add two stories to each feed. Every story alerts once, and nothing else does."""

    def __init__(self, poller, window=6, folder=None, feeds="ab"):
        self.poller = poller
        self.feeds = feeds
        self.window = window
        self.step = 0
        self.deleted = []
        # A kill is one of the process, not of the machine, so memory serves as well as a disk and is faster.
        self.folder = folder or tempfile.mkdtemp(prefix="vigie-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None)
        self.log = self.path("alerts.jsonl")
        self.config = CONFIG
        self.write("vigie.yaml", CONFIG)
        self.write("feeds.yaml", "".join(f"- {{ url: {feed}.xml }}\n" for feed in feeds))
        self.write("watchlist.yaml", "id: w\nterms: [Alibaba]\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for file in self.deleted:
            file.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        """Replaces a file at once, so that no poll reads half of it."""
        with open(self.path(name + ".new"), "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(self.path(name + ".new"), self.path(name))

    def advance(self):
        self.step += 1
        for feed in self.feeds:
            last = self.step * 2
            items = "".join(
                f'<item><guid isPermaLink="false">{feed}-{number}</guid><title>Alibaba {number}</title>'
                f"<link>https://example.org/{feed}/{number}</link>"
                f"<description>{'word ' * (number % 7 * 30)}</description></item>"
                for number in range(last, max(0, last - self.window), -1)
            )
            self.write(f"{feed}.xml", f'<rss version="2.0"><channel><title>{feed}</title>{items}</channel></rss>')

    def start(self, prefix=(), environment=None, errors=subprocess.PIPE):
        return subprocess.Popen(
            [*prefix, *self.poller, self.path("vigie.yaml")],
            env={**os.environ, "SWIFT_BACKTRACE": "enable=no", **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            text=True,
        )

    def poll(self, prefix=(), environment=None):
        """Polls once. Returns the exit code, negative for a signal, and what was said on standard error."""
        process = self.start(prefix, environment)
        try:
            _, errors = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            return -1, process.communicate()[1] + " (hung)"
        return process.returncode, errors[:300]

    def rotate(self, mode):
        """What befalls a log: `create`, `rename`, `delete` or `copytruncate`."""
        if not os.path.exists(self.log):
            return
        if mode == "delete":
            # A reader that follows the log has it open, and sees what is still written to it.
            self.deleted.append(open(self.log, "rb"))
            os.unlink(self.log)
            return
        number = len(self.logs())
        if mode == "copytruncate":
            shutil.copyfile(self.log, f"{self.log}.{number}")
            os.truncate(self.log, 0)
            return
        os.rename(self.log, f"{self.log}.{number}")
        if mode == "create":
            os.close(os.open(self.log, os.O_WRONLY | os.O_CREAT, 0o640))

    def text(self):
        """All that a reader saw, file by file."""
        for file in self.deleted:
            file.seek(0)
            yield file.read()
        for path in self.logs():
            with open(path, "rb") as file:
                yield file.read()

    def logs(self):
        """The log and those beside it that it once was."""
        folder, name = os.path.split(self.log)
        return [os.path.join(folder, other) for other in sorted(os.listdir(folder)) if other.startswith(name)]

    def missing(self):
        """The newest stories that the log does not name yet."""
        with open(self.log, "rb") if os.path.exists(self.log) else open(os.devnull, "rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 4096 * len(self.feeds)))
            text = file.read()
        newest = (f"{feed}-{number}" for feed in self.feeds for number in (self.step * 2 - 1, self.step * 2))
        return [story for story in newest if f'"id":"{story}"'.encode() not in text]

    def problems(self, may_repeat=False):
        """What is wrong with the log after a poll that ended well, and how many marked repeats it holds."""
        problems, repeats, counts = [], 0, {}
        for text in self.text():
            if text and not text.endswith(b"\n"):
                problems.append(f"torn line {text[-40:]!r}")
            last = ""
            for line in text.split(b"\n")[:-1]:
                try:
                    event = json.loads(line)
                    story = event["data"]["story"]["id"]
                except (ValueError, KeyError, TypeError):
                    problems.append(f"no event: {line[:80]!r}")
                    continue
                if event.get("redelivered"):
                    repeats += 1
                    counts.setdefault(story, 0)
                    if not may_repeat:
                        problems.append(f"{story} marked as a repeat")
                else:
                    counts[story] = counts.get(story, 0) + 1
                    sequence = event.get("sequence", "")
                    if sequence and sequence <= last:
                        problems.append(f"sequence {sequence} behind {last}")
                    last = sequence or last
        expected = {f"{feed}-{number}" for feed in self.feeds for number in range(1, self.step * 2 + 1)}
        problems += [f"{story} lost" for story in sorted(expected - set(counts))]
        problems += [f"{story} never was" for story in sorted(set(counts) - expected)]
        problems += [f"{story} {count} times" for story, count in sorted(counts.items()) if count > 1]
        return problems, repeats
