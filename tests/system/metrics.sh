# SPDX-License-Identifier: MIT
# A private InfluxDB and a private Graphite (carbon writes, graphite-web reads), as an
# unprivileged user on loopback.  Sourced behind lib.sh.
#
#   influx_start; influx_ask 'SHOW DATABASES'
#   carbon_start       # with contrib/metrics; files are in $carbon_dir/whisper
#
# Both are ended when the test ends; $influx_port and $carbon_port is where they are.

influx_dir=$work/influx
carbon_dir=$work/carbon
influx_pid=
carbon_pid=
at_exit="${at_exit-} influx_stop carbon_stop"

as_nobody() { # DIRECTORY COMMAND...: to be run in a subshell
	home=$1
	shift
	if [ "$(id -u)" = 0 ]; then
		exec setpriv --reuid=nobody --regid=nogroup --clear-groups \
			env HOME="$home" "$@"
	fi
	exec env HOME="$home" "$@"
}
for_nobody() { # DIRECTORY
	chmod a+x "$work"
	[ "$(id -u)" != 0 ] || chown -R nobody: "$1"
}
free_tcp_port() {
	/usr/bin/python3 -c 'import socket; s = socket.socket()
s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# ---- InfluxDB ----------------------------------------------------------------
influx_listens() {
	kill -0 "$influx_pid" 2>/dev/null || return 0
	influx_port=$(sed -n 's/.*msg="Listening on HTTP".* addr=127.0.0.1:\([0-9]*\).*/\1/p' \
		"$influx_dir/log")
	[ -n "$influx_port" ]
}
influx_start() {
	mkdir -p "$influx_dir"
	cat >"$influx_dir/influxdb.conf" <<END
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
dir = "$influx_dir/meta"
[data]
dir = "$influx_dir/data"
wal-dir = "$influx_dir/wal"
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:0"
log-enabled = false
END
	for_nobody "$influx_dir"
	(as_nobody "$influx_dir" influxd -config "$influx_dir/influxdb.conf") \
		>"$influx_dir/log" 2>&1 &
	influx_pid=$!
	wait_for 30 influx_listens && kill -0 "$influx_pid"
}
influx_ask() { # QUERY
	curl -sS --noproxy '*' --max-time 20 "http://127.0.0.1:$influx_port/query?db=icinga2&epoch=s" \
		--data-urlencode "q=$1"
}
influx_stop() {
	[ -n "$influx_pid" ] || return 0
	kill "$influx_pid" 2>/dev/null && wait "$influx_pid" 2>/dev/null
	influx_pid=
}

# ---- InfluxDB 2, as far as a writer sees it -------------------------------------
# Debian has none: its requests are handed on to the other one, as database "second".
influx2_answers() { [ -s "$influx_dir/port2" ]; }
influx2_start() {
	/usr/bin/python3 - "$influx_port" "$influx_dir/port2" 2>"$influx_dir/log2" <<'END' &
import http.server, sys, urllib.request
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        code = 400
        if self.path.startswith("/api/v2/write?") and "bucket=icinga2" in self.path \
                and "org=monitoring" in self.path \
                and self.headers["Authorization"] == "Token a-token":
            url = "http://127.0.0.1:%s/write?db=second&precision=s" % sys.argv[1]
            code = urllib.request.urlopen(url, body, timeout=20).status
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.end_headers()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[2], "w") as file:
    file.write(str(server.server_port))
server.serve_forever()
END
	sim_pids="$sim_pids $!"
	wait_for 20 influx2_answers && influx2_port=$(cat "$influx_dir/port2")
}

# ---- Graphite ----------------------------------------------------------------
carbon_listens() {
	kill -0 "$carbon_pid" 2>/dev/null || return 0
	grep -qs "CarbonReceiverFactory starting on $carbon_port" "$carbon_dir/log"
}
carbon_start() {
	carbon_port=$(free_tcp_port)
	mkdir -p "$carbon_dir/whisper" "$carbon_dir/web"
	cp "$top_srcdir"/contrib/metrics/storage-*.conf "$carbon_dir" &&
		chmod 644 "$carbon_dir"/storage-*.conf
	cat >"$carbon_dir/carbon.conf" <<END
[cache]
STORAGE_DIR = $carbon_dir
LOCAL_DATA_DIR = $carbon_dir/whisper
CONF_DIR = $carbon_dir
LOG_DIR = $carbon_dir
PID_DIR = $carbon_dir
LINE_RECEIVER_INTERFACE = 127.0.0.1
LINE_RECEIVER_PORT = $carbon_port
PICKLE_RECEIVER_INTERFACE = 127.0.0.1
PICKLE_RECEIVER_PORT = 0
CACHE_QUERY_INTERFACE = 127.0.0.1
CACHE_QUERY_PORT = 0
MAX_CREATES_PER_MINUTE = inf
MAX_UPDATES_PER_SECOND = inf
ENABLE_TAGS = False
END
	# What matches nothing of ours: what else Icinga sends.
	printf '\n[default]\npattern = .*\nretentions = 1h:1d\n' \
		>>"$carbon_dir/storage-schemas.conf"
	for_nobody "$carbon_dir"
	(as_nobody "$carbon_dir" carbon-cache --config="$carbon_dir/carbon.conf" \
		--nodaemon start) >"$carbon_dir/log" 2>&1 &
	carbon_pid=$!
	wait_for 30 carbon_listens && kill -0 "$carbon_pid"
}
carbon_stop() {
	[ -n "$carbon_pid" ] || return 0
	kill "$carbon_pid" 2>/dev/null && wait "$carbon_pid" 2>/dev/null
	carbon_pid=
}
