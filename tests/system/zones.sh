# SPDX-License-Identifier: MIT
# contrib/icinga2-zones as three real, private Icinga 2: a master and two satellites,
# each with a directory of its own for Icinga and for us.  Sourced behind lib.sh,
# handler.sh and icinga2.sh, whose words then are about the master; `at sat1 WORD...`
# says one to a satellite.
#
#   zones_prepare               # directories and certificates: $work/NODE
#   zones_start master FILE...  # FILEs: more for zones.d/sat1, zones.d/sat2
#   zones_start sat1; zones_start sat2
#   zones_stop sat1 [SIGNAL]
#
# The master is called localhost, because what is asked by its name has to resolve.

zones_nodes="master sat1 sat2"
zones=$top_srcdir/contrib/icinga2-zones
at_exit="${at_exit-} zones_end"

zones_name() { # NODE: as its certificate says
	case $1 in
	master) echo localhost ;;
	*) echo "$1.example" ;;
	esac
}
# The one it has by now: a satellite that was sent configuration listens anew.
zones_port() { # NODE
	sed -n "s/.*Started new listener on '\[127.0.0.1\]:\([0-9]*\)'.*/\1/p" \
		"$work/$1/icinga/console.log" 2>/dev/null | tail -n 1
}
# Which node the words of icinga2.sh are about.
zones_at() { # NODE
	icinga_dir=$work/$1/icinga
	icinga_ca=$work/ca/ca.crt
	icinga_url=https://localhost:$(zones_port "$1")
}
at() { # NODE WORD ARGUMENT...
	zones_at "$1"
	shift
	"$@"
	zones_result=$?
	zones_at master
	return $zones_result
}

# ---- directories ------------------------------------------------------------------
# What handler.conf runs: the handler, and a line for each time.
zones_handler() { # NODE
	cat >"$work/$1/handler" <<EOF
#!/bin/sh
output=\$("$handle_program" "\$@" 2>&1)
code=\$?
printf '%s %s\n' "\$code" "\$output \$*" >>"$work/$1/handled"
exit \$code
EOF
	chmod 755 "$work/$1/handler"
	: >"$work/$1/handled"
}
zones_prepare() {
	icinga_new_ca "$work/ca" || return 1
	for node in $zones_nodes; do
		mkdir -p "$work/$node/icinga" && (
			cd "$work/$node/icinga" || exit 1
			mkdir -p etc/zones.d log cache spool run data/certs \
				data/certificate-requests data/api/zones \
				data/api/packages data/api/zones-stage &&
				cp "$work/ca/ca.crt" data/certs/ &&
				icinga_new_certificate "$work/ca" \
					"$(zones_name "$node")" \
					"data/certs/$(zones_name "$node")" \
					",DNS:localhost"
		) || return 1
		[ "$node" = master ] && continue
		mkdir -p "$work/$node/state" && zones_handler "$node" &&
			icinga_new_certificate "$work/ca" \
				"mailbox-expiry-$node" "$work/$node/client" || return 1
	done
	zones_at master
}

# ---- configuration ------------------------------------------------------------------
# As in our files, but for where the master is.
zones_place() { # FILE
	sed "s|master\.example|localhost|
		s|host = \"localhost\"|host = \"127.0.0.1\"; port = \"$(zones_port master)\"|" "$1"
}
zones_configure() { # NODE
	cat <<EOF
const NodeName = "$(zones_name "$1")"
const ZoneName = "$1"
const TicketSalt = ""
const PluginDir = "$top_builddir/plugin"
include <itl>
object IcingaApplication "app" { }
object CheckerComponent "checker" { }
object NotificationComponent "notification" { }
object FileLogger "main-log" {
  severity = "information"
  path = "$work/$1/icinga/log/icinga2.log"
}
object ApiListener "api" {
  bind_host = "127.0.0.1"
  bind_port = "$([ "$1" = master ] && zones_port master | grep . || echo 0)"
  accept_config = $([ "$1" = master ] && echo false || echo true)
  accept_commands = $([ "$1" = master ] && echo false || echo true)
}
object ApiUser "root" {
  password = "root"
  permissions = [ "*" ]
}
include "zones.conf"
EOF
	case $1 in
	master) echo 'include "api-users.conf"' ;;
	*)
		cat <<EOF
