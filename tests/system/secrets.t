#!/bin/sh
# SPDX-License-Identifier: MIT
# Secrets stay where they were put: the whole story is told, what goes wrong in it as
# well, with secrets that occur nowhere else; then they are looked for everywhere.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
# The programs by themselves, so that their processes can be told from others, and
# the collector behind a door that writes down with what it was called.
mkdir -p "$work/bin" "$work/said" "$work/real"
cp "$check_program" "$handle_program" "$work/bin/" || exit 1
cp "$collect_program" "$work/real/" || exit 1
cp "$(command -v sleep)" "$work/bin/sleeper"
cat >"$work/bin/mailbox_expiry_collect" <<EOF
#!/bin/sh
{ tr '\\0' '\\n' </proc/\$\$/cmdline; tr '\\0' '\\n' </proc/\$\$/environ; } \
	>>$work/said/collector.called
exec $work/real/mailbox_expiry_collect "\$@"
EOF
chmod 755 "$work/bin/mailbox_expiry_collect"
check_program=$work/bin/check_mailbox_expiry
handle_program=$work/bin/handle_mailbox_expiry
icinga_handler=$handle_program
. "$top_srcdir/tests/system/icinga2.sh"

draw() { openssl rand -hex 20; }
secret=reader$(draw)
writer_secret=writer$(draw)
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/writer.key" -subj /CN=w \
	-days 30 -out "$work/writer.pem" 2>/dev/null
chmod 600 "$work/writer.key"

