"""A small disk of memory, which can be filled."""

import os
import subprocess
import tempfile


class SmallDisk:
    """Two mebibytes, mounted for as long as it is used. `mounted` is false where this user may not mount one."""

    def __init__(self):
        self.place = tempfile.mkdtemp(prefix="vigie-disk-")
        self.filling = self.path("filling")
        options = ["mount", "-t", "tmpfs", "-o", "size=2m", "vigie", self.place]
        self.mounted = os.geteuid() == 0 and subprocess.run(options, stderr=subprocess.DEVNULL).returncode == 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.mounted:
            subprocess.run(["umount", self.place], check=False)
        os.rmdir(self.place)

    def path(self, name):
        return os.path.join(self.place, name)

    def fill(self, room=0):
        """Leaves so many bytes free."""
        status = os.statvfs(self.place)
        # Without a buffer a write that finds less room than was told, for a service takes some meanwhile, ends early.
        with open(self.filling, "wb", buffering=0) as file:
            file.write(b"\0" * max(0, status.f_bavail * status.f_frsize - room))

    def empty(self):
        os.unlink(self.filling)
