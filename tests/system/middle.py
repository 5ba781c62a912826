# SPDX-License-Identifier: MIT
"""Servers that mean harm, or are not who they say.

  middle.py FOLDER CERTIFICATE...

FOLDER/CERTIFICATE.pem holds certificate and key; one more, "old", speaks TLS 1.1 with
the first of them.  FOLDER/ports gets "NAME PORT" lines, FOLDER/heard.NAME what arrived.
What is answered goes by the first folder of the path.
"""
import gzip
import os
import socket
import ssl
import sys
import threading
import time

folder, names = sys.argv[1], sys.argv[2:]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


BOMB = gzip.compress(b'{"access_token":"' + b"x" * (200 << 20) + b'"}', 1)


def bomb(send):
    body = BOMB
    send(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def headers(send):
    send(HEAD)
    while True:
        send(b"X-More: " + b"x" * 8000 + b"\r\n")


def informed(send):
    while True:
        send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def drip(send):
    send(HEAD + b"Content-Length: 100000\r\n\r\n")
    while True:
        send(b" ")
        time.sleep(0.2)


def downgraded(send):
    send(b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\n"
         b"Content-Length: 0\r\n\r\n")


ANSWERS = {b.__name__.encode(): b for b in (bomb, headers, informed, drip, downgraded)}


def serve(name, context, listener):
    while True:
        plain, _ = listener.accept()
        threading.Thread(target=answer, args=(name, context, plain), daemon=True).start()


def answer(name, context, plain):
    try:
        with context.wrap_socket(plain, server_side=True) as peer:
            heard = peer.recv(65536)
            if not heard:
                return
            with open(f"{folder}/heard.{name}", "ab") as file:
                file.write(heard + b"\n")
            way = heard.split(b" ", 2)[1].split(b"/")[1]
            ANSWERS.get(way, lambda send: send(
                b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"))(peer.sendall)
    except OSError:
        pass


ports = []
for name in names + ["old"]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if name == "old":
        context.set_ciphers("DEFAULT@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.load_cert_chain(f"{folder}/{names[0] if name == 'old' else name}.pem")
    listener = socket.create_server(("127.0.0.1", 0))
    ports.append(f"{name} {listener.getsockname()[1]}\n")
    threading.Thread(target=serve, args=(name, context, listener), daemon=True).start()
with open(f"{folder}/ports.new", "w", encoding="ascii") as file:
    file.writelines(ports)
os.rename(f"{folder}/ports.new", f"{folder}/ports")
threading.Event().wait()
