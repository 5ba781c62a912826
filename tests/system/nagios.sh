# SPDX-License-Identifier: MIT
# A private, real Nagios 4 that loads contrib/nagios unchanged.  For the tests and
# for contrib/demo: nothing in here prints TAP.
#
#   work=...; top_srcdir=...; . "$top_srcdir/tests/system/nagios.sh"
#   nagios_start [FILE...]       # FILEs: further objects
#   nagios_hard contoso mailbox-expiry 2 "2 mailboxes"
#   nagios_ack contoso mailbox-expiry alice "bring it back"
#   nagios_show contoso mailbox-expiry      # CRITICAL HARD acknowledged
#   nagios_stop
#
# Set what differs before nagios_start; $nagios_pipe and $nagios_status then are its
# command file and status.dat.

: "${nagios_dir:=$work/nagios}"             # short: a socket lives in it
: "${nagios_config:=$work/conf}"            # what check and handler are given
: "${nagios_plugins:=$top_builddir/plugin}" # where check_mailbox_expiry is
: "${nagios_handler:=$top_builddir/plugin/handle_mailbox_expiry}"
: "${nagios_as=}"                           # a user to run as, when we are root
: "${nagios_checks:=yes}"                   # no: nothing is checked but by nagios_result
: "${nagios_environment:=1}"                # enable_environment_macros
: "${nagios_program:=nagios4}"
nagios_pid=
nagios_pipe=$nagios_dir/rw/nagios.cmd
nagios_status=$nagios_dir/var/status.dat
nagios_log=$nagios_dir/nagios.log
# lib.sh runs these when a test ends.
at_exit="${at_exit-} nagios_stop"

command -v wait_for >/dev/null || wait_for() { # SECONDS COMMAND...
	limit=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$limit" ] || return 1
		sleep 0.05
	done
}

