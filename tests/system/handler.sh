# SPDX-License-Identifier: MIT
# What the tests of the worker share: a tenant with a writer, requests, what became
# of them.  Source it after lib.sh.
#
#   sim_start <<EOF
#   $(sim_head)
#   $(sim_writer)
#   ...
#   EOF
#   handler_conf "verify_timeout = 1h"
#   collect; ask "mailbox ada@contoso.example"; work; like ... "$(remedy ada)" ...

writer_id=33333333-3333-4333-8333-333333333333
writer_secret=the-writers-secret
writer_roles=$all_roles,LicenseAssignment.ReadWrite.All,User.DeleteRestore.All,User.EnableDisableAccount.All,User.ReadWrite.All

# sim_writer [ROLES]: the second app registration
sim_writer() {
	echo "app writer client_id=$writer_id secret=$writer_secret roles=${1:-$writer_roles}"
}
# handler_conf [LINE...]: a configuration with a writer
handler_conf() {
	mkdir -p "$state"
	printf '%s\n' "$writer_secret" >"$work/writer-secret"
	chmod 600 "$work/writer-secret"
	conf_set "writer_client_id = $writer_id" \
		"writer_client_secret_file = $work/writer-secret" \
		"min_age = 0" "authors = *" "$@"
}
# ask [LINE...]: restoring by hand, one "key value" line an argument
ask() {
	sim_clock
	mkdir -p "$state/inbox"
	asked=$((${asked-0} + 1))
	{
		echo "mailbox-expiry-request 1"
		echo "kind restore"
		echo "system hand"
		echo "tenant contoso"
		echo "made_at $(date -u -d "$now" +%s)"
		for line in "$@"; do
			printf '%s\n' "$line"
		done
	} >"$state/inbox/.$asked"
	mv "$state/inbox/.$asked" "$state/inbox/00000000-0000-4000-8000-$(printf %012d "$asked")"
}
# work [OPTION...]: what is due at the simulator's time; $code and $output are set.
work() {
	sim_clock
	output=$("$handle_program" worker --config "$conf" --at "$now" --once -v "$@" 2>&1)
	code=$?
}
# work_for SECONDS...: once, then again after each of these
work_for() {
	work
	for seconds in "$@"; do
		[ "$code" = 0 ] || return
		sim_clock "+${seconds}s"
		work
	done
}
ask_handler() { sqlite3 -readonly -cmd '.timeout 5000' "$state/handler.db" "$1"; }
# remedy NAME: "STATE: REASON" of the newest about NAME@...
remedy() {
	ask_handler "select state || ': ' || coalesce(reason, '') from remedy
		where upn like '$1@%' order by id desc limit 1"
}
# writes_of NAME: what the journal says was written for NAME@..., in order
writes_of() {
	ask_handler "select group_concat(text, ' | ') from (select j.text
		from journal j join remedy r on r.id = j.remedy
		where j.kind = 'answer' and r.upn like '$1@%' order by j.id)"
}
# written PATTERN: how many requests of the writer's, in parts or by themselves,
# whose path matches were answered or not
written() {
	sim_requests | tr '{' '\n' | grep '"method":"\(POST\|PATCH\)"' |
		grep -v '"path":"[^"]*\(/token\|/\$batch\)"' | grep -c "\"path\":\"[^\"]*$1"
}
truth() { # NAME: what the simulator knows of a mailbox
	curl -sS "$sim_admin/truth?upn=$1@contoso.example"
}

# A worker that starts no collector afterwards: there is none beside it.
handler_alone() {
	mkdir -p "$work/alone"
	cp "$handle_program" "$work/alone/" || exit 1
	handle_program=$work/alone/handle_mailbox_expiry
}
