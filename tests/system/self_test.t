#!/bin/sh
# SPDX-License-Identifier: MIT
# mailbox_expiry_collect --self-test and handle_mailbox_expiry self-test: each thing
# that can be wrong is made wrong once; its line says so, and what to do; the exit
# code follows.  Nothing is written, and nothing collected.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v openssl >/dev/null || skip_all "needs openssl"

# certificate NAME DAYS [OPENSSL-OPTION...]: a key and its certificate
certificate() {
	name=$1 days=$2
	shift 2
	openssl req -x509 -newkey rsa:2048 -noenc -days "$days" -subj "/CN=$name" \
		-keyout "$work/$name.key" -out "$work/$name.pem" "$@" 2>/dev/null
	chmod 600 "$work/$name.key"
	[ -z "$is_root" ] || chown "$owner" "$work/$name.key"
}
certificate mine 3650
certificate other 3650
sim_start <<END
$(sim_head)
$(sim_writer)
app with-certificate client_id=44444444-4444-4444-8444-444444444444 certificate=$work/mine.pem roles=$all_roles
sku ENTERPRISEPACK
user ada@contoso.example sku=ENTERPRISEPACK
END
chmod 755 "$sim_dir"
sim_clock

# ours LINE...: a configuration in which all is well; a line replaces its key
ours() {
	handler_conf "reader_secret_expires = 2026-12-01" "writer_secret_expires = 2026-12-01" "$@"
	[ -z "$is_root" ] || chown "$owner" "$work/secret" "$work/writer-secret"
	chmod 644 "$conf"
}
tested() { # [OPTION...]: as the owner of the state directory
	output=$(as_user "${by:-$owner}" "$collect_program" --config "$conf" --at "$now" \
		--self-test "$@" 2>"$work/stderr" </dev/null)
	code=$?
}
handler_tested() {
	output=$(as_user "${by:-$owner}" "$handle_program" self-test --config "$conf" --at "$now" \
		"$@" 2>"$work/stderr" </dev/null)
	code=$?
}
# found NAME LEVEL WHAT PATTERN [ADVICE]: such a line, and that below it; a FAIL is
# exit 1, and each line of the output has the form it should have.
found() {
	got=$(printf '%s\n' "$output" | awk -v head="$(printf '%-4s  %s: ' "$2" "$3")" '
		index($0, head) == 1 { on = 1; printf "%s", $0; next }
		on && /^      do: / { printf " %s", $0 }
		{ on = 0 }
		END { print "" }')
	like "$1" "$got" "$4${5:+.*      do: .*$5}"
	if [ "$2" = FAIL ] && [ "$code" != 1 ]; then
		not_ok "$1: exit 1, not $code"
	fi
	form=$(printf '%s\n' "$output" |
		grep -vE '^(ok|skip|warn|FAIL) +[^ ].*: |^      do: ')
	[ -z "$form$(cat "$work/stderr")" ] || not_ok "$1: the form of all lines: $form"
}

# ---- all is well -----------------------------------------------------------------
ours
state_new
chmod 750 "$state"
tested
is "before the first run nothing fails" "$code" 0
found "no database yet" skip "contoso database" 'not there before the first run'
found "nor a lock" skip "contoso lock" 'not there before the first run'
is "and there is none afterwards" "$(ls -A "$state")" ""
as_user "$owner" "$collect_program" --config "$conf" --at "$now" >"$work/out" || diagnose <"$work/out"
before=$(cd "$state" && cksum ./* && stat -c '%n %Y %i' ./*)
sim_forget_requests
tested
is "after it all is well" "$code $(printf '%s\n' "$output" | grep -c '^FAIL')" "0 0"
[ -z "$is_root" ] || found "the owner" ok "$state" "belongs to $(id -un "$owner")"
[ -z "$is_root" ] || is "and nothing is even warned of" "$(printf '%s\n' "$output" | grep '^warn')" ""
found "the mode" ok "$state mode" '0750, read by the group'
found "the room" ok "$state room" 'MiB left'
found "the database" ok "contoso database" 'whole, 0 mailboxes, 0 min old'
found "the lock" ok "contoso lock" 'free'
found "the credential" ok "contoso reader: credential" 'secret'
found "its end" ok "contoso reader: secret" 'reader_secret_expires is 2026-12-01'
found "the way to the login" ok "contoso reader: login_url" 'answers'
found "the way to Graph" ok "contoso reader: graph_url" 'answers'
found "the clock" ok "contoso reader: clock" ' s from Microsoft'
found "the token" ok "contoso reader: token" granted
for right in User.Read.All LicenseAssignment.Read.All AuditLog.Read.All MailboxSettings.Read; do
	found "$right" ok "contoso reader: $right" 'answered, and the token lists it'
done
found "no more than that" ok "contoso reader: rights" 'no more than it needs'
found "the writer is the handler's" skip "contoso writer" 'its key is the handler' \
	'handle_mailbox_expiry self-test --tenant contoso'
is "the state is as it was" "$(cd "$state" && cksum ./* && stat -c '%n %Y %i' ./*)" "$before"
is "nothing was sent but a token and a batch of questions" \
	"$(sim_requests | tr '{' '\n' | grep '"method":"\(POST\|PATCH\|DELETE\)"' |
		grep -vc '"path":"[^"]*\(/token\|/\$batch\)"')" 0
as_user "$owner" "$collect_program" --config "$conf" --at "$now" --self-test >/dev/full 2>&1
is "what nobody can read is not fine" "$?" 1
tested --tenant nobody
found "a tenant that is not there" FAIL configuration 'no \[tenant nobody\]' 'name one that is there'
output=$("$collect_program" --self-test --backup "$work" 2>&1)
like "not with --backup" "$?$output" '^3UNKNOWN: --self-test and --backup: one at a time'

# ---- the configuration, the state directory ------------------------------------------
ours "reader_clinet_id = x"
tested
found "an unknown key" FAIL configuration 'line [0-9]+: unknown key.*clinet' 'mailbox-expiry.conf\(5\)'
ours
printf '[tenant fabrikam]\nenabled = no\ntenant_id = %s\n' "$tenant_id" >>"$conf"
tested
unlike "one that is not enabled is nobody's twin" "$output" 'has the tenant_id of'
sed -i '/^enabled = no/d' "$conf"
tested
found "a section that was copied" warn configuration '\[tenant fabrikam\] has the tenant_id of \[tenant contoso\]' \
	'nothing, if both are to watch it; else correct it'
ours
chmod 666 "$conf"
tested
found "a configuration that all may write" FAIL configuration "$conf" 'correct it'
ours
sed -i "s|^state_dir = .*|state_dir = $work/nowhere|" "$conf"
tested
found "no state directory" FAIL state_dir 'No such file' 'install -d -o mailbox-expiry'
ours
chmod 755 "$state"
tested
found "a state directory open to all" warn "$state mode" 0755 'chmod 0750'
is "is a warning" "$code" 0
chmod 700 "$state"
tested
found "one closed to its group" warn "$state mode" 'group .* cannot read it' 'chmod 0750'
chmod 750 "$state"
if [ -n "$is_root" ]; then
	by=$reader
	tested
	by=
	found "somebody who may not write it" FAIL "$state" \
		"belongs to $(id -un "$owner"); user $reader, .* may not write" "su -s /bin/sh $(id -un "$owner")"
	found "whose secret it is not, either" FAIL "contoso reader: credential" \
		'secret' 'chmod 0600'
	chown 0:0 "$state"
	by=0
	tested
	by=
	found "root's own" warn "$state" 'everything runs as root' 'adduser --system'
	chown "$owner:$readers" "$state"
fi

# A file system of its own, nearly full, then read-only.
small=$work/small
mkdir "$small"
if [ -n "$is_root" ] && mount -t tmpfs -o size=64m,mode=750,uid="$owner",gid="$readers" none "$small" 2>/dev/null; then
	unmount_small() { umount -l "$small"; }
	at_exit="$at_exit unmount_small"
	sed -i "s|^state_dir = .*|state_dir = $small|" "$conf"
	tested
	found "little room" warn "$small room" '6[0-9] MiB left' 'make room'
	dd if=/dev/zero of="$small/filler" bs=1M count=60 2>/dev/null
	tested
	found "hardly any" FAIL "$small room" '[0-9] MiB left' 'make room'
	rm "$small/filler"
	mount -o remount,nr_inodes=50 "$small"
	tested
	found "hardly any inodes" FAIL "$small room" '[0-9] inodes left' 'remove files'
	mount -o remount,ro,nr_inodes=50 "$small"
	tested
	found "a read-only file system" FAIL "$small room" 'read-only' 'mount it'
	ours
else
	ok "little room # SKIP no file system can be mounted here"
fi

# ---- databases and locks --------------------------------------------------------------
cp -p "$state/contoso.db" "$work/good.db"
put_back() { cp -p "$work/good.db" "$state/contoso.db"; }
dd if=/dev/urandom of="$state/contoso.db" bs=4096 seek=3 count=2 conv=notrunc 2>/dev/null
tested
found "damage" FAIL "contoso database" 'contoso.db: .*(malformed|damaged|corrupt)' 'put a backup back'
put_back
sqlite3 "$state/contoso.db" 'pragma user_version = 99'
tested
found "a newer version" FAIL "contoso database" 'newer version: upgrade' 'newer version'
put_back
sqlite3 "$state/contoso.db" 'pragma application_id = 7'
tested
found "somebody else's database" FAIL "contoso database" 'another program' 'move it away'
put_back
sqlite3 "$state/contoso.db" 'update tenant set simulated = 0'
tested
found "of the other clock" FAIL "contoso database" 'real data' 'move it out of state_dir'
put_back
sqlite3 "$state/contoso.db" "update run set outcome = 'failed'"
tested
found "no run that ended well" warn "contoso database" 'no run has ended well' 'collect once'
put_back
sqlite3 "$state/contoso.db" "update run set started_at = started_at - 100000"
tested
found "old data" warn "contoso database" '27 h old' 'timer'
put_back
if [ -n "$is_root" ]; then
	chown 0 "$state/contoso.lock"
	chmod 644 "$state/contoso.lock"
	tested
	found "a lock of somebody else's" FAIL "contoso lock" 'lock' 'owner of state_dir'
	chown "$owner" "$state/contoso.lock"
fi
chmod 640 "$state/contoso.lock"
sim 'fault slow delay-ms=1500 path=/v1.0/subscribedSkus'
as_user "$owner" "$collect_program" --config "$conf" --at "$now" >"$work/out" &
pid=$!
is_held() { [ "$(sim_count /v1.0/users)" -gt 0 ] || [ "$(sim_count /v1.0/subscribedSkus)" -gt 0 ]; }
sim_forget_requests
wait_for 5 is_held
tested
found "a lock that is held" ok "contoso lock" 'being collected right now'
wait "$pid"
sim clear-faults

# ---- the timer: as where systemd runs -----------------------------------------------------
mkdir "$work/systemd"
cat >"$work/systemd/systemctl" <<END
#!/bin/sh
echo "\$*" >>$work/systemd/asked
! grep -q "^\$1\$" $work/systemd/no
END
chmod 755 "$work/systemd" "$work/systemd/systemctl"
under_systemd() { # PROGRAM ARGUMENT...
	output=$(unshare -m sh -c "mount -t tmpfs none /run && mkdir -p /run/systemd/system &&
		PATH=$work/systemd:\$PATH exec \"\$@\"" sh "$@" 2>"$work/stderr" </dev/null)
	code=$?
}
: >"$work/systemd/asked"
chmod 666 "$work/systemd/asked"
tested
[ -d /run/systemd/system ] || found "no systemd" skip "contoso timer" 'no systemd here' 'cron'
if [ -n "$is_root" ] && unshare -m mount -t tmpfs none /run 2>/dev/null; then
	: >"$work/systemd/no"
	under_systemd "$collect_program" --config "$conf" --at "$now" --self-test
	found "a timer that runs" ok "contoso timer" 'mailbox-expiry-collect@contoso.timer is enabled and active'
	echo is-active >"$work/systemd/no"
	under_systemd "$collect_program" --config "$conf" --at "$now" --self-test
	found "one that does not" warn "contoso timer" 'is not active' \
		'systemctl enable --now mailbox-expiry-collect@contoso.timer'
	echo is-enabled >"$work/systemd/no"
	under_systemd "$collect_program" --config "$conf" --at "$now" --self-test
	found "one that is not enabled" warn "contoso timer" 'is not enabled' 'systemctl enable --now'
	like "this is what was asked" "$(sort -u "$work/systemd/asked")" \
		'^is-active --quiet -- mailbox-expiry-collect@contoso.timer'
	under_systemd "$handle_program" self-test --config "$conf" --at "$now"
	for unit in handler.path handler.timer reconcile.timer; do
		found "$unit" warn "mailbox-expiry-$unit" 'not enabled' \
			"systemctl enable --now mailbox-expiry-$unit"
	done
	for switch in /tmp/stop /var/tmp/stop /home/op/stop /run/stop; do
		echo "kill_switch = $switch" >>"$conf"
		under_systemd "$handle_program" self-test --config "$conf" --at "$now"
		case $switch in
		/run/*) unlike "a switch that the unit sees" "$output" '^warn +kill_switch' ;;
		/home/*) found "a switch in $switch" warn kill_switch "$switch: .*takes it as set" 'name one elsewhere' ;;
		*) found "a switch in $switch" warn kill_switch "$switch: .*would go on writing" 'name one elsewhere' ;;
		esac
		sed -i '/^kill_switch/d' "$conf"
	done
	: >"$work/systemd/no"
	under_systemd "$handle_program" self-test --config "$conf" --at "$now"
	found "handler.path that runs" ok mailbox-expiry-handler.path 'enabled and active'
	unlike "sync is not asked about where nobody wants it" "$output" sync.timer
	printf '[nagios]\nobjects_file = %s\n' "$work/objects.cfg" >>"$conf"
	echo is-active >"$work/systemd/no"
	under_systemd "$handle_program" self-test --config "$conf" --at "$now"
	found "sync" warn mailbox-expiry-sync.timer 'not active: services of mailboxes' \
		'systemctl enable --now mailbox-expiry-sync.timer'
	ours
else
	ok "a timer # SKIP no name space of its own here"
fi

# ---- the credential ------------------------------------------------------------------
ours "reader_client_secret_file = $work/none"
tested
found "no secret file" FAIL "contoso reader: credential" 'secret file .*/none' 'chmod 0600'
ours
chmod 644 "$work/secret"
tested
found "a secret open to all" FAIL "contoso reader: credential" 'mode 0644' 'chmod 0600'
ours "reader_secret_expires = 2026-03-10"
tested
found "a secret that ends soon" warn "contoso reader: secret" '2026-03-10' 'create a new secret'
ours "reader_secret_expires = 2026-03-01"
tested
found "one that has ended" FAIL "contoso reader: secret" '2026-03-01' 'create a new secret'
ours
sed -i /^reader_secret_expires/d "$conf"
tested
found "one whose end nobody knows" warn "contoso reader: secret" 'is not set' 'portal'
# proof LINE...: by certificate
proof() {
	ours "reader_client_id = 44444444-4444-4444-8444-444444444444" "$@"
	sed -i /^reader_client_secret_file/d "$conf"
}
proof "reader_certificate_file = $work/mine.pem" "reader_key_file = $work/mine.key"
tested
found "a certificate" ok "contoso reader: certificate" 'mine.pem is good until 20'
found "gets in" ok "contoso reader: token" granted
proof "reader_certificate_file = $work/mine.pem" "reader_key_file = $work/other.key"
tested
found "a key of another certificate" FAIL "contoso reader: credential" 'other.key' 'name the right one'
proof "reader_certificate_file = $work/mine.pem" "reader_key_file = $work/mine.key" \
	"reader_secret_expires = 2099-01-01"
tested
found "a certificate that ends before the day that is set" warn "contoso reader: certificate" \
	'before reader_secret_expires \(2099' 'set reader_secret_expires'
at=$now
now=$(date -u -d "+3649 days" +%Y-%m-%dT%H:%M:%SZ)
tested
found "one that ends soon" warn "contoso reader: certificate" 'expires at' 'make a new key'
now=$(date -u -d "+3651 days" +%Y-%m-%dT%H:%M:%SZ)
tested
found "one that has ended" FAIL "contoso reader: certificate" 'expired at' 'upload the certificate'
found "the clock that is ten years ahead" FAIL "contoso reader: clock" 'ahead of Microsoft' NTP
now=$at
ours "reader_client_id ="
sed -i '/^reader_client_id/d' "$conf"
tested
found "nothing to prove it with" FAIL contoso 'reader_client_id' 'set what is missing'

# ---- the way there ------------------------------------------------------------------
ours "login_url = https://localhost:9"
tested
found "no way to the login" FAIL "contoso reader: login_url" 'https://localhost:9: no answer' 'curl -sS .*proxy'
found "Graph is looked at all the same" ok "contoso reader: graph_url" answers
unlike "a token is not" "$output" 'reader: token'
ours "graph_url = https://nowhere.invalid"
tested
found "no such name" FAIL "contoso reader: graph_url" 'nowhere.invalid: no answer' 'firewall'
ours "ca_file = $work/mine.pem"
tested
found "another CA" FAIL "contoso reader: graph_url" 'not secure' 'ca_file'
ours "graph_url = $(echo "$sim_url" | sed s/localhost/0.0.0.0/)"
tested
found "another host name" FAIL "contoso reader: graph_url" 'not secure' 'CA'
ours "proxy = http://127.0.0.1:9"
tested
found "a proxy that is not there" FAIL "contoso reader: login_url" 'no answer' 'set proxy'
ours
sim 'fault clock-skew 60 count=-1'
tested
found "a clock that is off" warn "contoso reader: clock" '(59|60) s behind' NTP
sim clear-faults 'fault clock-skew -400 count=-1'
tested
found "one that is far off" FAIL "contoso reader: clock" '(400|401) s ahead' 'timedatectl'
sim clear-faults
(umask 077 && echo not-the-secret >"$work/wrong")
[ -z "$is_root" ] || chown "$owner" "$work/wrong"
ours "reader_client_secret_file = $work/wrong"
tested
found "a wrong secret" FAIL "contoso reader: token" 'Value, not its Secret ID \(AADSTS7000215\)' 'app registration'
ours "tenant_id = 99999999-9999-4999-8999-999999999999"
tested
found "no such tenant" FAIL "contoso reader: token" 'AADSTS90002' 'configuration'

# ---- rights ------------------------------------------------------------------------------
ours
granted() { sim "app reader roles=$1"; tested; }
granted LicenseAssignment.Read.All,AuditLog.Read.All
found "no User.Read.All" FAIL "contoso reader: User.Read.All" 'not permitted to read users.*nothing works' 'grant it'
found "then no mailbox can be asked about" skip "contoso reader: MailboxSettings.Read" 'no user to ask about'
granted User.Read.All,AuditLog.Read.All,MailboxSettings.Read
found "no LicenseAssignment.Read.All" FAIL "contoso reader: LicenseAssignment.Read.All" 'not permitted' 'grant it'
granted User.Read.All,LicenseAssignment.Read.All
found "no AuditLog.Read.All" warn "contoso reader: AuditLog.Read.All" 'nobody is named' 'grant it'
found "no MailboxSettings.Read" warn "contoso reader: MailboxSettings.Read" 'nothing is confirmed' 'grant it'
is "these are warnings" "$code" 0
ours "audit = no" "probe = no"
tested
found "who does without the audit" skip "contoso reader: AuditLog.Read.All" 'does without'
found "and without the probe" skip "contoso reader: MailboxSettings.Read" 'does without'
ours
granted "$all_roles,User.ReadWrite.All,User.DeleteRestore.All"
found "a reader that may write" warn "contoso reader: rights" \
	'more than it needs: User.ReadWrite.All, User.DeleteRestore.All' 'take them away'
granted Directory.Read.All,AuditLog.Read.All,MailboxSettings.Read
found "a right that includes others" ok "contoso reader: User.Read.All" 'another right'
granted "$all_roles"

# ---- the handler's side --------------------------------------------------------------
handler_tested
found "no inbox yet" warn inbox 'not there before the worker' 'worker --once'
found "nor a worker's lock" skip worker 'not there'
found "no monitoring system" warn monitoring 'none is configured' 'icinga2 NAME'
found "who may" ok "contoso authors" '1 may ask'
found "the writer's token" ok "contoso writer: token" granted
for right in LicenseAssignment.ReadWrite.All User.DeleteRestore.All; do
	found "$right" ok "contoso writer: $right" 'the token lists it'
done
found "rights for what is not configured" warn "contoso writer: rights" \
	'(User.ReadWrite.All, User.EnableDisableAccount.All|User.EnableDisableAccount.All, User.ReadWrite.All)' \
	'take them away'
is "nothing fails" "$code" 0
is "nothing is made" "$(ls "$state")" "contoso.db
contoso.lock"
sim "app writer roles=$all_roles,LicenseAssignment.ReadWrite.All"
ours "block_sign_in = yes" "usage_location = DE"
handler_tested
for right in User.DeleteRestore.All User.EnableDisableAccount.All User.ReadWrite.All; do
	found "no $right" FAIL "contoso writer: $right" 'does not list it' 'grant it'
done
sim "app writer roles=$writer_roles"
ours "authors =" "dry_run = yes"
sed -i /^authors/d "$conf"
handler_tested
found "nobody may" warn "contoso authors" 'nobody may' 'authors = alice'
found "what is not asked for" warn "contoso writer: rights" 'User.ReadWrite.All'
ours
sed -i /^writer_client_id/d "$conf"
handler_tested
found "no writer" FAIL contoso 'writer_client_id' 'set what is missing'
ours
as_user "$owner" "$handle_program" worker --config "$conf" --at "$now" --once >"$work/out" 2>&1
handler_tested
found "an inbox" ok inbox 'may ask'
found "a lock" ok worker 'none is running'
unlike "nothing stops it" "$output" '^[a-zA-Z]+ +(pause|kill_switch|handler.db):'
sqlite3 "$state/handler.db" "insert into pause (tenant, since, author) values ('contoso', 1, 'alice')"
touch "$work/stop"
ours "kill_switch = $work/stop"
handler_tested
found "a pause" warn pause 'contoso is paused' 'handle_mailbox_expiry resume --tenant contoso'
found "a kill switch" warn kill_switch "$work/stop is there" 'remove the file'
ours
sqlite3 "$state/handler.db" "delete from pause; pragma user_version = 99"
handler_tested
found "a journal that cannot be read" FAIL handler.db 'newer version' 'self-test says more'
sqlite3 "$state/handler.db" "pragma user_version = 1"
chmod 3777 "$state/inbox"
handler_tested
found "an inbox open to all" FAIL inbox 'everybody on this host' 'chmod 3770'
chmod 2770 "$state/inbox"
handler_tested
found "one that is not sticky" warn inbox '2770, where 3770' 'chmod 3770'
chmod 3770 "$state/inbox"
tested
found "handler.db" ok handler.db 'whole, 0 requests, 0 releases, 0 mailboxes at work'
if [ -n "$is_root" ]; then
	# As after a backup that root put back.
	chown 0:0 "$state/contoso.db" "$state/handler.db"
	chmod 600 "$state/contoso.db"
	chmod 644 "$state/handler.db"
	tested
	found "one that may not even be read" FAIL "contoso database" 'read access' 'chown it and its'
	chmod 644 "$state/contoso.db"
	tested
	found "a database of root's" FAIL "contoso database" 'whole, but who runs this may not write it' chown
	handler_tested
	found "a journal of root's" FAIL handler.db 'may not write it' chown
	chown "$owner" "$state/contoso.db" "$state/handler.db"
	(umask 077 && : >"$state/contoso.db-journal")
	tested
	found "what root's writing left behind" FAIL "contoso database" 'may not write it' chown
	rm "$state/contoso.db-journal"
	tested
	found "theirs again" ok "contoso database" whole
	chown 0:0 "$state/inbox"
	handler_tested
	found "somebody else's inbox" FAIL inbox 'no right' 'belong to the worker'
	chown "$owner:$readers" "$state/inbox"
	chmod 3770 "$state/inbox"
	chown 0 "$state/handler.lock"
	chmod 600 "$state/handler.lock"
	handler_tested
	found "somebody else's lock" FAIL worker 'lock' 'user of the worker'
	chown "$owner" "$state/handler.lock"
fi

# ---- Icinga and Nagios that are not there, or not right ------------------------------------
(umask 077 && echo secret >"$work/password")
[ -z "$is_root" ] || chown "$owner" "$work/password"
monitored() { # LINE...: these below the configuration
	ours
	printf '%s\n' "$@" >>"$conf"
	handler_tested
}
icinga() { # URL CA [USER]
	monitored "[icinga2 main]" "url = $1" "user = ${3:-nobody}" "password_file = $work/password" "ca_file = $2"
}
icinga https://localhost:9 "$work/mine.pem"
found "no Icinga" FAIL "icinga2 main" 'asking what is permitted' 'feature enable api'
monitored "[icinga2 main]" "url = https://localhost:9" "user = x" "password_file = $work/none"
found "no password" FAIL "icinga2 main" '/none' 'correct the section'
monitored "[nagios]" "command_file = $work/cmd" "status_file = $work/status"
found "no Nagios" FAIL "nagios command_file" 'is Nagios running' 'check_external_commands=1'
found "nor its status" FAIL "nagios status_file" "$work/status" 'let the user of the worker read it'
mkfifo "$work/cmd" && chmod 600 "$work/cmd"
if [ -n "$is_root" ]; then
	monitored "[nagios]" "command_file = $work/cmd"
	found "a pipe of somebody else's" FAIL "nagios command_file" 'Permission denied' 'into the group'
	found "no status_file" warn "nagios status_file" 'not set' 'status_file of nagios.cfg'
	chown "$owner" "$work/cmd"
fi
printf 'info {\n\tcreated=%s\n\tversion=4.4.6\n}\n' "$(date -u -d "$now" +%s)" >"$work/status"
exec 9<>"$work/cmd"
monitored "[nagios]" "command_file = $work/cmd" "status_file = $work/status"
found "a pipe with a reader" ok "nagios command_file" 'is read by Nagios'
found "a status" ok "nagios status_file" '0 of our services acknowledged'
is "nothing was written into the pipe" "$(timeout 0.2 cat <&9)" ""
printf 'info {\n\tcreated=%s\n\tversion=4.4.6\n}\n' "$(date -u -d "$now -1 hour" +%s)" >"$work/status"
monitored "[nagios]" "status_file = $work/status"
found "no command_file" warn "nagios command_file" 'not set' 'command_file of nagios.cfg'
found "an old status" warn "nagios status_file" '3600 s ago' 'Nagios runs'
exec 9>&-
results=$work/results
monitored "[nagios]" "objects_file = $work/objects/mbx.cfg" "check_result_path = $results"
found "no directory for objects" FAIL "nagios objects_file" "$work/objects" 'may write'
found "no directory for results" FAIL "nagios check_result_path" "$results" 'check_result_path of nagios.cfg'
mkdir "$work/objects" "$results"
if [ -n "$is_root" ]; then
	handler_tested
	found "a directory of somebody else's" FAIL "nagios objects_file" 'Permission denied' 'may write'
	found "results of somebody else's" FAIL "nagios check_result_path" 'Permission denied' 'may write'
	chown "$owner" "$work/objects" "$results"
fi
handler_tested
found "they may be written" ok "nagios objects_file" "$work/objects/mbx.cfg"
found "and results put there" ok "nagios check_result_path" "$results"
echo "define host {}" >"$work/objects/mbx.cfg"
handler_tested
found "a file that is not ours" FAIL "nagios objects_file" 'mbx.cfg' 'no other file'
rm -r "$work/objects" "$results"

# ---- a real Icinga 2 ---------------------------------------------------------------------
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"
icinga_handler=/bin/true icinga_checks=no
. "$top_srcdir/tests/system/icinga2.sh"
cat >"$work/users.conf" <<'END'
object ApiUser "nobody" {
  password = "secret"
  permissions = [ "objects/query/Service", "status/query" ]
}
object ApiUser "everybody" {
  password = "secret"
  permissions = [ "objects/query/*", "actions/*" ]
}
END
icinga_start "$work/users.conf" || { echo "Bail out! no Icinga 2"; exit 1; }
cp "$icinga_ca" "$work/icinga-ca.pem"
(umask 077 && cp "$icinga_password_file" "$work/icinga-password")
[ -z "$is_root" ] || chown "$owner" "$work/icinga-password"
monitored "[icinga2 main]" "url = $icinga_url" "user = mailbox-expiry" \
	"password_file = $work/icinga-password" "ca_file = $work/icinga-ca.pem"
found "the user of contrib/" ok "icinga2 main" 'knows us and permits what is needed; 0 of'
icinga "$icinga_url" "$work/icinga-ca.pem" everybody
found "one with wildcards" ok "icinga2 main" 'permits what is needed'
monitored "[icinga2 main]" "url = $icinga_url" "user = mailbox-expiry" "services = yes" \
	"password_file = $work/icinga-password" "ca_file = $work/icinga-ca.pem"
found "also for one service a mailbox" ok "icinga2 main" 'knows us and permits what is needed; 0 of'
monitored "[icinga2 main]" "url = $icinga_url" "user = everybody" "services = yes" \
	"password_file = $work/password" "ca_file = $work/icinga-ca.pem"
found "one who may make, change and remove none" FAIL "icinga2 main" \
	'lacks the permission objects/create/Service.*objects/modify/Service.*objects/delete/Service' 'api-user.conf'
icinga "$icinga_url" "$work/icinga-ca.pem"
found "one that may only look" FAIL "icinga2 main" \
	'lacks the permission objects/query/Comment.*actions/add-comment.*remove-acknowledgement.*reschedule-check' \
	'api-user.conf'
unlike "what it has is not missed" "$got" 'lacks the permission objects/query/Service'
icinga "$icinga_url" "$work/icinga-ca.pem" stranger
found "an unknown user" FAIL "icinga2 main" 'it does not know us' 'ApiUser'
icinga "$icinga_url" "$work/mine.pem" everybody
found "another CA" FAIL "icinga2 main" 'ca_file is the CA of this Icinga' 'correct the section'
icinga "$(echo "$icinga_url" | sed s/localhost/127.0.0.1/)" "$work/icinga-ca.pem" everybody
found "another name" FAIL "icinga2 main" 'host of url is its NodeName' 'correct the section'
is "no secret in all of it" "$(printf '%s\n' "$output" | grep -cF "$secret")" 0
done_testing
