# SPDX-License-Identifier: MIT
"""What is wrong on the way to the service for a while: names, ports, certificates."""
import os
import socket
import ssl
import subprocess
import threading

PAST, FUTURE = "20200101000000Z", "20490101000000Z"
# Certificates of an authority that is trusted: name, from, until.
CERTIFICATES = {"expired": ("localhost", PAST, "20210101000000Z"),
                "early": ("localhost", "20480101000000Z", FUTURE),
                "another": ("graph.microsoft.com", PAST, FUTURE)}
# Those who take the connection and no more.
RUDE = ("hangs-up", "silent", "no-tls")
DOORS = tuple(CERTIFICATES) + RUDE
ELSEWHERE = ("wrong-authority", "no-name", "no-port", "bad-proxy", "bad-secret",
             "no-authority-file")
ROADS = ELSEWHERE * 2 + tuple(CERTIFICATES) + RUDE
CONF = """[ca]
default_ca = it
[it]
database = index
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


class Doors:
    """One port each."""

    def __init__(self, folder):
        self.folder = folder
        self.ca_file = os.path.join(folder, "ca.pem")
        self.listeners = {}
        os.mkdir(folder)
        self._write("ca.conf", CONF)
        self._openssl("req", "-x509", *KEY, "-subj", "/CN=doors", "-days", "2",
                      "-keyout", "ca.key", "-out", "ca.pem")
        for number, name in enumerate(CERTIFICATES):
            self._certify(name, number + 1, *CERTIFICATES[name])
        for name in DOORS:
            self._open(name)

    def _write(self, name, text):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)

    def _openssl(self, *arguments):
        subprocess.run(("openssl",) + arguments, cwd=self.folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _certify(self, name, number, host, since, until):
        self._write("index", "")
        self._write("serial", "%02d\n" % number)
        self._openssl("req", *KEY, "-subj", "/CN=" + host, "-addext",
                      "subjectAltName=DNS:" + host, "-keyout", name + ".pem",
                      "-out", name + ".csr")
        self._openssl("ca", "-batch", "-notext", "-config", "ca.conf", "-cert",
                      "ca.pem", "-keyfile", "ca.key", "-startdate", since,
                      "-enddate", until, "-in", name + ".csr", "-out",
                      name + ".crt")
        with open(os.path.join(self.folder, name + ".crt")) as leaf, \
                open(os.path.join(self.folder, name + ".pem"), "a") as both:
            both.write(leaf.read())

    def _open(self, name):
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.listeners[name] = listener
        threading.Thread(target=self._serve, args=(name, listener),
                         daemon=True).start()

    def url(self, name):
        return "https://localhost:%d" % self.listeners[name].getsockname()[1]

    def _serve(self, name, listener):
        context = None
        if name in CERTIFICATES:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(os.path.join(self.folder, name + ".pem"))
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(name, context, plain),
                             daemon=True).start()

    @staticmethod
    def _answer(name, context, plain):
        plain.settimeout(20)
        try:
            with plain:
                if name == "hangs-up":
                    return
                if name == "no-tls":
                    plain.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                elif context is not None:
                    plain = context.wrap_socket(plain, server_side=True)
                while plain.recv(4096):
                    pass
        except OSError:
            pass    # they left, as they should

    def end(self):
        for listener in self.listeners.values():
            listener.close()
