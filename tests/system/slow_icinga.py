# SPDX-License-Identifier: MIT
"""An Icinga 2 API that takes its time: slow_icinga.py FOLDER SECONDS

Every service is acknowledged by alice, who said what is in FOLDER/said, until somebody
takes that back.  FOLDER has cert.pem and key.pem, gets `port`, and `asked` with a line
for each question.
"""
import http.server
import json
import os
import ssl
import sys
import time

folder, seconds = sys.argv[1], float(sys.argv[2])


taken_back = set()


def acknowledged(service):
    return {
        "host_name": "contoso", "name": service, "state": 2, "state_type": 1,
        "acknowledgement": 0 if service in taken_back else 1, "vars": {"mbx_tenant": "contoso"},
    }


def comment(variables):
    with open(folder + "/said") as said:
        return {
            "host_name": "contoso", "service_name": variables["mbx_service"],
            "author": "alice", "text": said.read().strip(), "entry_type": 4,
        }


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        length = int(self.headers["content-length"])
        question = json.loads(self.rfile.read(length))
        with open(folder + "/asked", "a") as log:
            log.write(self.path + "\n")
        if self.path == "/v1/objects/services":
            time.sleep(seconds)
            attributes = acknowledged(question["service"].split("!")[1])
        elif self.path == "/v1/objects/comments":
            attributes = comment(question["filter_vars"])
        else:
            attributes = {}
            if self.path == "/v1/actions/remove-acknowledgement":
                taken_back.add(question["service"].split("!")[1])
        answer = {"results": [{"code": 200, "status": "", "attrs": attributes}]}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder + "/cert.pem", folder + "/key.pem")
server.socket = context.wrap_socket(server.socket, server_side=True)
with open(folder + "/port.new", "w") as file:
    file.write(str(server.server_port))
os.rename(folder + "/port.new", folder + "/port")
server.serve_forever()
