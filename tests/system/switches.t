#!/bin/sh
# SPDX-License-Identifier: MIT
# What nobody documents of the real service, in every position we can think of: one
# tenant for each row of switches, all living the same forty days, looked at twice a
# day.  The simulator knows the truth; what the check said is compared with it.
#
# EXHAUSTIVE=1 takes every combination of the first eight switches (half an hour),
# SHORT=1 the first five rows of the pairs.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
plan 13

# NAME VALUE...: every two values of two switches meet in some row.
cat >"$work/switches" <<'EOF'
assigned-date-moves yes no null
filter ok empty partial refused
deleted-shows-plans as-they-were deleted none
deleted-shows-licenses yes no
probe-lag 0 6h
restore-licenses yes no
index-lag 0 30m
audit yes no
odata-count yes no
audit-detail update-user change-license none
audit-lag 0 30m
duplicate-plans no yes
provisioning 0 30m
fraction-digits 0 random
nextlink-last no yes
pretty no yes
escapes no yes
empty-pages no yes
page-size 999 2
batch-order reversed as-asked
locked-out yes no
inner-error innerError innererror
EOF
if [ -n "${EXHAUSTIVE-}" ]; then
	head -n 8 "$work/switches" | awk '
		{ count = split($0, w, " "); rows = NR == 1 ? 1 : total; next_total = 0
		  for (i = 1; i <= rows; i++) for (k = 2; k <= count; k++)
			out[++next_total] = (NR == 1 ? "" : row[i] " ") w[1] "=" w[k]
		  for (i = 1; i <= next_total; i++) row[i] = out[i]
		  total = next_total }
		END { for (i = 1; i <= total; i++) print row[i] }' >"$work/rows"
else
	awk -f "$top_srcdir/tests/system/pairs.awk" "$work/switches" |
		if [ -n "${SHORT-}" ]; then head -n 5; else cat; fi >"$work/rows"
fi

# One tenant's life.  Nothing happens on the hours at which we look.
life() {
	cat <<EOF
seed $1
tenant t$1 id=$(printf '%08d' "$1")-1111-4111-8111-111111111111 domain=t.example
app reader client_id=$client_id secret=$secret roles=$all_roles
$(printf '%s\n' $2 | sed 's/^\(.*\)=\(.*\)/switch \1 \2/')
sku ENTERPRISEPACK seats=500
sku STANDARDPACK seats=500
$(for name in ada ben cleo cora dora eva finn gil hal ida kim lea mia ola pam qin; do
	echo "user $name@t.example sku=ENTERPRISEPACK"
done)
shared desk@t.example
shared info@t.example
room hall@t.example sku=ENTERPRISEPACK
user guest@t.example sku=ENTERPRISEPACK guest=yes
user old@t.example sku=ENTERPRISEPACK
at 2026-02-20T10:10:00Z remove-license old@t.example tenant=t$1
at 2026-02-25T10:10:00Z delete qin@t.example tenant=t$1
at 2026-03-03T10:10:00Z remove-license ada@t.example tenant=t$1
at 2026-03-03T11:10:00Z remove-license guest@t.example tenant=t$1
at 2026-03-04T10:10:00Z remove-license ben@t.example tenant=t$1
at 2026-03-22T11:10:00Z assign-license ben@t.example STANDARDPACK tenant=t$1
at 2026-03-05T10:10:00Z delete cleo@t.example tenant=t$1
at 2026-03-27T10:10:00Z restore cleo@t.example tenant=t$1
at 2026-03-30T10:10:00Z assign-license cleo@t.example ENTERPRISEPACK tenant=t$1
at 2026-03-05T10:20:00Z delete cora@t.example tenant=t$1
at 2026-03-20T10:10:00Z restore cora@t.example tenant=t$1
at 2026-03-05T10:30:00Z delete dora@t.example tenant=t$1
at 2026-03-06T10:10:00Z delete desk@t.example tenant=t$1
at 2026-03-06T10:20:00Z delete info@t.example tenant=t$1
at 2026-04-01T10:10:00Z restore info@t.example tenant=t$1
at 2026-03-06T15:10:00Z convert-to-shared eva@t.example tenant=t$1
at 2026-03-07T15:10:00Z remove-license eva@t.example tenant=t$1
at 2026-03-10T10:10:00Z delete eva@t.example tenant=t$1
at 2026-03-07T10:10:00Z remove-license finn@t.example tenant=t$1
at 2026-03-12T10:10:00Z delete finn@t.example tenant=t$1
at 2026-03-08T10:10:00Z hire gus@t.example sku=ENTERPRISEPACK tenant=t$1
at 2026-03-09T15:10:00Z remove-license gus@t.example tenant=t$1
at 2026-03-08T10:10:00Z remove-license gil@t.example tenant=t$1
at 2026-03-08T10:20:00Z assign-license gil@t.example STANDARDPACK tenant=t$1
at 2026-03-08T11:10:00Z delete hal@t.example tenant=t$1
at 2026-03-14T10:10:00Z hard-delete hal@t.example tenant=t$1
at 2026-03-11T19:55:00Z remove-license ida@t.example tenant=t$1
at 2026-03-11T20:05:00Z assign-license ida@t.example STANDARDPACK tenant=t$1
at 2026-03-05T15:10:00Z convert-to-shared kim@t.example tenant=t$1
at 2026-03-06T15:10:00Z remove-license kim@t.example tenant=t$1
at 2026-03-08T15:10:00Z convert-to-user kim@t.example tenant=t$1
at 2026-03-09T10:10:00Z remove-license lea@t.example tenant=t$1
at 2026-03-09T10:20:00Z set lea@t.example enabled=no tenant=t$1
at 2026-03-08T12:10:00Z remove-license hall@t.example tenant=t$1
at 2026-03-04T12:10:00Z remove-license ola@t.example tenant=t$1
at 2026-03-05T12:10:00Z assign-license ola@t.example ENTERPRISEPACK tenant=t$1
at 2026-03-08T12:10:00Z remove-license ola@t.example tenant=t$1
at 2026-03-04T14:10:00Z delete pam@t.example tenant=t$1
at 2026-03-06T14:10:00Z restore pam@t.example tenant=t$1
at 2026-03-07T14:10:00Z assign-license pam@t.example ENTERPRISEPACK tenant=t$1
at 2026-03-09T14:10:00Z remove-license pam@t.example tenant=t$1
EOF
}