ago() { date -u -d "$1 ago" +%Y-%m-%dT%H:%M:%SZ; }
sim_start --clock running <<EOF
$(sim_head "$all_roles" "$(ago '40 days')")
$(sim_writer)
app certified client_id=44444444-4444-4444-8444-444444444444 certificate=$work/writer.pem roles=$writer_roles
sku ENTERPRISEPACK seats=20
$(for name in ada ben cyd dan eve fay gus hal ian; do
	echo "user $name@contoso.example sku=ENTERPRISEPACK location=DE"
done)
EOF
with_icinga() {
	cat >>"$conf" <<EOF
[icinga2 main]
url = ${icinga_url:-https://localhost:0}
$*
ca_file = $icinga_ca
EOF
}
password="user = mailbox-expiry
password_file = $icinga_password_file"
certificate="certificate_file = $icinga_certificate
key_file = $icinga_key"
handler_conf "block_sign_in = no" "cooldown = 0" "max_age = 1"
with_icinga "$password"
sim_clock "$(ago '28 days')"
for name in ada ben cyd dan eve fay gus hal ian; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
sim_clock "$(ago '1 second')"
icinga_start || { echo "Bail out! icinga2 did not start"; exit 1; }
sed -i "s|^url = https://localhost:0|url = $icinga_url|" "$conf"
icinga_set contoso vars.mailbox_expiry_collector "$work/bin/mailbox_expiry_collect"

# Arguments and environment of whatever of ours runs, over and over.
(
	while :; do
		find /proc -maxdepth 2 -name exe \( -lname "$work/bin/*" -o \
			-lname "$work/real/*" \) 2>/dev/null | while read -r exe; do
			echo "$exe"
			tr '\0' '\n' <"${exe%/exe}/cmdline"
			tr '\0' '\n' <"${exe%/exe}/environ"
		done >>"$work/said/processes" 2>/dev/null
	done
) &
sim_pids="$sim_pids $!"
# says COMMAND...: with all that is printed kept
says() {
	output=$("$@" 2>&1 </dev/null)
	code=$?
	printf '%s\n' "$*" "$output" >>"$work/said/output"
}
handle() { says "$handle_program" "$@" --config "$conf"; }

# ---- the story ------------------------------------------------------------------
says "$check_program" --config "$conf" --collector "$work/bin/mailbox_expiry_collect" -v -v
like "collected by the check" "$code $output" '^2 CRITICAL: '
icinga_recheck contoso mailbox-expiry
icinga_is_hard() {
	icinga_is contoso mailbox-expiry "CRITICAL HARD" || {
		icinga_recheck contoso mailbox-expiry
		false
	}
}
wait_for 40 icinga_is_hard
icinga_ack contoso mailbox-expiry alice "a mistake: ada@contoso.example"
is_back() { truth "$1" | grep -q '"state":"connected"'; }
wait_for 30 is_back ada
like "acknowledged, and back" "$(truth ada)" '"state":"connected"'
told() { icinga_comments contoso mailbox-expiry | grep -q 'ada@contoso.example.*back'; }
wait_for 30 told
is "and told" "$?" 0
handle restore --tenant contoso --yes --wait -v --mailbox ben@contoso.example
like "by hand" "$code $output" '^0 '
is_back ben
is "and back" "$?" 0
icinga_ack contoso mailbox-expiry bob "seen #ack" '"sticky":true,"notify":false'
handle reconcile -v
like "reconciled" "$code $output" '^0 1 acknowledged'

no_worker() {
	[ -z "$(find /proc -maxdepth 2 -name exe -lname "$handle_program" 2>/dev/null)" ]
}
wait_for 60 no_worker

# ---- what goes wrong ----------------------------------------------------------------
# From here on a worker that is watched.
by_worker() { # NAME FAULT...
	name=$1
	shift
	sim_clock
	[ $# = 0 ] || sim "$@"
	ask "mailbox $name@contoso.example"
	says "$handle_program" worker --config "$conf" --once -v
	sim clear-faults
}
sim "app writer secret=another" expire-tokens
by_worker cyd
like "a wrong secret" "$output" 'AADSTS7000215|[Ii]nvalid.*secret'
sim "app writer secret=$writer_secret" "app writer roles=$all_roles" expire-tokens
by_worker dan
like "a right that is missing" "$output" 'LicenseAssignment.ReadWrite.All'
sim "app writer roles=$writer_roles" expire-tokens
by_worker eve "fault 401-expired count=-1 path=/v1.0/"
like "a token that is refused" "$output" 'token was refused twice'
sed -i "s|^ca_file = $sim_dir/ca.pem|ca_file = $work/writer.pem|" "$conf"
by_worker fay
like "a server that is not trusted" "$output" '[Cc]ertificate|TLS|SSL'
says "$work/real/mailbox_expiry_collect" --config "$conf" -vv
like "not by the collector either" "$code $output" '^3 .*([Cc]ertificate|TLS|SSL)'
sed -i "s|^ca_file = $work/writer.pem|ca_file = $sim_dir/ca.pem|" "$conf"
echo "not-$(cat "$icinga_password_file")" >"$work/wrong-password"
chmod 600 "$work/wrong-password"
sed -i "s|^password_file = .*|password_file = $work/wrong-password|" "$conf"
handle reconcile -v
like "a wrong password" "$code $output" '^2 .*does not know us: check user and password_file'
# It started a worker for what is left; from here on one that is watched again.
end_workers() {
	for exe in $(find /proc -maxdepth 2 -name exe -lname "$handle_program" 2>/dev/null); do
		exe=${exe#/proc/}
		kill "${exe%/exe}" 2>/dev/null
	done
	wait_for 20 no_worker
}
end_workers
# What proves who we are, half written.
head -c 300 "$work/writer.key" >"$work/half.key"
chmod 600 "$work/half.key"
conf_with_key() { # KEY
	handler_conf "block_sign_in = no" "cooldown = 0" \
		"writer_client_id = 44444444-4444-4444-8444-444444444444" \
		"writer_certificate_file = $work/writer.pem" "writer_key_file = $1"
	sed -i '/^writer_client_secret_file/d' "$conf"
	with_icinga "$certificate"
}
conf_with_key "$work/half.key"
by_worker gus
like "half a key" "$output" 'half.key|key'
conf_with_key "$work/writer.key"
sim_clock
ask "mailbox gus@contoso.example" "force yes"
says timeout 60 "$handle_program" worker --config "$conf" -v
wait_for 5 is_back gus
like "a certificate, with Icinga as well" "$(truth gus)" '"state":"connected"'
handle reconcile -v
like "which takes a certificate, too" "$code $output" '^0 '
end_workers

# ---- secrets in the environment ------------------------------------------------------
# The worker needs both, the collector that it starts one of them.
handler_conf "block_sign_in = no" "cooldown = 0" "verify_timeout = 1h"
sed -i '/_client_secret_file/d' "$conf"
MAILBOX_EXPIRY_READER_CLIENT_SECRET=$secret
MAILBOX_EXPIRY_WRITER_CLIENT_SECRET=$writer_secret
export MAILBOX_EXPIRY_READER_CLIENT_SECRET MAILBOX_EXPIRY_WRITER_CLIENT_SECRET
rm -f "$work/said/collector.called"
ask "mailbox hal@contoso.example" "force yes"
says timeout 60 "$handle_program" worker --config "$conf" -v
unset MAILBOX_EXPIRY_READER_CLIENT_SECRET MAILBOX_EXPIRY_WRITER_CLIENT_SECRET
like "secrets in the environment" "$(truth hal)" '"state":"connected"'
wait_for 10 test -s "$work/said/collector.called"

# Sanitizers would catch the fault, and limit cores by themselves.
export ASAN_OPTIONS="${ASAN_OPTIONS-}:handle_segv=0:handle_abort=0:disable_coredump=0"
sim 'switch provisioning 1h'
ask "mailbox ian@contoso.example" "force yes"
(
	ulimit -c unlimited
	mkdir -p "$work/core" && cd "$work/core" || exit 1
	MAILBOX_EXPIRY_READER_CLIENT_SECRET=$secret \
		MAILBOX_EXPIRY_WRITER_CLIENT_SECRET=$writer_secret \
		exec "$handle_program" worker --config "$conf" -v \
		>>"$work/said/output" 2>&1
) &
worker=$!
sim_pids="$sim_pids $worker"
is_verifying() { ask_handler "select 1 from remedy where state = 'verifying' and
	upn like 'ian@%'" 2>/dev/null | grep -q 1; }
wait_for 20 is_verifying
is "a worker at work" "$?" 0
like "may leave no core" "$(grep 'core file' "/proc/$worker/limits")" ' 0 +0 '
kill -SEGV "$worker"
wait "$worker" 2>/dev/null
is "killed by a fault" "$?" 139
sim_pids=${sim_pids% "$worker"}
is "it leaves none" "$(ls "$work/core")" ""
sim 'switch provisioning 0' 'fault slow delay-ms=3000 count=-1'
(
	ulimit -c unlimited
	cd "$work/core" || exit 1
	MAILBOX_EXPIRY_READER_CLIENT_SECRET=$secret exec \
		"$work/real/mailbox_expiry_collect" --config "$conf" >/dev/null 2>&1
) &
collector=$!
is_set() { grep -q 'core file size *0 *0 ' "/proc/$collector/limits"; }
wait_for 5 is_set
kill -ABRT "$collector"
wait "$collector" 2>/dev/null
is "nor does the collector" "$? $(ls "$work/core")" "134 "
(
	ulimit -c unlimited
	cd "$work/core" && exec "$work/bin/sleeper" 60
) &
sleeper=$!
sleeps() { grep -q sleeper "/proc/$sleeper/cmdline"; }
wait_for 5 sleeps
kill -SEGV "$sleeper"
wait "$sleeper" 2>/dev/null
if [ -n "$(ls "$work/core")" ]; then
	ok "where another program leaves one"
else
	ok "where another program leaves one # SKIP cores go elsewhere here"
fi
sim clear-faults

# ---- what can be asked afterwards ------------------------------------------------------
handle status
handle status --output-format json
handle log
handle log --direct
says "$check_program" --config "$conf" --no-collect -vvv
says "$check_program" --config "$conf" --no-collect --output-format json
icinga_comments contoso mailbox-expiry >"$work/said/comments"
sim_requests >"$work/requests"
for database in contoso handler; do
	sqlite3 -readonly "$state/$database.db" .dump >"$work/said/$database.sql"
done

# ---- the search ------------------------------------------------------------------------
icinga_password=$(cat "$icinga_password_file")
{
	printf '%s\n' "$secret" "$writer_secret" "$icinga_password"
	sed -n 3,5p "$work/writer.key"
	sed -n 2p "$icinga_key"
	# As they travel; without the end, which depends on what comes behind.
	for text in "$secret" "$writer_secret" "mailbox-expiry:$icinga_password"; do
		printf %s "$text" | openssl base64 -A | cut -c -24
		echo
	done
	echo 'PRIVATE KEY'
	echo 'client_secret='
	echo 'Bearer e'
	echo 'eyJ0eXAi'
	echo 'eyJhbGci'
} | grep . >"$work/patterns"
# Where a secret may have gone, but for where it was put.
places="$state $work/said $work/core $icinga_dir/log $icinga_dir/spool
	$icinga_dir/console.log"
# The secrets that the environment of the worker was given are of our doing.
search() {
	sed -i '/^MAILBOX_EXPIRY_[A-Z]*_CLIENT_SECRET=/d' "$work/said/processes"
	# shellcheck disable=SC2086
	grep -raF -l -f "$work/patterns" $places 2>/dev/null
}
like "the search knows what to look for" "$(wc -l <"$work/patterns")" '^1[0-9]$'
like "and has where: the processes" "$(cat "$work/said/processes")" '^worker$'
like "the collector that the worker started" "$(cat "$work/said/collector.called")" \
	'^--lock-inherited$'
like "the output" "$(cat "$work/said/output")" 'AADSTS'
like "the log of Icinga" "$(grep -r 'mailbox-expiry' "$icinga_log")" .
like "the tokens, of which there were some" "$(grep -c '/token"' "$work/requests")" '^[1-9]'
is "the secret of the writer is not handed on to the collector" \
	"$(grep -c WRITER_CLIENT_SECRET "$work/said/collector.called")" 0
is "while that of the reader is, as it has to be" \
	"$(grep -c READER_CLIENT_SECRET "$work/said/collector.called" | sed 's/[1-9].*/some/')" some
sed -i '/^MAILBOX_EXPIRY_READER_CLIENT_SECRET=/d' "$work/said/collector.called"
is "no secret anywhere" "$(search)" ""

# ---- and that it would be found -----------------------------------------------------------
sqlite3 "$state/handler.db" "insert into paused values ('$writer_secret', 1, '')" 2>/dev/null ||
	sqlite3 "$state/handler.db" "create table planted as select '$writer_secret' as x"
like "one in the database is found" "$(search)" 'handler.db'
"$work/bin/sleeper" 30 2>/dev/null &
sleeper=$!
PLANTED=$icinga_password "$work/bin/sleeper" 30 &
planted=$!
is_seen() { grep -q "^PLANTED=" "$work/said/processes"; }
wait_for 10 is_seen
kill "$sleeper" "$planted"
like "and one in an environment" "$(search)" 'said/processes'
done_testing
