# SPDX-License-Identifier: MIT
# What the system tests share: a private tenant, the real programs, TAP.
#
#   . "$top_srcdir/tests/system/lib.sh"
#   plan 12
#   sim_start <<EOF            # never at the end of a pipe: it sets variables
#   $(sim_head)
#   user ada@contoso.example sku=ENTERPRISEPACK
#   EOF
#   conf_write; collect_and_check; state_is OK "nobody is in danger"
#
# Everything lives in $work, a short path of its own, and is gone afterwards; every
# process started is ended by its pid.  Nothing here sleeps for luck: wait_for
# polls a condition with a limit.

export LC_ALL=C TZ=UTC
umask 022
unset MAILBOX_EXPIRY_READER_CLIENT_SECRET http_proxy https_proxy no_proxy
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$top_srcdir/.build}"
case :$PATH: in
*":$top_builddir/plugin:"*) ;;
*) PATH=$top_builddir/plugin:$top_builddir/tests/graphsim:$PATH ;;
esac
check_program=${CHECK_PROGRAM:-$(command -v check_mailbox_expiry)}
collect_program=${COLLECT_PROGRAM:-$(command -v mailbox_expiry_collect)}
handle_program=${HANDLE_PROGRAM:-$(command -v handle_mailbox_expiry)}

work=$(mktemp -d /tmp/mbx.XXXXXX) || exit 1
sim_pids=
at_exit=
finish_up() {
	for command in $at_exit; do
		"$command"
	done
	for pid in $sim_pids; do
		kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	done
	# Never into what a test has mounted, whatever it forgot to unmount.
	find "$work" -xdev -type d ! -perm -700 -exec chmod u+rwx {} + 2>/dev/null
	rm -rf --one-file-system "$work"
}
trap finish_up EXIT
trap 'exit 1' HUP INT PIPE TERM

# ---- TAP --------------------------------------------------------------------
test_number=0
test_failures=0
plan() { echo "1..$1"; }
ok() {
	test_number=$((test_number + 1))
	echo "ok $test_number - $*"
}
not_ok() {
	test_number=$((test_number + 1))
	test_failures=$((test_failures + 1))
	echo "not ok $test_number - $*"
	[ -n "${output-}" ] && printf '%s\n' "$output" | head -n 20 |
		cut -c -300 | sed 's/^/# /'
	return 0
}
diagnose() { sed 's/^/# /'; }
# Without a plan up front: print it at the end.
done_testing() { echo "1..$test_number"; }

# is NAME GOT WANTED
is() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		printf '# got:    %s\n# wanted: %s\n' "$2" "$3"
	fi
}
# like NAME TEXT PATTERN(ere)
like() {
	if printf '%s\n' "$2" | grep -Eq -- "$3"; then
		ok "$1"
	else
		not_ok "$1"
		printf '# no match for: %s\n# in: %s\n' "$3" "$2"
	fi
}
unlike() {
	printf '%s\n' "$2" | grep -Eq -- "$3"
	case $? in
	0)
		not_ok "$1"
		printf '# should not match: %s\n# but: %s\n' "$3" "$2"
		;;
	1) ok "$1" ;;
	*) not_ok "$1: no pattern: $3" ;; # else it could never fail
	esac
}
skip_all() {
	if [ -n "${CI-}${REQUIRE_ALL_TESTS-}" ]; then
		echo "Bail out! cannot be skipped here: $*"
		exit 1
	fi
	echo "1..0 # SKIP $*"
	exit 0
}

# wait_for SECONDS COMMAND...
wait_for() {
	limit=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$limit" ] || return 1
		sleep 0.05
	done
}

