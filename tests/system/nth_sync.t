#!/bin/sh
# SPDX-License-Identifier: MIT
# One call of "handle_mailbox_expiry sync" fails, whichever: the file of objects is the
# old one or the new one, whole, and the next run makes up for what is missing: Nagios
# has read in the end what is there.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
. "$top_srcdir/tests/system/nth.sh"

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=9
$(for name in ada ben cyd; do
	echo "user $name@contoso.example name=\"$name Example\" sku=ENTERPRISEPACK"
done)
EOF
handler_conf "min_age = 0"
collect
for name in ada ben; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
sim_clock +28d
collect

objects=$work/mailboxes.cfg spool=$work/spool
mkdir "$spool"
# What Nagios reads when it is told to.
cat >"$work/reload" <<EOF
#!/bin/sh
exec cp "$objects" "$work/read"
EOF
chmod 755 "$work/reload"
cat >>"$conf" <<EOF
[nagios]
objects_file = $objects
check_result_path = $spool
verify_command = /bin/true
reload_command = $work/reload
EOF
sync_again() { "$handle_program" sync --config "$conf" --at "$now" 2>&1; }
# Of three services one goes, one comes and one stays.
: >"$objects"
sync_again >"$work/out" || diagnose <"$work/out"
cp "$objects" "$work/first"
sim "remove-license cyd@contoso.example by=admin@contoso.example" \
	"assign-license ada@contoso.example ENTERPRISEPACK by=admin@contoso.example"
sim_clock +2d
collect
syncing_begin() {
	cp "$work/first" "$objects"
	cp "$work/first" "$work/read"
	rm -f "$state/sync.reload-due"
	find "$spool" -mindepth 1 -delete
}
syncing_act() { disturbed "$handle_program" sync --config "$conf" --at "$now"; }
syncing_learn() {
	cp "$objects" "$work/second"
	is "undisturbed the file changes, and is read" \
		"$code $(cmp -s "$work/first" "$work/second" && echo same) $(cmp "$work/second" "$work/read")" "0  "
}
syncing_judge() {
	ended 0 1 2
	cmp -s "$objects" "$work/second" || cmp -s "$objects" "$work/first" || echo "half a file"
	[ "$code" != 0 ] || cmp "$work/second" "$work/read" || echo "exit 0, and it is not read"
	[ "$code" = 0 ] || [ "$code" -ge 134 ] || [ -s "$work/stderr" ] || echo "does not say why"
	for file in "$spool"/*.ok; do
		[ ! -e "$file" ] || [ -s "${file%.ok}" ] || echo "a result that is none: $file"
	done
	was_output=$output
	output=$(sync_again) || echo "the next one: $output"
	cmp "$objects" "$work/second" || echo "not even by the next one"
	cmp "$objects" "$work/read" || echo "Nagios has not read it, nor will it"
	[ ! -e "$state/sync.reload-due" ] || echo "it is due for ever"
	output=$was_output
}
if [ -n "${FULL-}" ]; then
	sweep_all syncing
	sweep syncing processes EAGAIN
	sweep syncing processes EMFILE
else
	sweep syncing changes ENOSPC
	sweep syncing processes EAGAIN
fi
done_testing
