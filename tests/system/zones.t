#!/bin/sh
# SPDX-License-Identifier: MIT
# contrib/icinga2-zones as it is, in three real Icinga 2: a tenant is checked and its
# mailboxes are brought back on its own satellite, whose credentials nobody else has;
# it is acknowledged and seen at the master.  Satellites and the master go and come
# back, by TERM and KILL, and nothing is done twice, nor what was taken back.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"
. "$top_srcdir/tests/system/icinga2.sh"
. "$top_srcdir/tests/system/zones.sh"

fabrikam_id=44444444-4444-4444-8444-444444444444
ago() { date -u -d "$1 ago" +%Y-%m-%dT%H:%M:%SZ; }
contoso_people="ada bea cyd dan eve hal"
fabrikam_people="fay gus"
# shellcheck disable=SC2086
id_of() { # NAME
	printf '%s\n' $contoso_people $fabrikam_people |
		awk -v name="$1" '$1 == name { printf "55555555-5555-4555-8555-%012d\n", NR }'
}
people() { # TENANT NAME...
	tenant=$1
	shift
	for name; do
		echo "user $name@$tenant.example sku=ENTERPRISEPACK location=DE id=$(id_of "$name")"
	done
}
# Their licenses, taken away four weeks ago.
lose() { # TENANT NAME...
	tenant=$1
	shift
	for name; do
		sim "remove-license $name@$tenant.example by=admin@$tenant.example tenant=$tenant"
	done
}
services() { # TENANT NAME...
	tenant=$1
	shift
	for name; do
		cat <<EOF
object Service "mailbox-$name" {
  import "mailbox-expiry-mailbox"
  host_name = "$tenant"
  vars.mbx_tenant = "$([ "$name" = dan ] && echo '$host.vars.mbx_tenant$' || echo "$tenant")"
  vars.mbx_id = "$(id_of "$name")"
  check_interval = $([ "$name" = gus ] && echo 1h || echo 3s)
  retry_interval = 1s
}
EOF
	done
}

# shellcheck disable=SC2086
sim_start --clock running <<EOF
now $(ago '40 days')
tenant contoso id=$tenant_id domain=contoso.example
app reader client_id=$client_id secret=contoso-reader-secret roles=$all_roles
app writer client_id=$writer_id secret=contoso-writer-secret roles=$writer_roles
sku ENTERPRISEPACK seats=100
$(people contoso $contoso_people)
tenant fabrikam id=$fabrikam_id domain=fabrikam.example
app reader client_id=$client_id secret=fabrikam-reader-secret roles=$all_roles
app writer client_id=$writer_id secret=fabrikam-writer-secret roles=$writer_roles
sku ENTERPRISEPACK seats=100
$(people fabrikam $fabrikam_people)
EOF
sim_clock "$(ago '28 days')"
# shellcheck disable=SC2086
{
	lose contoso $contoso_people
	lose fabrikam $fabrikam_people
	services contoso $contoso_people >"$work/sat1-more.conf"
	services fabrikam $fabrikam_people >"$work/sat2-more.conf"
}
sim_clock "$(ago '1 second')"

zones_prepare || { echo "Bail out! no certificates"; exit 1; }
zones_start master "$work/sat1-more.conf" "$work/sat2-more.conf" || { echo "Bail out! no master"; exit 1; }
zones_conf sat1 contoso "$tenant_id"
zones_conf sat2 fabrikam "$fabrikam_id"

# ---- seeing ----------------------------------------------------------------------
requests() { # NODE NAME: what became of those about the mailbox's service
	sqlite3 -readonly -cmd '.timeout 5000' "$work/$1/state/handler.db" \
		"select state || ': ' || coalesce(reason, '') from request
		where service = 'mailbox-$2' order by id" 2>/dev/null
}
has_requests() { [ -n "$(requests "$1" "$2")" ]; }
assigned() { # NAME: how many times
	sim_requests | grep -o "\"path\":\"[^\"]*$(id_of "$1")/assignLicense" | wc -l
}
was_assigned() { [ "$(assigned "$1")" -gt 0 ]; }
alarms() { # HOST NODE NAME...
	zones_host=$1 zones_by=$2
	shift 2
	for name; do
		zones_show "$zones_host" "mailbox-$name" "CRITICAL HARD by $zones_by.example" || return 1
	done
}
told() { icinga_comments "$1" "mailbox-$2" | grep -q '^1 mailbox-expiry: '; }
reconcile() { # NODE
	output=$("$handle_program" reconcile --verbose --config "$work/$1/conf" 2>&1)
	code=$?
}
# back NODE TENANT NAME: at Graph once, by that node, and the master says so
back() {
	wait_for 30 was_assigned "$3"
	wait_for 30 told "$2" "$3"
	like "$3: the master has the comment" "$(icinga_comments "$2" "mailbox-$3")" \
		"^1 mailbox-expiry: 1 of 1 back; $3@$2.example: back: "
	wait_for 30 zones_show "$2" "mailbox-$3" "OK HARD by $1.example"
	is "$3: the service is OK at the master" "$(zones_shows "$2" "mailbox-$3")" \
		"OK HARD by $1.example"
	is "$3: one license" "$(assigned "$3")" 1
}
goes() { # NODE SIGNAL
	zones_stop "$1" "$2"
	wait_for 20 zones_connected "$1" no || not_ok "$1 is away"
	: >"$work/$1/handled"
}
comes() { # NODE HOST NAME: and knows what is acknowledged
	zones_start "$1" && wait_for 60 zones_connected "$1" yes || not_ok "$1 is back"
	wait_for 20 is_said "$@" || not_ok "$1 knows what was said meanwhile"
}
is_said() { at "$1" icinga_comments "$2" "mailbox-$3" | grep -q "^4 alice: bring $3 back"; }

