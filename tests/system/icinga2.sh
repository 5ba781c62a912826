# SPDX-License-Identifier: MIT
# A private, real Icinga 2 that loads contrib/icinga2 unchanged.  For the tests and
# for contrib/demo: nothing in here prints TAP.
#
#   work=...; top_srcdir=...; . "$top_srcdir/tests/system/icinga2.sh"
#   icinga_start [FILE...]       # FILEs: further configuration, mostly hosts
#   icinga_result contoso mailbox-expiry 2 "2 mailboxes"
#   icinga_ack contoso mailbox-expiry alice "bring it back"
#   icinga_show contoso mailbox-expiry      # CRITICAL HARD acknowledged
#   icinga_stop
#
# Set what differs before icinga_start; the API then is at $icinga_url, speaks with
# the certificates of $icinga_ca, and knows the user of contrib/icinga2/
# api-user.conf: by $icinga_password_file, or by $icinga_certificate and
# $icinga_key.  The host in the URL is the NodeName, "localhost", as it has to be.

: "${icinga_dir:=$work/icinga}"             # short: sockets live in it
: "${icinga_config:=$work/conf}"            # what check and handler are given
: "${icinga_plugins:=$top_builddir/plugin}" # where check_mailbox_expiry is
: "${icinga_handler:=$top_builddir/plugin/handle_mailbox_expiry}"
: "${icinga_as=}"                           # a user to run as, when we are root
: "${icinga_checks:=yes}"                   # no: nothing is checked but by icinga_result
# What of ours it loads.
: "${icinga_samples:=$top_srcdir/contrib/icinga2/*.conf}"
icinga_pid=
icinga_ca=$icinga_dir/ca/ca.crt
icinga_password_file=$icinga_dir/client/password
icinga_certificate=$icinga_dir/client/client.crt
icinga_key=$icinga_dir/client/client.key
icinga_log=$icinga_dir/log/icinga2.log
# lib.sh runs these when a test ends.
at_exit="${at_exit-} icinga_stop"

command -v wait_for >/dev/null || wait_for() { # SECONDS COMMAND...
	limit=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$limit" ] || return 1
		sleep 0.05
	done
}

# ---- certificates -------------------------------------------------------------
# EC keys: Icinga's own RSA ones take seconds.
icinga_new_ca() { # DIRECTORY
	mkdir -p "$1" &&
		openssl ecparam -name prime256v1 -genkey -noout -out "$1/ca.key" &&
		openssl req -x509 -new -key "$1/ca.key" -sha256 -days 30 \
			-subj "/CN=Icinga CA" \
			-addext basicConstraints=critical,CA:TRUE -out "$1/ca.crt"
}
# FILE is without an ending, MORE further names: ",DNS:localhost".
icinga_new_certificate() { # CA-DIRECTORY COMMON-NAME FILE [MORE]
	openssl ecparam -name prime256v1 -genkey -noout -out "$3.key" &&
		openssl req -new -key "$3.key" -subj "/CN=$2" -out "$3.csr" &&
		printf 'basicConstraints=critical,CA:FALSE\nsubjectAltName=DNS:%s\n' \
			"$2${4-}" >"$3.ext" &&
		openssl x509 -req -in "$3.csr" -CA "$1/ca.crt" -CAkey "$1/ca.key" \
			-CAcreateserial -days 30 -sha256 -extfile "$3.ext" \
			-out "$3.crt" 2>/dev/null &&
		chmod 600 "$3.key" && rm "$3.csr" "$3.ext"
}

# ---- start and stop -----------------------------------------------------------
icinga_prepare() {
	mkdir -p "$icinga_dir" && (
		cd "$icinga_dir" || exit 1
		mkdir -p etc log cache spool run client data/certs \
			data/certificate-requests data/api/zones \
			data/api/packages data/api/zones-stage || exit 1
		icinga_new_ca ca && cp ca/ca.crt data/certs/ca.crt &&
			icinga_new_certificate ca localhost data/certs/localhost &&
			icinga_new_certificate ca mailbox-expiry client/client &&
			(umask 077 && openssl rand -hex 16 >client/password)
	)
}

icinga_configure() { # FILE...
	icinga_checker=
	[ "$icinga_checks" = no ] ||
		icinga_checker="object CheckerComponent \"checker\" { }"
	cat <<EOF
const NodeName = "localhost"
const ZoneName = NodeName
const TicketSalt = ""
const PluginDir = "$icinga_plugins"
const MailboxExpiryConfig = "$icinga_config"
const MailboxExpiryHandler = "$icinga_handler"
const MailboxExpiryApiPassword = "$(cat "$icinga_password_file")"
include <itl>
object Endpoint NodeName { ${icinga_endpoint-} }
object Zone ZoneName { endpoints = [ NodeName ] }
object IcingaApplication "app" { }
${icinga_checker}
object NotificationComponent "notification" { }
object FileLogger "main-log" {
  severity = "information"
  path = "$icinga_log"
}
object ApiListener "api" {
  bind_host = "127.0.0.1"
  bind_port = "${icinga_port:-0}"
}
object ApiUser "root" {
  password = "root"
  permissions = [ "*" ]
}
EOF
	# shellcheck disable=SC2086
	for file in $icinga_samples "$@"; do
		printf 'include "%s"\n' "$file"
	done
}

