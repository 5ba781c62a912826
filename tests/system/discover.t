#!/bin/sh
# SPDX-License-Identifier: MIT
# One service for each mailbox: the real Icinga 2 and Nagios load them, whatever
# people are called, and each service finds its mailbox.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
for tool in icinga2 nagios4 jq; do
	PATH=$PATH:/usr/sbin command -v $tool >/dev/null || skip_all "needs $tool"
done
PATH=$PATH:/usr/sbin
. "$top_srcdir/tests/system/modes.sh"
# Most of this looks ahead by --at, at what was collected but once.
sed -i '0,/^state_dir/s//stale_after = 60d\n&/' "$conf"

# discover FORM [OPTION...]: what is printed stands in $work/FORM
discover() {
	form=$1
	shift
	"$check_program" --config "$conf" --at "$now" --no-collect \
		--discover "$form" "$@" >"$work/$form" 2>"$work/stderr"
	code=$?
	output=$(cat "$work/$form")
}
ask() { jq -r "$1" "$work/json"; }
names() { ask '.[].service' | sort | sed 's/-[0-9a-f]\{8\}$//' | tr '\n' ' '; }

# ---- what is listed ---------------------------------------------------------
discover json
is "a whole list is 0, and nothing goes to stderr" "$code $(cat "$work/stderr")" "0 "
is "what the check reports" "$(names)" \
	"mbx-9f42382e-c09b-4de5-9dce-6675ab3a8de5 mbx-ada mbx-ben mbx-cleo mbx-desk mbx-eva mbx-hal mbx-jon mbx-lapse mbx-pipe-31m-quote mbx-zo "
is "all of it text" "$(ask '[.[][] | type] | unique | join(" ")')" string
is "with these keys" "$(ask '[.[] | keys_unsorted | join(",")] | unique | join(" ")')" \
	host,service,display_name,mbx_tenant,mbx_id,mbx_cause,mbx_account
is "names are told apart" "$(ask '[.[] | .host + "!" + .service] | length - (unique | length)')" 0
is "names are made of plain letters" "$(ask '.[].service' | grep -v '^mbx-[a-z0-9-]*[a-z0-9]$')" ""
is "and end in the beginning of the id" "$(ask '.[] | select(.host == "contoso") |
	select((.service | .[-8:]) != .mbx_id[:8]) | .service')" ""
like "show_names = id holds" "$(ask '.[] | select(.host == "fabrikam") | .display_name')" '^9f42382e-'
is "in the order they were first seen in" "$(ask '.[] | select(.host == "contoso") | .mbx_id')" \
	"$(query 'select user_id from mailbox where cause != 0 order by id')"
cp "$work/json" "$work/before"
was=$now
now=2026-03-30T16:30:00Z
discover json
is "the time of day changes no byte" "$(cmp "$work/before" "$work/json" 2>&1)" ""
now=2026-03-31T09:30:00Z
discover json
unlike "a restored mailbox leaves after a day" "$(names)" 'mbx-jon'
like "one that was lost early stays" "$(names)" 'mbx-hal'
now=2026-04-06T09:29:00Z
discover json
like "as long as overdue_days" "$(names)" 'mbx-hal'
now=2026-04-06T09:31:00Z
discover json
unlike "and no longer" "$(names)" 'mbx-hal'
now=$was
handled=$top_builddir/tests/system/handled
if [ -x "$handled" ]; then
	"$handled" "$state" "$now" release hal@contoso.example || not_ok "hal is released"
	discover json
	unlike "nor when it is released" "$(names)" 'mbx-hal'
	rm "$state/handler.db"
fi
discover json --cause user-deleted --cause shared-deleted
is "causes choose" "$(names)" "mbx-ben mbx-desk mbx-hal "
discover json --account disabled
is "accounts choose" "$(names)" "mbx-cleo mbx-desk "
discover json --max-items 2
is "a limit takes the most urgent" "$(names)" "mbx-desk mbx-hal "
discover json --tenant contoso --exclude '*'
is "nobody is an empty list" "$code $(ask length)" "0 0"
is "leavers and mistakes are told apart" "$(discover json && ask '.[] |
	select(.host == "contoso") | .display_name[:3] + " " + .mbx_cause + " " + .mbx_account' |
	grep -E '^(ada|ben|cle|des|lap)' | sort)" \
	"ada license-removed enabled
ben user-deleted enabled
cle license-removed disabled
des shared-deleted disabled
lap subscription enabled"

# ---- what each of them would answer --------------------------------------------
discover json
discover results
is "with results: 0, and nothing goes to stderr" "$code $(cat "$work/stderr")" "0 "
results() { jq -r "$1" "$work/results"; }
is "the same services" "$(results '[.tenants[].services[] | del(.rank, .exit_status, .output, .performance_data)] | sort')" \
	"$(ask sort)"