{
	echo 'now 2026-02-01T08:00:00Z'
	number=0
	while read -r row; do
		number=$((number + 1))
		life $number "$row"
	done <"$work/rows"
	echo 'now 2026-03-02T08:00:00Z'
} >"$work/lives"
sim_start <"$work/lives"
mkdir -p "$state"
(umask 077 && echo "$secret" >"$work/secret")
{
	cat <<EOF
[defaults]
state_dir = $state
graph_url = $sim_url
login_url = $sim_url
ca_file = $sim_dir/ca.pem
reader_client_id = $client_id
reader_client_secret_file = $work/secret
EOF
	for number in $(seq "$(wc -l <"$work/rows")"); do
		printf '[tenant t%d]\ntenant_id = %08d-1111-4111-8111-111111111111\n' \
			"$number" "$number"
	done
} >"$conf"

# ---- forty-five days -----------------------------------------------------------
db=$work/story.db
sqlite3 "$db" <<'EOF' >/dev/null
pragma journal_mode = off;
pragma synchronous = off;
create table truth (step, at, tenant, name, alive, state, purge_at, disconnected_at, enabled, generation);
create table said (step, tenant, name, state, phase, cause, deadline, deadline_latest);
EOF
step=0
failures=
while [ $step -lt 82 ]; do
	[ $step -eq 0 ] || sim_clock +12h
	collect --jobs 4
	if [ $code -ne 0 ]; then
		failures="step $step: $(printf '%s\n' "$output" | grep -v '^OK' | head -n 3)"
		break
	fi
	check --output-format json --max-items 1000000
	printf '%s\n' "$output" >"$report"
	curl -sS "$sim_admin/truth" >"$work/truth.json"
	sqlite3 "$db" <<EOF
pragma synchronous = off;
pragma journal_mode = off;
insert into truth select $step, unixepoch('$now'), value->>'tenant',
	substr(value->>'upn', 1, instr(value->>'upn', '@') - 1),
	value->>'state' = 'connected', value->>'state',
	unixepoch(value->>'purge_at'), unixepoch(value->>'disconnected_at'),
	value->>'enabled', value->>'generation'
	from json_each(readfile('$work/truth.json'));
insert into said select $step, value->>'tenant',
	substr(value->>'upn', 1, instr(value->>'upn', '@') - 1),
	value->>'state', value->>'phase', value->>'cause',
	unixepoch(value->>'deadline'), unixepoch(value->>'deadline_latest')
	from json_each(readfile('$report'), '\$.mailboxes');
EOF
	step=$((step + 1))