# How it is run: the configuration for -C, too.
icinga_run() { # ARGUMENT...
	as=${icinga_as:-$(id -un)}
	set -- "ICINGA2_USER=$as" "ICINGA2_GROUP=$(id -gn "$as")" \
		icinga2 daemon -c "$icinga_dir/etc/icinga2.conf" \
		-D "ConfigDir=$icinga_dir/etc" -D "DataDir=$icinga_dir/data" \
		-D "LogDir=$icinga_dir/log" -D "CacheDir=$icinga_dir/cache" \
		-D "SpoolDir=$icinga_dir/spool" -D "InitRunDir=$icinga_dir/run" \
		-D "ZonesDir=$icinga_dir/etc/zones.d" "$@"
	if [ -n "$icinga_as" ]; then
		exec setpriv --reuid="$as" --regid="$(id -g "$as")" \
			--clear-groups env HOME="$icinga_dir" "$@"
	fi
	exec env "$@"
}

icinga_listens() {
	kill -0 "$icinga_pid" 2>/dev/null || return 0
	icinga_port=$(sed -n \
		"s/.*Started new listener on '\[127.0.0.1\]:\([0-9]*\)'.*/\1/p" \
		"$icinga_dir/console.log")
	[ -n "$icinga_port" ] || return 1
	icinga_url=https://localhost:$icinga_port
	icinga_api GET / | grep -q results
}

icinga_start() { # FILE...
	icinga_port=
	[ -f "$icinga_ca" ] || icinga_prepare || return 1
	icinga_configure "$@" >"$icinga_dir/etc/icinga2.conf" || return 1
	if [ -n "$icinga_as" ]; then
		chmod a+x "$work" && chown -R "$icinga_as:" "$icinga_dir" || return 1
	fi
	(icinga_run) >"$icinga_dir/console.log" 2>&1 &
	icinga_pid=$!
	if ! wait_for 60 icinga_listens || ! kill -0 "$icinga_pid" 2>/dev/null; then
		tail -n 20 "$icinga_dir/console.log" | sed 's/^/# icinga2: /' >&2
		icinga_stop
		return 1
	fi
}
icinga_stop() {
	[ -n "$icinga_pid" ] || return 0
	kill "$icinga_pid" 2>/dev/null && wait "$icinga_pid" 2>/dev/null
	icinga_pid=
}
# With the port it has: who knows $icinga_url need not be told.
icinga_restart() { # FILE...
	icinga_stop
	icinga_old_port=$icinga_port
	icinga_configure "$@" >"$icinga_dir/etc/icinga2.conf" || return 1
	(icinga_run) >"$icinga_dir/console.log" 2>&1 &
	icinga_pid=$!
	wait_for 60 icinga_listens && [ "$icinga_port" = "$icinga_old_port" ]
}

# ---- the API --------------------------------------------------------------------
# Text as inside of a JSON string; bytes that are no UTF-8 stay what they are.
icinga_json() {
	printf %s "$1" | od -An -v -tu1 | LC_ALL=C awk '{
		for (i = 1; i <= NF; i++) {
			c = $i + 0
			if (c < 32 || c == 34 || c == 92 || c == 127)
				printf "\\u%04x", c
			else
				printf "%c", c
		} }'
}
# icinga_api METHOD PATH [BODY]: as a user who may do everything.  The body is a
# file: it may be longer than an argument.
icinga_api() {
	printf '%s' "${3-}" >"$icinga_dir/body"
	icinga_try=0
	while [ $icinga_try -lt 3 ]; do
		icinga_answer=$(curl -s --noproxy '*' --max-time 30 --cacert "$icinga_ca" \
			-u root:root -H 'Accept: application/json' -X POST \
			-H "X-HTTP-Method-Override: $1" \
			--data-binary "@$icinga_dir/body" \
			"$icinga_url/v1$2")
		# Once in a thousand times a GET is answered with nothing.
		if [ -n "$icinga_answer" ] || [ "$1" != GET ]; then break; fi
		icinga_try=$((icinga_try + 1))
	done
	printf '%s\n' "$icinga_answer"
}
# icinga_do ACTION HOST SERVICE [MORE]: MORE is JSON, `"key":value,...`.
icinga_do() {
	icinga_api POST "/actions/$1" \
		"{\"type\":\"Service\",\"service\":\"$(icinga_json "$2!$3")\"${4:+,$4}}" |
		grep -Eq '"code":200[.,}]'
}