is "all tenants judged, all counted" "$(results '[.tenants[] | "\(.tenant) \(.judged) \(.problem) \(.count)"] | join(", ")')" \
	"contoso true null 10, fabrikam true null 1"
is "the most urgent is first" "$(results '[.tenants[].services[]] | sort_by(.rank) | map(.service[:7]) | .[:2] | join(" ")')" \
	"mbx-hal mbx-des"
# as_checked N: service N as the check would print it
as_checked() {
	jq -rj --argjson n "$1" '[.tenants[].services[]][$n] | (.output / "\n") as [$first, $more] |
		$first + " | " + .performance_data + "\n" + (.output | .[($first | length) + 1:]) +
		if $more then "\n" else "" end' "$work/results"
}
same=0
for n in 0 1 2 3 4 5 6 7 8 9 10; do
	line=$(results "[.tenants[].services[]][$n] | .mbx_tenant + \" \" + .mbx_id + \" \" + (.exit_status | tostring)")
	set -- $line
	"$check_program" --config "$conf" --at "$now" --no-collect --tenant "$1" --mailbox "$2" >"$work/one"
	[ $? = "$3" ] && as_checked $n | cmp -s - "$work/one" && same=$((same + 1)) || {
		as_checked $n
		cat "$work/one"
	} | diagnose
done
is "each is what --mailbox alone would print, byte for byte" $same 11
discover results --max-items 2
is "a limit says how many there would be" "$(results '[.tenants[] | .count, (.services | length)] | join(" ")')" "10 2 1 0"
was=$now
now=2026-03-31T09:30:00Z
discover results
is "a restored one leaves" "$(results '[.tenants[].services[] | select(.service | startswith("mbx-jon"))] | length')" 0
now=$was
printf '[tenant tailspin]\n' >>"$conf"
discover results
is "a tenant that cannot be read says so, the others stay" \
	"$code $(results '[.tenants[] | "\(.tenant) \(.judged) \(.services | length)"] | join(", ")')" \
	"0 contoso true 10, fabrikam true 1, tailspin false 0"
like "and why" "$(results '.tenants[2].problem')" '^never collected'
sed -i '/^\[tenant tailspin]/d' "$conf"
sed -i 's/^\[tenant contoso]/&\nmax_age = 1s\nstale_after = 2s/' "$conf"
now=2026-03-30T16:30:00Z
discover results
now=$was
is "stale data: listed, not judged" "$(results '.tenants[0] | "\(.judged) \(.services | length)"')" "false 10"
sed -i '/^max_age = 1s/d; /^stale_after = 2s/d' "$conf"

# ---- half a list is none ----------------------------------------------------
printf '[tenant tailspin]\n' >>"$conf"
for form in json icinga2 nagios; do
	discover "$form"
	is "$form: a tenant that cannot be read makes it none" "$code $(wc -l <"$work/$form")" "3 1"
	like "$form: and says so" "$output" '^UNKNOWN: --discover: tailspin: never collected'
	discover "$form" --output-format html
	like "$form: as text always" "$output" '^UNKNOWN: '
done
discover json --tenant contoso
is "the others can be listed one by one" "$code" 0
"$check_program" --config "$conf" --tenant contoso --at "$now" --discover json >/dev/full
is "a list that cannot be written is not whole" $? 3

# Somebody holds the database longer than the check may wait.
mkfifo "$work/fifo"
sqlite3 "$state/contoso.db" <"$work/fifo" &
holder=$!
sim_pids="$sim_pids $holder"
exec 3>"$work/fifo"
echo 'BEGIN EXCLUSIVE;' >&3
is_held() { ! sqlite3 "$state/contoso.db" 'SELECT count(*) FROM run' >/dev/null 2>&1; }
wait_for 20 is_held || not_ok "the database is held"
sed -i 's/^\[tenant contoso]/&\ntimeout_state = ok/' "$conf"
discover icinga2 --tenant contoso -t 1 --output-format html
is "no answer in time is no list, whatever timeout_state says" "$code" 3
like "and no page either" "$output" '^UNKNOWN: no answer within the time limit'
exec 3>&-
wait "$holder"
sim_pids=${sim_pids% "$holder"}