# ---- a tenant on each -----------------------------------------------------------------
for node in sat1 sat2; do
	"$collect_program" --config "$work/$node/conf" >"$work/collected" ||
		diagnose <"$work/collected"
	zones_start $node || { echo "Bail out! no $node"; exit 1; }
done
wait_for 60 zones_connected sat1 yes && wait_for 60 zones_connected sat2 yes ||
	not_ok "both satellites connect"
gus_is_there() { at sat2 icinga_show fabrikam mailbox-gus | grep -q .; }
wait_for 60 gus_is_there
at sat2 icinga_recheck fabrikam mailbox-gus
# shellcheck disable=SC2086
if wait_for 60 alarms contoso sat1 $contoso_people; then
	ok "the master shows one tenant's alarms"
else
	output=$(icinga_list contoso)
	not_ok "the master shows one tenant's alarms"
fi
if wait_for 60 alarms fabrikam sat2 fay; then ok "and the other's"; else not_ok "and the other's"; fi
is "nothing is wrong with what they were given" \
	"$(grep -hE '(warning|critical)/(config|cli|Config)' "$work"/*/icinga/console.log)" ""

# ---- nobody else's credentials -----------------------------------------------------------
holding() { # TEXT: below which nodes it stands
	grep -rl -- "$1" "$work/master" "$work/sat1" "$work/sat2" |
		sed "s|$work/\([^/]*\)/.*|\1|" | sort -u | tr '\n' ' '
}
is "credentials are where their tenant is" \
	"$(for app in reader writer; do holding "contoso-$app-secret"; holding "fabrikam-$app-secret"; done)" \
	"sat1 sat2 sat1 sat2 "
output=$("$check_program" --config "$work/sat2/conf" --tenant contoso)
like "another satellite cannot check it" "$? $output" '^3 UNKNOWN: .*contoso'
output=$("$handle_program" restore --config "$work/sat2/conf" --tenant contoso ada@contoso.example 2>&1)
like "nor bring anything back" "$? $output" '^2 .*contoso'
as_sat1() { # METHOD PATH [BODY]
	curl -s --noproxy '*' --cacert "$icinga_ca" --cert "$work/sat1/client.crt" \
		--key "$work/sat1/client.key" -H 'Accept: application/json' \
		-X POST -H "X-HTTP-Method-Override: $1" -d "${3-}" "$icinga_url/v1$2"
}
is "at the master a satellite sees its own tenants" \
	"$(as_sat1 GET /objects/services | jq -r '.results[].attrs.host_name' | sort -u)" contoso
like "and does nothing to others" "$(as_sat1 POST /actions/remove-acknowledgement \
	'{"type":"Service","service":"fabrikam!mailbox-fay"}')" '"error":404'

# ---- acknowledged at the master -----------------------------------------------------------
icinga_ack contoso mailbox-ada alice "bring ada back" &&
	icinga_ack fabrikam mailbox-fay bob "bring fay back" || not_ok "acknowledged"
# At the same time as they are told: one acknowledgement or two, if that takes more
# than a second, but one license.
for node in sat1 sat2; do
	reconcile $node
	is "$node may ask the master" "$code" 0
