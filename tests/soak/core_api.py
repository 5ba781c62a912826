# SPDX-License-Identifier: MIT
"""An Icinga 2 as its API shows it, in virtual time: what is acknowledged, comments,
actions; and everything a service that is restarted does to those who ask it.

The answers have the shapes of 2.13: tests/system/reconcile.t holds ours against it."""
import base64
import http.server
import json
import ssl
import threading

USER, PASSWORD = "mailbox-expiry", "the-api-users-password"
# How it answers meanwhile: `lost` does it and hangs up.
WAYS = ("fine", "503", "unauthorized", "lost", "hang-up", "hang", "empty")


class Api:
    """`book` knows the services: see core.py."""

    def __init__(self, book, certificate):
        self.book = book
        self.way = "fine"
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.server = None
        self.port = 0
        self.over = threading.Event()
        self.answered = {}    # path, and way if not fine -> how often

    def start(self):
        """On the same port as before, so that it comes back."""
        api = self

        class Handler(Answering):
            pass
        Handler.api = api
        self.over = threading.Event()
        self.server = Server(("127.0.0.1", self.port), Handler)
        self.server.context = self.context
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,),
                         daemon=True).start()

    def stop(self):
        if self.server is not None:
            self.over.set()
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    @property
    def runs(self):
        return self.server is not None

    def count(self, path):
        name = path if self.way == "fine" else "%s %s" % (path, self.way)
        self.answered[name] = self.answered.get(name, 0) + 1


class Server(http.server.ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True
    # Whoever hangs is not waited for.
    block_on_close = False

    def finish_request(self, request, client_address):
        """The handshake is made by the thread, not by who accepts."""
        request.settimeout(20)
        secured = self.context.wrap_socket(request, server_side=True)
        self.RequestHandlerClass(secured, client_address, self)

    def handle_error(self, request, client_address):
        """Killed in the middle: no news."""


class Answering(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    api = None
    ACTIONS = {"/v1/actions/add-comment": "comment",
               "/v1/actions/remove-acknowledgement": "unacknowledge",
               "/v1/actions/reschedule-check": "check"}

    def log_message(self, *_):
        """Quiet."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        api, path = self.api, self.path.split("?")[0]
        api.count(path)
        way = api.way
        wanted = "Basic " + base64.b64encode(
            ("%s:%s" % (USER, PASSWORD)).encode()).decode()
        if way == "hang":
            api.over.wait(15)
        if way in ("hang", "hang-up"):
            self.close_connection = True
            return
        if way == "503":
            self._say(503, {"error": 503, "status": "Shutting down."})
        elif way == "unauthorized" or \
                self.headers.get("Authorization") != wanted:
            self._say(401, {"error": 401, "status": "Unauthorized. Please check "
                            "your user credentials."})
        else:
            self._answer(path, json.loads(body or b"{}"), way)

    def _answer(self, path, asked, way):
        is_query = self.headers.get("X-HTTP-Method-Override") == "GET"
        if is_query and path == "/v1/objects/services":
            status, said = 200, self.api.book.listed(asked)
        elif is_query and path == "/v1/objects/comments":
            status, said = 200, self.api.book.comments()
        elif path in self.ACTIONS and not is_query:
            status, said = self.api.book.act(self.ACTIONS[path], asked)
        else:
            status, said = 404, None
        if way == "lost":
            self.close_connection = True
        elif way == "empty":
            self._raw(200, b"")
        elif said is None:
            self._say(404, {"error": 404, "status": "No objects found."})
        else:
            self._say(status, {"results": said})

    def _say(self, status, value):
        self._raw(status, json.dumps(value).encode())

    def _raw(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