const MailboxExpiryConfig = "$work/$1/conf"
const MailboxExpiryHandler = "$work/$1/handler"
include "handler.conf"
EOF
		;;
	esac
}
zones_write() { # NODE [FILE...]: a FILE sat1-more.conf goes to zones.d/sat1
	zones_etc=$work/$1/icinga/etc
	zones_configure "$1" >"$zones_etc/icinga2.conf"
	case $1 in
	master)
		zones_place "$zones/master/zones.conf" >"$zones_etc/zones.conf"
		cp "$zones/master/api-users.conf" "$zones_etc/"
		cp -R "$zones/master/zones.d" "$zones_etc/"
		mkdir -p "$zones_etc/zones.d/mailbox-expiry"
		cp "$top_srcdir/contrib/icinga2/check.conf" \
			"$zones_etc/zones.d/mailbox-expiry/"
		shift
		for file; do
			to=${file##*/}
			cp "$file" "$zones_etc/zones.d/${to%%-*}/"
		done
		chmod -R u+w "$zones_etc"
		;;
	*)
		zones_place "$zones/satellite/zones.conf" >"$zones_etc/zones.conf"
		cp "$top_srcdir/contrib/icinga2/handler.conf" "$zones_etc/"
		;;
	esac
}
# zones_conf NODE TENANT ID: our configuration there; credentials named for the tenant
zones_conf() {
	for app in reader writer; do
		(umask 077 && echo "$2-$app-secret" >"$work/$1/$app")
	done
	cat >"$work/$1/conf" <<EOF
[defaults]
state_dir = $work/$1/state
graph_url = $sim_url
login_url = $sim_url
ca_file = $sim_dir/ca.pem
authors = alice bob
max_per_hour = 200
[tenant $2]
tenant_id = $3
reader_client_id = $client_id
reader_client_secret_file = $work/$1/reader
writer_client_id = $writer_id
writer_client_secret_file = $work/$1/writer
[icinga2 master]
url = https://localhost:$(zones_port master)
certificate_file = $work/$1/client.crt
key_file = $work/$1/client.key
ca_file = $work/ca/ca.crt
EOF
}

# ---- start and stop -----------------------------------------------------------------
zones_listens() { # NODE
	kill -0 "$(cat "$work/$1/pid")" 2>/dev/null || return 0
	[ -n "$(zones_port "$1")" ] || return 1
	at "$1" icinga_api GET / | grep -q results
}
zones_start() { # NODE [FILE...]
	zones_write "$@" || return 1
	zones_at "$1"
	: >"$icinga_dir/console.log"
	(icinga_run) >"$icinga_dir/console.log" 2>&1 &
	echo $! >"$work/$1/pid"
	zones_at master
	if ! wait_for 60 zones_listens "$1" || ! kill -0 "$(cat "$work/$1/pid")"; then
		tail -n 20 "$work/$1/icinga/console.log" | diagnose
		return 1
	fi
}
# Icinga's own children, too: KILL leaves them to themselves.
zones_stop() { # NODE [SIGNAL]
	zones_pid=$(cat "$work/$1/pid" 2>/dev/null) || return 0
	zones_children=$(zones_below "$zones_pid")
	# shellcheck disable=SC2086
	if [ "${2-TERM}" = KILL ]; then
		kill -KILL "$zones_pid" $zones_children 2>/dev/null
	else
		kill "-${2-TERM}" "$zones_pid" 2>/dev/null
	fi
	wait "$zones_pid" 2>/dev/null
	rm -f "$work/$1/pid"
}
zones_below() { # PID: its descendants
	for zones_child in $(cat "/proc/$1/task/"*/children 2>/dev/null); do
		echo "$zones_child"
		zones_below "$zones_child"
	done
}
zones_end() {
	for node in sat1 sat2 master; do
		zones_stop "$node"
	done
}

# ---- seeing -------------------------------------------------------------------------
zones_connected() { # SATELLITE yes|no
	[ "$(icinga_api GET "/objects/endpoints/$(zones_name "$1")?attrs=connected" |
		jq -r '.results[0].attrs.connected')" = "$([ "$2" = yes ] && echo true || echo false)" ]
}
# "CRITICAL HARD... by NODE", as the master knows it
zones_shows() { # HOST SERVICE
	echo "$(icinga_show "$1" "$2") by $(icinga_attributes "$1" "$2" '"last_check_result"' |
		jq -r '.results[0].attrs.last_check_result.check_source')"
}
zones_show() { # HOST SERVICE WANTED
	[ "$(zones_shows "$1" "$2")" = "$3" ]
}
