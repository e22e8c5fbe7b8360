"""Pollers that are broken on purpose. The faults that vigie is put through must find both of them out.

    broken.py commit-then-append|append-then-commit CONFIG

Reads the same feeds as vigie, and writes lines with the same members that the checks look at, in the wrong order.
"""

import json
import os
import re
import sqlite3
import sys


def main(order, config):
    folder = os.path.dirname(config)
    state = os.path.join(folder, "state")
    os.makedirs(state, exist_ok=True)
    database = sqlite3.connect(os.path.join(state, "vigie.sqlite"), isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE IF NOT EXISTS story (id TEXT PRIMARY KEY)")
    log = os.open(os.path.join(folder, "alerts.jsonl"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".xml"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as feed:
            ids = re.findall(r"<guid[^>]*>([^<]*)</guid>", feed.read())
        known = {row[0] for row in database.execute("SELECT id FROM story")}
        new = [id for id in ids if id not in known]
        if not new:
            continue

        def append():
            lines = "".join(json.dumps({"data": {"story": {"id": id}}}) + "\n" for id in new)
            os.write(log, lines.encode())
            os.fdatasync(log)

        if order == "append-then-commit":
            append()
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO story VALUES (?)", [(id,) for id in new])
        database.execute("COMMIT")
        if order == "commit-then-append":
            append()


main(*sys.argv[1:])