# ---- names that mean harm ---------------------------------------------------
sqlite3 "$state/contoso.db" <<'EOF' || not_ok "the names are in place"
UPDATE mailbox SET upn = 'o''brien@contoso.example' WHERE upn LIKE 'ada@%';
UPDATE mailbox SET upn = 'a!b;c@contoso.example' WHERE upn LIKE 'ben@%';
UPDATE mailbox SET upn = 'A"; } object Host "pwned" { check_command = "dummy" } //@contoso.example' WHERE upn LIKE 'cleo@%';
UPDATE mailbox SET upn = 'tail@contoso.example\' WHERE upn LIKE 'desk@%';
UPDATE mailbox SET upn = '$host.name$ `id` $(id) {{{x}}} /*@contoso.example' WHERE upn LIKE 'eva@%';
UPDATE mailbox SET upn = 'two' || char(10) || '}' || char(10) || 'define host {@contoso.example' WHERE upn LIKE 'hal@%';
UPDATE mailbox SET upn = char(0x738b) || '@contoso.example' WHERE upn LIKE 'jon@%';
UPDATE mailbox SET upn = printf('%.200c', 'w') || '@contoso.example' WHERE upn LIKE 'lapse@%';
UPDATE mailbox SET upn = cast(x'c328ff5c6e' AS TEXT) || '<b>&|%n$USER1$@contoso.example' WHERE upn LIKE 'zo%';
UPDATE mailbox SET upn = 'o`brien@fabrikam.example' WHERE upn LIKE 'pipe%';
EOF
sed -i '/^\[tenant tailspin]/d' "$conf"
discover json --utf8
is "hostile names: the list is whole" "$code $(ask length)" "0 11"
is "hostile names: all plain" "$(ask '.[].service' | grep -v '^mbx-[a-z0-9-]*[a-z0-9]$')" ""
is "hostile names: all told apart" "$(ask '[.[] | .host + "!" + .service] | unique | length')" 11
is "what is left of them" "$(names | tr ' ' '\n' | cut -c 1-50 | grep -v 9f42382e)" \
	"$(ask '.[] | select(.display_name[:1] == "王") | "mbx-" + .mbx_id')
mbx-a-b-c
mbx-a-object-host-pwned-check-command-dummy
mbx-host-name-id-id-x
mbx-n-b-n-user1
mbx-o-brien
mbx-o-brien
mbx-tail
mbx-two-define-host
mbx-wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"
like "the apostrophe is shown" "$(ask '.[].display_name')" "^o'brien@contoso.example\$"

# ---- Icinga 2 ---------------------------------------------------------------
# With the templates of contrib/; objects as the daemon has understood them.
ic=$work/icinga2.d
mkdir -p "$ic/cache" "$ic/data" "$ic/log" "$ic/run" "$ic/spool"
icinga_loads() { # MAILBOXES
	{
		cat <<EOF
object IcingaApplication "app" { }
const PluginDir = "/nonexistent"
object Host "contoso" { check_command = "mailbox_expiry" }
object Host "fabrikam" { check_command = "mailbox_expiry" }
EOF
		printf 'include "%s"\n' "$top_srcdir/contrib/icinga2/check.conf" "$1"
	} >"$ic/icinga2.conf"
	rm -f "$ic/cache/icinga2.debug"
	output=$(ICINGA2_USER=$(id -un) ICINGA2_GROUP=$(id -gn) icinga2 daemon -C \
		-c "$ic/icinga2.conf" -D ConfigDir="$ic" -D DataDir="$ic/data" \
		-D LogDir="$ic/log" -D CacheDir="$ic/cache" -D SpoolDir="$ic/spool" \
		-D InitRunDir="$ic/run" 2>&1)
	code=$?
	# Netstrings of JSON, one an object.
	sed -E 's/(^|,)[0-9]+:\{"debug_hints"/\n{"debug_hints"/g; s/,$//' "$ic/cache/icinga2.debug" |
		sed -E '/^$/d; s/,$//' >"$work/objects"
}
# Both as lines of the same words.
as_listed() {
	ask '.[] | [.host, .service, .display_name, .mbx_tenant, .mbx_id, .mbx_cause, .mbx_account] | @json' | sort
}
as_loaded() {
	jq -r 'select(.type == "Service").properties | [.host_name, .name, .display_name,
		.vars.mbx_tenant, .vars.mbx_id, .vars.mbx_cause, .vars.mbx_account] | @json' "$work/objects" | sort
}
discover icinga2 --utf8
icinga_loads "$work/icinga2"
is "icinga2 daemon -C takes them" "$code $(printf '%s\n' "$output" | grep -v 'ApplyRule: .*/contrib/' | grep -c warning)" "0 0"
is "each is what the list says, to the letter" "$(as_loaded)" "$(as_listed)"
is "and nothing else came into being" "$(jq -r '.type' "$work/objects" | sort | uniq -c | tr -s ' \n' ' ')" \
	" 1 CheckCommand 2 Host 1 IcingaApplication 11 Service "