# A result as if the check had run: exit code and output.
icinga_result() { # HOST SERVICE CODE OUTPUT
	icinga_do process-check-result "$1" "$2" \
		"\"exit_status\":$3,\"plugin_output\":\"$(icinga_json "$4")\""
}
# Twice makes a state HARD.
icinga_hard() { # HOST SERVICE CODE OUTPUT
	icinga_result "$@" && icinga_result "$@"
}
# Runs the check itself, now.
icinga_recheck() { # HOST SERVICE
	icinga_do reschedule-check "$1" "$2" '"force":true'
}
# The same of all services of a host.
icinga_recheck_all() { # HOST
	icinga_api POST /actions/reschedule-check "{\"type\":\"Service\",
		\"filter\":\"host.name == \\\"$1\\\"\",\"force\":true}" >/dev/null
}
# Further keys override: '"sticky":true,"notify":false'
icinga_ack() { # HOST SERVICE AUTHOR COMMENT [MORE]
	icinga_do acknowledge-problem "$1" "$2" \
		"\"author\":\"$(icinga_json "$3")\",\"comment\":\"$(icinga_json "$4")\"$(
			case ${5-} in *'"notify"'*) ;; *) echo ',"notify":true' ;; esac
		)${5:+,$5}"
}
icinga_unack() { # HOST SERVICE
	icinga_do remove-acknowledgement "$1" "$2"
}
icinga_downtime() { # HOST SERVICE SECONDS
	icinga_do schedule-downtime "$1" "$2" "\"author\":\"root\",\"comment\":\"x\",
		\"start_time\":$(date +%s),\"end_time\":$(($(date +%s) + $3)),\"fixed\":true"
}
# Variables of a host while it runs: 'vars.mailbox_expiry_at' '2026-03-02T08:00:00Z'
icinga_set() { # HOST ATTRIBUTE TEXT
	icinga_api POST "/objects/hosts/$1" \
		"{\"attrs\":{\"$2\":\"$(icinga_json "$3")\"}}" | grep -q '"code":200'
}

icinga_attributes() { # HOST SERVICE JSON-STRINGS
	icinga_api GET /objects/services \
		"{\"service\":\"$(icinga_json "$1!$2")\",\"attrs\":[$3]}"
}
# One attribute as it stands in JSON, such as state or last_check.
icinga_get() { # HOST SERVICE ATTRIBUTE
	icinga_attributes "$1" "$2" "\"$3\"" | jq -r ".results[0].attrs.$3"
}
# What lines say behind the name of a service, which may hold anything.
of_service() { # SERVICE
	NAME="$1 " awk 'index($0, ENVIRON["NAME"]) == 1 {
		print substr($0, length(ENVIRON["NAME"]) + 1) }'
}
# "SERVICE CRITICAL HARD" a line for each service of a host, with " acknowledged",
# " sticky" and " downtime" as it is.
icinga_list() { # HOST
	icinga_api GET /objects/services '{"attrs":["host_name", "name", "state",
		"state_type", "acknowledgement", "downtime_depth", "last_check"]}' |
		jq -r --arg host "$1" '.results[].attrs | select(.host_name == $host) |
			.name + " " + if .last_check <= 0 then "PENDING" else
			["OK", "WARNING", "CRITICAL", "UNKNOWN"][.state] +
			[" SOFT", " HARD"][.state_type] +
			["", " acknowledged", " sticky"][.acknowledgement] +
			if .downtime_depth > 0 then " downtime" else "" end end'
}
# The same of one service, without its name.
icinga_show() { # HOST SERVICE
	icinga_list "$1" | of_service "$2"
}
icinga_is() { # HOST SERVICE WANTED
	[ "$(icinga_show "$1" "$2")" = "$3" ]
}
# The output of the last check, whole.
icinga_output() { # HOST SERVICE
	icinga_attributes "$1" "$2" '"last_check_result"' |
		jq -r '.results[0].attrs.last_check_result.output'
}
# "SERVICE TYPE AUTHOR: TEXT" a line for all of a host, the oldest first; type 1 is a
# comment, 4 acknowledges.
icinga_all_comments() { # HOST
	icinga_api GET '/objects/comments' | jq -r --arg host "$1" '[.results[].attrs |
		select(.host_name == $host)] | sort_by(.entry_time)[] |
		"\(.service_name) \(.entry_type) \(.author): \(.text)"'
}
# The same of one service, without its name.
icinga_comments() { # HOST SERVICE
	icinga_all_comments "$1" | of_service "$2" | grep '^[0-9]'
}