# ---- start and stop -----------------------------------------------------------
nagios_configure() { # FILE...
	as=${nagios_as:-$(id -un)}
	checks=1
	[ "$nagios_checks" != no ] || checks=0
	cat <<EOF
log_file=$nagios_log
cfg_file=$nagios_dir/site.cfg
EOF
	for file in "$top_srcdir"/contrib/nagios/*.cfg "$@"; do
		printf 'cfg_file=%s\n' "$file"
	done
	cat <<EOF
resource_file=$nagios_dir/resource.cfg
object_cache_file=$nagios_dir/var/objects.cache
precached_object_file=$nagios_dir/var/objects.precache
status_file=$nagios_status
status_update_interval=1
state_retention_file=$nagios_dir/var/retention.dat
retain_state_information=1
use_retained_program_state=0
nagios_user=$as
nagios_group=$(id -gn "$as")
lock_file=$nagios_dir/nagios.pid
temp_file=$nagios_dir/var/nagios.tmp
temp_path=$nagios_dir/tmp
check_result_path=$nagios_dir/var/checkresults
query_socket=$nagios_dir/var/nagios.qh
command_file=$nagios_pipe
check_external_commands=1
check_result_reaper_frequency=1
service_freshness_check_interval=1
additional_freshness_latency=0
service_inter_check_delay_method=n
host_inter_check_delay_method=n
max_service_check_spread=1
max_host_check_spread=1
sleep_time=0.1
check_workers=2
enable_notifications=1
enable_event_handlers=1
execute_service_checks=$checks
accept_passive_service_checks=1
enable_environment_macros=$nagios_environment
log_notifications=1
log_event_handlers=1
log_external_commands=1
use_syslog=0
check_for_updates=0
log_rotation_method=n
illegal_object_name_chars=\`~!\$%^&*|'"<>?,()=
illegal_macro_output_chars=\`~\$&|'"<>
EOF
}

# What a site has of its own.
nagios_site() {
	cat <<'EOF'
define timeperiod {
	timeperiod_name 24x7
	alias           always
	sunday          00:00-24:00
	monday          00:00-24:00
	tuesday         00:00-24:00
	wednesday       00:00-24:00
	thursday        00:00-24:00
	friday          00:00-24:00
	saturday        00:00-24:00
}
define command {
	command_name    notify-nobody
	command_line    /bin/true
}
define contact {
	contact_name                    admin
	service_notification_period     24x7
	host_notification_period        24x7
	service_notification_options    w,u,c,r
	host_notification_options       d,u,r
	service_notification_commands   notify-nobody
	host_notification_commands      notify-nobody
}
define contactgroup {
	contactgroup_name       admins
	members                 admin
}
EOF
}

nagios_prepare() { # FILE...
	(
		umask 022
		cd "$nagios_dir" || exit 1
		mkdir -p var/checkresults rw tmp || exit 1
		nagios_configure "$@" >nagios.cfg
		nagios_site >site.cfg
		# shellcheck disable=SC2016
		printf '$USER%s$=%s\n' 1 "$nagios_plugins" 11 "$nagios_config" \
			12 "$nagios_handler" >resource.cfg
	)
}

nagios_run() { # ARGUMENT...
	set -- "$nagios_program" "$@" "$nagios_dir/nagios.cfg"
	if [ -n "$nagios_as" ]; then
		exec setpriv --reuid="$nagios_as" --regid="$(id -g "$nagios_as")" \
			--clear-groups env HOME="$nagios_dir" "$@"
	fi
	exec "$@"
}

nagios_listens() {
	kill -0 "$nagios_pid" 2>/dev/null || return 0
	[ -p "$nagios_pipe" ] && [ -s "$nagios_status" ]
}

nagios_start() { # FILE...
	mkdir -p "$nagios_dir" && nagios_prepare "$@" || return 1
	rm -f "$nagios_status" "$nagios_pipe"
	if [ -n "$nagios_as" ]; then
		chmod a+x "$work" && chown -R "$nagios_as:" "$nagios_dir" || return 1
	fi
	(nagios_run) >"$nagios_dir/console.log" 2>&1 &
	nagios_pid=$!
	if ! wait_for 60 nagios_listens || ! kill -0 "$nagios_pid" 2>/dev/null; then
		grep -E 'Error|Warning' "$nagios_dir/console.log" |
			head -n 20 | sed 's/^/# nagios: /' >&2
		nagios_stop
		return 1
	fi
}
nagios_is_gone() { # PID
	! kill -0 "$1" 2>/dev/null || grep -qs ') Z ' "/proc/$1/stat"
}
# Its workers take a second longer than it does.
nagios_stop() {
	[ -n "$nagios_pid" ] || return 0
	workers=$(cat "/proc/$nagios_pid/task/$nagios_pid/children" 2>/dev/null)
	kill "$nagios_pid" 2>/dev/null && wait "$nagios_pid" 2>/dev/null
	for worker in $workers; do
		wait_for 10 nagios_is_gone "$worker"
	done
	nagios_pid=
}
# Acknowledgements outlive it, in retention.dat.
nagios_restart() { # FILE...
	nagios_stop
	nagios_start "$@"
}

# ---- external commands -----------------------------------------------------------
# nagios_command NAME;ARGUMENT;...
nagios_command() {
	printf '[%s] %s\n' "$(date +%s)" "$1" >"$nagios_pipe"
}
# A result as if the check had run: exit code and output.
nagios_result() { # HOST SERVICE CODE OUTPUT
	nagios_command "PROCESS_SERVICE_CHECK_RESULT;$1;$2;$3;$4"
}
# Twice makes a state HARD.
nagios_hard() { # HOST SERVICE CODE OUTPUT
	nagios_result "$@" && nagios_result "$@"
}
# Runs the check itself, now.
nagios_recheck() { # HOST SERVICE
	nagios_command "SCHEDULE_FORCED_SVC_CHECK;$1;$2;$(date +%s)"
}
# The same of all services of a host.
nagios_recheck_all() { # HOST
	nagios_command "SCHEDULE_FORCED_HOST_SVC_CHECKS;$1;$(date +%s)"
}
# FLAGS: sticky;notify;persistent, "2;1;1" unless given
nagios_ack() { # HOST SERVICE AUTHOR COMMENT [FLAGS]
	nagios_command "ACKNOWLEDGE_SVC_PROBLEM;$1;$2;${5:-2;1;1};$3;$4"
}
nagios_unack() { # HOST SERVICE
	nagios_command "REMOVE_SVC_ACKNOWLEDGEMENT;$1;$2"
}
nagios_downtime() { # HOST SERVICE SECONDS
	nagios_command "SCHEDULE_SVC_DOWNTIME;$1;$2;$(date +%s);$(($(date +%s) + $3));1;0;0;root;x"
}

# ---- status.dat: a second old at most ----------------------------------------------
nagios_block() { # KIND HOST SERVICE
	awk -v kind="$1 {" -v host="$2" -v service="$3" '
		$0 == kind { text = ""; on = 1; h = s = 0; next }
		on && /^\t}/ { if (h && s) printf "%s", text; on = 0 }
		on { sub(/^\t/, ""); text = text $0 "\n"
			if ($0 == "host_name=" host) h = 1
			if ($0 == "service_description=" service) s = 1 }
	' "$nagios_status"
}
nagios_get() { # HOST SERVICE KEY
	nagios_block servicestatus "$1" "$2" | sed -n "s/^$3=//p"
}
# What lines say behind the name of a service, which may hold anything.
of_service() { # SERVICE
	NAME="$1 " awk 'index($0, ENVIRON["NAME"]) == 1 {
		print substr($0, length(ENVIRON["NAME"]) + 1) }'
}
# "SERVICE CRITICAL HARD" a line for each service of a host, with " acknowledged"
# and " downtime" as it is.
nagios_list() { # HOST
	awk -F= -v host="$1" '
		$0 == "servicestatus {" { split("", v); on = 1; next }
		!on { next }
		!/^\t}/ { v[substr($1, 2)] = $2; next }
		{ on = 0 }
		v["host_name"] == host {
			split("OK WARNING CRITICAL UNKNOWN", state, " ")
			print v["service_description"], v["has_been_checked"] + 0 ? \
				state[v["current_state"] + 1] \
				(v["state_type"] + 0 ? " HARD" : " SOFT") \
				(v["problem_has_been_acknowledged"] + 0 ? " acknowledged" : "") \
				(v["scheduled_downtime_depth"] + 0 ? " downtime" : "") : "PENDING"
		}
	' "$nagios_status"
}
# The same of one service, without its name.
nagios_show() { # HOST SERVICE
	nagios_list "$1" | of_service "$2"
}
nagios_is() { # HOST SERVICE WANTED
	[ "$(nagios_show "$1" "$2")" = "$3" ]
}
# The first line of the output of the last check.
nagios_output() { # HOST SERVICE
	nagios_get "$1" "$2" plugin_output
}
# "SERVICE TYPE AUTHOR: TEXT" a line for all of a host, the oldest first; type 1 is a
# comment, 4 acknowledges.
nagios_all_comments() { # HOST
	awk -v host="$1" '
		$0 == "servicecomment {" { split("", v); on = 1; next }
		!on { next }
		!/^\t}/ { key = $0; sub(/=.*/, "", key); value = $0
			sub(/^[^=]*=/, "", value); v[substr(key, 2)] = value; next }
		{ on = 0 }
		v["host_name"] == host { print v["service_description"], v["entry_type"],
			v["author"] ": " v["comment_data"] }
	' "$nagios_status"
}
# The same of one service, without its name.
nagios_comments() { # HOST SERVICE
	nagios_all_comments "$1" | of_service "$2" | grep '^[0-9]'
}