is "they are what the template makes of them" \
	"$(jq -r 'select(.type == "Service").properties | .check_command, .check_interval' "$work/objects" | sort -u | tr '\n' ' ')" \
	"3600 mailbox_expiry "
discover icinga2
icinga_loads "$work/icinga2"
is "without --utf8 as well" "$code $(LC_ALL=C grep -c '[^ -~]' "$work/icinga2")" "0 0"

# ---- Nagios -----------------------------------------------------------------
na=$work/nagios.d
mkdir "$na"
cat >"$na/nagios.cfg" <<EOF
log_file=$na/log
$(for file in "$top_srcdir"/contrib/nagios/*.cfg; do echo "cfg_file=$file"; done)
cfg_file=$na/objects.cfg
cfg_file=$na/mailboxes.cfg
object_cache_file=$na/cache
precached_object_file=$na/precached
status_file=$na/status
lock_file=$na/pid
temp_file=$na/tmp
temp_path=$na
check_result_path=$na
nagios_user=$(id -un)
nagios_group=$(id -gn)
illegal_object_name_chars=\`~!\$%^&*|'"<>?,()=
illegal_macro_output_chars=\`~\$&|'"<>
EOF
cat >"$na/objects.cfg" <<'EOF'
define timeperiod {
    timeperiod_name 24x7
    alias always
    monday 00:00-24:00
}
define contact {
    contact_name admin
    host_notifications_enabled 0
    service_notifications_enabled 0
    host_notification_period 24x7
    service_notification_period 24x7
    host_notification_commands check_mailbox_expiry_host_is_up
    service_notification_commands check_mailbox_expiry_host_is_up
}
define contactgroup {
    contactgroup_name admins
    alias admins
    members admin
}
define host {
    use mailbox-expiry-tenant
    host_name fabrikam
    contact_groups admins
}
EOF
nagios_loads() { # MAILBOXES
	cp "$1" "$na/mailboxes.cfg"
	rm -f "$na/precached"
	output=$(nagios4 -vp "$na/nagios.cfg" 2>&1)
	code=$?
}
# What is harmless in a shell, and nothing else.
tame() { sed "s/[^][A-Za-z0-9 @._\",-]/_/g"; }
discover nagios
nagios_loads "$work/nagios"
is "nagios4 -v takes them" "$code $(printf '%s\n' "$output" | grep -cE '^(Warning|Error)')" "0 0"
like "all of them, beside the two of the sample" "$output" 'Checked 13 services'
like "and no more hosts than before" "$output" 'Checked 2 hosts\.'
discover json
is "each is what the list says, with tame names" "$(awk '
	/^define / { on = /^define service/ }
	on && /^\t/ { key = $1; sub(/^\t[^\t]*\t/, ""); value[key] = $0 }
	on && /^\t}/ && value["service_description"] ~ /^mbx-/ {
		printf "[\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\"]\n", value["host_name"],
			value["service_description"], value["display_name"], value["_MBX_TENANT"],
			value["_MBX_ID"], value["_MBX_CAUSE"], value["_MBX_ACCOUNT"] }
	' "$na/precached" | sort)" "$(as_listed | sed 's/\\\\/_/g; s/\\"/_/g' | tame | sort)"
discover nagios --utf8
nagios_loads "$work/nagios"
is "with --utf8 as well" "$code $(grep -c '王@contoso.example' "$na/precached")" "0 1"

# ---- each finds its mailbox -------------------------------------------------
discover json
judge
asked=0
lost=
for line in $(ask '.[] | .mbx_tenant + "/" + .mbx_id'); do
	wanted=$(ask_json "select m.value->>'state' from report, json_each(j, '\$.mailboxes') m
		where m.value->>'user_id' = '${line#*/}'")
	check --tenant "${line%/*}" --mailbox "${line#*/}"
	asked=$((asked + 1))
	[ "${first%%:*}" = "$wanted" ] || lost="$lost $line: $first"
done
is "every service is in the state of its mailbox" "$asked$lost" 11

# ---- data of long ago ----------------------------------------------------------------
sed 's/^stale_after = .*/stale_after = 6h/' "$conf" >"$work/conf.fresh"
for form in json icinga2 nagios; do
	output=$("$check_program" --config "$work/conf.fresh" --no-collect --discover $form \
		--at "$(date -u -d "$now +40 days" +%Y-%m-%dT%H:%M:%SZ)")
	like "$form: no list without those whom old data show as expired" "$?$output" \
		'^3UNKNOWN: --discover: .*data are .* old: no list rather than half of one$'
done
done_testing