# A TCP port of the loopback that nobody uses.
free_tcp_port() {
	/usr/bin/python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# ---- the simulated tenant ---------------------------------------------------
sim_dir=$work/sim
tenant_id=11111111-1111-4111-8111-111111111111
client_id=22222222-2222-4222-8222-222222222222
secret=the-readers-secret
all_roles=User.Read.All,LicenseAssignment.Read.All,AuditLog.Read.All,MailboxSettings.Read

# The usual beginning of a scenario: sim_head [ROLES] [NOW]
sim_head() {
	cat <<EOF
now ${2:-2026-03-02T08:00:00Z}
tenant contoso id=$tenant_id domain=contoso.example
app reader client_id=$client_id secret=$secret roles=${1:-$all_roles}
EOF
}

# Scenario on standard input; further arguments go to graphsim.
sim_start() {
	mkdir -p "$sim_dir" && cat >"$sim_dir/scenario" || return 1
	graphsim --dir "$sim_dir" --scenario "$sim_dir/scenario" "$@" \
		>"$sim_dir/out" 2>&1 &
	sim_pid=$!
	sim_pids="$sim_pids $sim_pid"
	if ! wait_for 20 test -s "$sim_dir/url"; then
		diagnose <"$sim_dir/out"
		echo "Bail out! graphsim did not start"
		exit 1
	fi
	sim_url=$(cat "$sim_dir/url")
	sim_admin=$(cat "$sim_dir/plain_url")/admin
}
sim_stop() {
	kill "$sim_pid" && wait "$sim_pid" 2>/dev/null
	sim_pids=${sim_pids% "$sim_pid"}
	rm -f "$sim_dir/url"
	return 0
}
# Commands of the scenario language, one an argument.
sim() {
	for command in "$@"; do
		curl -sS -f --data-binary "$command" "$sim_admin/command" >/dev/null || {
			echo "# graphsim refused: $command"
			return 1
		}
	done
}
# sim_clock +3d | 2026-03-05T08:00:00Z: moves the clock, now=...
sim_clock() {
	[ $# -eq 0 ] || curl -sS -f --data-binary "$1" "$sim_admin/clock" >/dev/null ||
		echo "# graphsim refused the time $1"
	now=$(curl -sS "$sim_admin/clock")
}
sim_requests() { curl -sS "$sim_admin/requests"; }
sim_forget_requests() { curl -sS -X DELETE "$sim_admin/requests" >/dev/null; }
# How many requests whose path begins with $1
sim_count() { sim_requests | grep -o "\"path\":\"$1" | wc -l; }

# ---- the programs under test ------------------------------------------------
state=$work/state
conf=$work/conf
# conf_write [LINE...]: further lines of [tenant contoso]
conf_write() {
	mkdir -p "$state"
	printf '%s\n' "$secret" >"$work/secret"
	chmod 600 "$work/secret"
	{
		cat <<EOF
[defaults]
state_dir = $state
[tenant contoso]
tenant_id = $tenant_id
graph_url = $sim_url
login_url = $sim_url
ca_file = $sim_dir/ca.pem
reader_client_id = $client_id
reader_client_secret_file = $work/secret
EOF
		for line in "$@"; do
			printf '%s\n' "$line"
		done
	} >"$conf"
}
# conf_set LINE...: as conf_write, but a key that is there already is replaced
conf_set() {
	conf_write
	for line in "$@"; do
		awk -v key="${line%% *}" '$1 != key' "$conf" >"$work/conf.less"
		{
			cat "$work/conf.less"
			printf '%s\n' "$line"
		} >"$conf"
	done
}

# Collects at the simulator's time; $code and $output are set.
collect() {
	sim_clock
	output=$("$collect_program" --config "$conf" --at "$now" "$@" 2>"$work/stderr")
	code=$?
}
# Judges at the simulator's time.
check() {
	sim_clock
	output=$("$check_program" --config "$conf" --at "$now" "$@" 2>"$work/stderr")
	code=$?
	first=$(printf '%s\n' "$output" | head -n 1)
}
collect_and_check() {
	collect
	check "$@"
}
# state_is OK|WARNING|CRITICAL|UNKNOWN NAME: exit code and first word agree.
state_is() {
	case $1 in OK) wanted=0 ;; WARNING) wanted=1 ;; CRITICAL) wanted=2 ;; *) wanted=3 ;; esac
	if [ "$code" = "$wanted" ] && [ "${output%%:*}" = "$1" ] && [ ! -s "$work/stderr" ]; then
		ok "$2"
	else
		not_ok "$2"
		echo "# wanted $1, exit $code"
		diagnose <"$work/stderr"
	fi
}
# All that is known but for the attempts to know more.
dump_without_runs() {
	sqlite3 -readonly "$state/contoso.db" .dump |
		grep -v '^INSERT INTO \(run\|sqlite_sequence\) '
}
query() { sqlite3 -readonly "$state/contoso.db" "$1"; }

# judge [OPTION...]: as check, with the JSON report in $report; for `judged`.
report=$work/report.json
judge() {
	check --output-format json "$@"
	printf '%s\n' "$output" >"$report"
	output="$(ask_json "select j->>'state' from report"): as JSON"
}
collect_and_judge() {
	collect
	judge "$@"
}
# ask_json SQL: with the report as table report(j), through SQLite's own JSON.
ask_json() {
	sqlite3 :memory: \
		"create table report as select readfile('$report') as j; $1" 2>&1
}
# judged NAME: "STATE phase cause" of NAME@..., " unconfirmed"; "-": not listed
judged() {
	ask_json "select coalesce((select m.value->>'state' || ' ' ||
		(m.value->>'phase') || ' ' || (m.value->>'cause') ||
		iif(m.value->>'confirmed', '', ' unconfirmed')
		from report, json_each(j, '\$.mailboxes') m
		where m.value->>'upn' glob '*$1@*'), '-')"
}
# told NAME KEY: one value of the report about NAME@...
told() {
	ask_json "select m.value->>'$2' from report,
		json_each(j, '\$.mailboxes') m where m.value->>'upn' glob '*$1@*'"
}
# whole KEY: one value of the report about its first tenant
whole() { ask_json "select j->'\$.tenants[0]'->>'$1' from report"; }
