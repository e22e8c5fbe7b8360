"""`vigie run` on a scene, and a server for its feeds."""

import contextlib
import functools
import http.server
import signal
import struct
import threading

from scene import PATIENCE


class Service:
    """`vigie run` on a scene, with a clock that can be moved."""

    def __init__(self, scene, vigie, preload):
        self.clock = scene.path("clock")
        with open(self.clock, "wb") as file:
            file.write(struct.pack("l", 0))
        # A file, for a pipe that nobody reads would fill, and the service wait for ever.
        self.errors = open(scene.path("errors"), "w+", encoding="utf-8")
        scene.poller = [vigie, "run", "--log-level", "warning", "--config"]
        self.process = scene.start(environment={"LD_PRELOAD": preload, "CLOCK_FILE": self.clock}, errors=self.errors)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.errors.close()

    def move_clock(self, seconds):
        with open(self.clock, "r+b") as file:
            file.write(struct.pack("l", seconds))

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def end(self):
        """Ends it as a service manager does; says what is wrong with how it ends."""
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
        self.errors.seek(0)
        said = self.errors.read(300).strip()
        return [f"exit {self.process.returncode}: {said}"] if self.process.returncode or said else []


@contextlib.contextmanager
def serving(scene):
    """Serves the scene's folder over HTTP; gives the address."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            # Dates of files count seconds, and feeds change faster here.
            del self.headers["If-Modified-Since"]
            super().do_GET()

        def log_message(self, *_):
            pass

    handler = functools.partial(Handler, directory=scene.folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