done
back sat1 contoso ada
back sat2 fabrikam fay
is "each by its own satellite" \
	"$(cat "$work/sat1/handled" "$work/sat2/handled" | grep -- '--acked-at' | cut -d' ' -f1 | tr '\n' ' ')$(
	grep -l 'service mailbox-fay.*--type' "$work"/*/handled)" "0 0 $work/sat2/handled"
# Told once more by a node whose clock is wrong: it is another one, and changes nothing.
told_twice() { requests sat1 ada | tail -n +2 | grep -q '^done: '; }
MBX_AUTHOR=alice MBX_COMMENT="bring ada back" "$handle_program" ingest --source icinga2 \
	--config "$work/sat1/conf" --type ACKNOWLEDGEMENT --host contoso --tenant contoso \
	--service mailbox-ada --mailbox "$(id_of ada)" --state CRITICAL --state-type HARD \
	--downtime-depth 0 --checked-at "$(date -u -d '40 seconds ago' +%s)" \
	--acked-at "$(date -u -d '30 seconds ago' +%s)"
wait_for 30 told_twice
like "told again it changes nothing" "$(assigned ada) $(requests sat1 ada | tail -n 1)" \
	'^1 done: is there already$'
icinga_ack contoso mailbox-eve mallory "mine"
wait_for 20 told contoso eve
wait_for 20 zones_show contoso mailbox-eve "CRITICAL HARD by sat1.example"
is "refused: the master's acknowledgement is gone, and its comment" \
	"$(zones_shows contoso mailbox-eve), $(icinga_comments contoso mailbox-eve | cut -c 1-17)" \
	"CRITICAL HARD by sat1.example, 1 mailbox-expiry:"

# ---- while the satellite is away ------------------------------------------------------------
goes sat1 TERM
icinga_ack contoso mailbox-bea alice "bring bea back"
icinga_ack contoso mailbox-cyd alice "bring cyd back"
icinga_unack contoso mailbox-cyd
is "nobody else does it" "$(assigned bea) $(assigned cyd)" "0 0"
comes sat1 contoso bea
reconcile sat1
is "back, it finds what is acknowledged" "$code $output" "0 1 acknowledged, 1 of them not known before"
back sat1 contoso bea
goes sat1 KILL
icinga_ack contoso mailbox-dan alice "bring dan back"
comes sat1 contoso dan
reconcile sat1
is "killed and back as well" "$code $output" "0 1 acknowledged, 1 of them not known before"
reconcile sat1
back sat1 contoso dan
is "found once each" "$(requests sat1 bea | wc -l) $(requests sat1 dan | wc -l)" "1 1"
is "what was taken back meanwhile is not told" \
	"$(grep -c 'mailbox-cyd.*--type' "$work/sat1/handled") $(assigned cyd)$(requests sat1 cyd)" "0 0"

# ---- its book is lost, and the master goes ---------------------------------------------------
goes sat1 TERM
icinga_ack contoso mailbox-eve alice "bring eve back"
acked_at=$(date +%s)
later() { [ "$(date +%s)" -gt $((acked_at + 1)) ]; }
wait_for 5 later
zones_stop master
zones_start master "$work/sat1-more.conf" "$work/sat2-more.conf" || not_ok "the master is back"
rm "$work/sat1/state/handler.db"
comes sat1 contoso eve
reconcile sat1
wait_for 20 has_requests sat1 eve
reconcile sat1
is "who forgot everything acts on nothing old" "$(assigned eve) $(requests sat1 eve | sed 's/[0-9]*s ago/SECONDS ago/')" \
	"0 done: was acknowledged SECONDS ago, before handler.db was there; acknowledge it again to have it acted on"
wait_for 30 zones_connected sat2 yes || not_ok "the other satellite finds the master"
reconcile sat2
is "nor does anybody else" "$code $output" "0 0 acknowledged, 0 of them not known before"

# ---- the forced check goes the same way ---------------------------------------------------------
# In the first minute after it started Icinga lets no other node schedule a check: it
# is told to check, but not when.  So we say it.
wait_for 10 zones_show fabrikam mailbox-gus "CRITICAL HARD by sat2.example"
is "not forced yet" "$(at sat2 icinga_get fabrikam mailbox-gus force_next_check)" false
icinga_ack fabrikam mailbox-gus bob "bring gus back"
forced() {
	[ "$(at sat2 icinga_get fabrikam mailbox-gus force_next_check)" = true ] ||
		zones_show fabrikam mailbox-gus "OK HARD by sat2.example"
}
if wait_for 30 forced; then ok "the satellite is told to check"; else not_ok "the satellite is told to check"; fi
at sat2 icinga_recheck fabrikam mailbox-gus
back sat2 fabrikam gus

# ---- a satellite that is told late of what was taken back ----------------------------------------
# As by log_duration; here because its machine stood still.
# shellcheck disable=SC2046
signal() { # NODE SIGNAL
	kill "-$2" "$(cat "$work/$1/pid")" $(zones_below "$(cat "$work/$1/pid")")
}
is_acked() { [ "$(icinga_get contoso mailbox-hal acknowledgement)" = "$1" ]; }
wait_for 20 zones_show contoso mailbox-hal "CRITICAL HARD by sat1.example"
signal sat1 STOP
icinga_ack contoso mailbox-hal alice "bring hal back" && wait_for 5 is_acked 1
icinga_unack contoso mailbox-hal && wait_for 5 is_acked 0
signal sat1 CONT
is_refused() { requests sat1 hal | grep -q '^done: 0 of 1 back'; }
wait_for 60 is_refused
is "it is told" "$(grep -c 'mailbox-hal.*--type ACK' "$work/sat1/handled")" 1
like "and asks the master, which says otherwise" "$(requests sat1 hal)" \
	'^done: 0 of 1 back; hal@contoso.example: the acknowledgement does not stand any more'
for name in ada bea cyd dan eve fay gus hal; do echo "$name $(assigned $name)"; done | tr '\n' ' ' >"$work/all"
is "all in all" "$(cat "$work/all")" "ada 1 bea 1 cyd 0 dan 1 eve 0 fay 1 gus 1 hal 0 "
done_testing
