"""A server of one page on this machine alone, for as long as a run goes on."""

import contextlib
import http.server
import json
import os
import secrets
import sys
import threading
import time
import webbrowser

from kerasgan.recipe.report.live import Live

HOST = "127.0.0.1"

# How long a page that is open is waited for at the end, and how long ago it has to have asked, in seconds.
LAST, OPEN = 3.0, 6.0

# No request of the page leaves this server, and nobody puts the page into another one.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Server(http.server.ThreadingHTTPServer):
    """Answers two paths, the page and its state; it knows no files.

    The address has a port that the system chooses and a word that nobody guesses: others on the same machine, and pages
    of other sites in the same browser, see nothing of the run.

    Args:
        live: A `Live`.

    Attributes:
        address: String, what to open in a browser.
    """

    daemon_threads = True

    def __init__(self, live):
        super().__init__((HOST, 0), Handler)
        self.live = live
        self.word = secrets.token_urlsafe(16)
        self.hosts = {f"{name}:{self.server_port}" for name in (HOST, "localhost")}
        self.address = f"http://{HOST}:{self.server_port}/{self.word}/"
        self.asked = -OPEN

    def handle_error(self, request, client_address):
        """Says nothing of browsers that hang up; another error is for the terminal."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(http.server.BaseHTTPRequestHandler):
    """One request."""

    server_version, sys_version = "kerasgan", ""
    timeout = 10  # seconds for a request to arrive

    def do_GET(self):
        """Answers with the page or its state."""
        if self.headers.get("Host") not in self.server.hosts:
            return self.refuse(403)
        live, start = self.server.live, f"/{self.server.word}/"
        answers = {start: (live.page, "text/html"), f"{start}state": (lambda: json.dumps(live.state()), "text/json")}
        if self.path not in answers:
            return self.refuse(404)
        self.server.asked = time.monotonic()
        make, kind = answers[self.path]
        self.answer(200, make(), kind)

    do_HEAD = do_GET

    def refuse(self, status):
        """Answers that there is nothing."""
        self.answer(status, "", "text/plain")

    def answer(self, status, text, kind):
        """Sends an answer."""
        body = text.encode()
        self.send_response(status)
        headers = {**HEADERS, "Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format, *arguments):
        """Says nothing: the terminal belongs to the run."""


@contextlib.contextmanager
def serving(folder, tell=print, browser=True):
    """Within this context a page in the browser shows the run in `folder`; afterwards the server is closed.

    Args:
        folder: Path of the run folder.
        tell: Function of the address, as text. Defaults to `print`.
        browser: Boolean, whether to open a browser where there is a screen. Defaults to `True`.
    """
    live = Live(folder)
    with Server(live) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), name="kerasgan-watch", daemon=True)
        thread.start()
        tell(server.address)
        if browser and has_screen():
            webbrowser.open(server.address)
        try:
            yield server
        finally:
            live.ended = True
            if time.monotonic() - server.asked < OPEN:
                live.last_seen.wait(LAST)
            server.shutdown()
            thread.join()


def has_screen():
    """Tells whether there is a screen to open a browser on."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