done >"$work/noise"
output=$failures
is "every collection went well" "$failures" ""
is "$(sqlite3 "$db" 'select count(distinct tenant) from truth') tenants were watched" \
	"$(sqlite3 "$db" 'select count(distinct tenant) from said')" "$(wc -l <"$work/rows")"
[ -z "${KEEP-}" ] || cp "$db" "$work/rows" "$KEEP"

# ---- what was said, held against the truth ---------------------------------------
sqlite3 "$db" "create index truth_of on truth (tenant, name, step);
	create index said_of on said (tenant, name, step);
	create table partial (tenant);
	$(awk '/filter=partial/ { print "insert into partial values (\047t" NR "\047);" }' \
		"$work/rows")"
# never NAME SQL: the rows are what must not be; a few are shown with their switches
never() {
	rows=$(sqlite3 "$db" "$2" | head -n 5)
	output=$rows
	if [ -z "$rows" ]; then
		ok "$1"
		return
	fi
	not_ok "$1"
	printf '%s\n' "$rows" | sed -n 's/^\([0-9]*|\)*t\([0-9]*\)|.*/\2/p' | sort -u |
		while read -r number; do
			echo "# t$number: $(sed -n "${number}p" "$work/rows")"
		done
}
# A mailbox that is alive, and has been for the last four looks.
lived="create temp view lived as select t.* from truth t where t.step >= 4 and not exists (
	select 1 from truth r where r.tenant = t.tenant and r.name = t.name
	and r.step between t.step - 4 and t.step and (not r.alive or r.generation > 1));"
doomed="from truth t left join said s using (tenant, name, step)
	where not t.alive and t.purge_at > t.at and t.name not in ('guest', 'hal')"

never "three days before the end nobody is passed over" "select t.step, t.tenant, t.name,
	t.state, s.state, s.phase, s.cause $doomed and t.purge_at - t.at < 3 * 86400
	and coalesce(s.state, '-') not in ('WARNING', 'CRITICAL')"
never "and it is critical, but for leavers and what nothing dates" "select t.step, t.tenant,
	t.name, t.state, s.state, s.phase, s.cause $doomed and t.purge_at - t.at < 3 * 86400
	and s.state <> 'CRITICAL' and s.cause <> 'user-deleted' and t.enabled
	and s.phase <> 'undated'"
never "ten days before the end it is a warning at least" "select t.step, t.tenant, t.name,
	t.state, s.state, s.phase, s.cause $doomed and t.purge_at - t.at < 10 * 86400
	and coalesce(s.state, '-') not in ('WARNING', 'CRITICAL')"
never "no deadline is later than the truth" "select t.step, t.tenant, t.name, s.phase, s.cause,
	(s.deadline - t.purge_at) / 3600.0 $doomed and s.deadline > t.purge_at"
never "no latest deadline is earlier" "select t.step, t.tenant, t.name, s.phase, s.cause,
	(t.purge_at - s.deadline_latest) / 3600.0 $doomed and s.deadline_latest < t.purge_at"
never "where it was witnessed, no deadline is off by more than a day" "select t.step, t.tenant,
	t.name, s.phase, s.cause, (t.purge_at - s.deadline) / 3600.0 $doomed
	and t.name not in ('old', 'qin', 'kim') and t.purge_at - s.deadline > 86400
	and t.tenant not in (select tenant from partial)"
never "whatever the filter does, a week later everybody is known" "select t.step, t.tenant,
	t.name, t.state $doomed and t.at - t.disconnected_at > 7.5 * 86400 and s.state is null"
never "no alarm for a mailbox that lives, two looks after it came back" "select t.step, t.tenant,
	t.name, s.state, s.phase, s.cause from truth t join said s using (tenant, name, step)
	join truth b on b.tenant = t.tenant and b.name = t.name and b.step = t.step - 1
	where t.alive and b.alive and s.state <> 'OK'"
never "after two days it is not even listed" "$lived select t.step, t.tenant, t.name, s.state,
	s.phase, s.cause from lived t join said s using (tenant, name, step)"
never "who never was in danger is never named" "select s.step, s.tenant, s.name, s.state,
	s.phase from said s where s.name in ('mia', 'hall', 'guest') or (s.phase <> 'restored'
	and s.name in ('gil', 'ida'))"
never "purged before its time it is lost" "select t.step, t.tenant, t.name, s.state, s.phase
	from truth t left join said s using (tenant, name, step) where t.name = 'hal'
	and t.at between unixepoch('2026-03-14T20:00Z') and unixepoch('2026-03-21T07:00Z')
	and coalesce(s.phase, '-') <> 'lost'"
