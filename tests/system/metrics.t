#!/bin/sh
# SPDX-License-Identifier: MIT
# What the check counts, through the writers of a real Icinga 2, in a real InfluxDB and a
# real Graphite; and every query of the dashboards, which has to find just that.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
for tool in icinga2 jq influxd carbon-cache; do
	command -v $tool >/dev/null || skip_all "needs $tool"
done
/usr/bin/python3 -c 'import graphite, whisper' 2>/dev/null || skip_all "needs graphite-web"
. "$top_srcdir/tests/system/metrics.sh"
dashboard() { /usr/bin/python3 -W ignore "$top_srcdir/tests/system/dashboard.py" "$@"; }
boards=$top_srcdir/contrib/grafana/mailbox-expiry

for kind in influxdb graphite; do
	output=$(dashboard shape "$boards-$kind.json" 2>&1)
	like "the structure of the dashboard for $kind" "$output" '^1[0-9] looked at, 0 wrong$'
done
jq '.panels[1].gridPos.x = 0 | .panels[2].id = 1 | .panels[3].fieldConfig.defaults.unit = "none"
	| .panels[4].targets[0].datasource.uid = "x"' "$boards-influxdb.json" >"$work/bad.json"
is "what is wrong is found out" "$(dashboard shape "$work/bad.json" |
	sed 's/.*: //; s/^lies on.*/lies on/; /looked at/d' | sort -u)" "lies on
not the variable's data source
the id is used twice
unit is not ['s']"

# ---- the writers ---------------------------------------------------------------
# First of all: it may take ten seconds until Graphite is written to.
influx_start || { diagnose <"$influx_dir/log"; echo "Bail out! no InfluxDB"; exit 1; }
carbon_start || { diagnose <"$carbon_dir/log"; echo "Bail out! no Graphite"; exit 1; }
influx2_start || { diagnose <"$influx_dir/log2"; echo "Bail out! no second InfluxDB"; exit 1; }
influx_ask 'CREATE DATABASE icinga2; CREATE DATABASE second' >"$work/ignored"
# Until all is collected there is no configuration, and nothing to be counted.
icinga_config=$work/ready
. "$top_srcdir/tests/system/icinga2.sh"
# Odd as a name of a host may be: three tenants, the last one with its mailboxes.
odd='my tenant.example/../x'
cat >"$work/more.conf" <<END
object Host "fabrikam" {
  check_command = "dummy"
  vars.mbx_tenant = "fabrikam"
}
object Host "$odd" {
  check_command = "dummy"
  vars.mbx_tenant = "contoso"
  vars.mailbox_expiry_perfdata = "items"
}
END
cat >"$work/writers.conf" <<END
const MailboxExpiryGraphitePort = $carbon_port
const MailboxExpiryInfluxPort = $influx_port
const MailboxExpiryInflux2Port = $influx2_port
const MailboxExpiryInflux2Token = "a-token"
include "$top_srcdir/contrib/metrics/graphite.conf"
include "$top_srcdir/contrib/metrics/influxdb.conf"
include "$top_srcdir/contrib/metrics/influxdb2.conf"
END
if icinga_start "$work/more.conf" "$work/writers.conf"; then ok "Icinga 2 takes the three writers"
else not_ok "Icinga 2 takes the three writers"; fi

# ---- what the check counts ------------------------------------------------------
. "$top_srcdir/tests/system/modes.sh"
sqlite3 "$state/contoso.db" <<'END'
UPDATE mailbox SET upn = 'a.b.c/../../x y=z;1|q=1@contoso.example' WHERE upn LIKE 'ada@%';
UPDATE mailbox SET upn = 'a::b,c "d\@contoso.example' WHERE upn LIKE 'cleo@%';
END
# counted TIME: $work/TENANT is what the check says then, $work/expected that as JSON
counted() {
	now=$1
	for tenant in contoso fabrikam; do
		"$check_program" --config "$conf" --tenant "$tenant" --at "$now" >"$work/$tenant"
	done
	"$check_program" --config "$conf" --tenant contoso --at "$now" --perfdata items >"$work/odd"
	dashboard perfdata contoso="$work/contoso" fabrikam="$work/fabrikam" >"$work/expected"
}
# The same numbers as in the report for programs.
same_as_json() {
	"$check_program" --config "$conf" --at "$now" --output-format json >"$work/report"
	jq -c '.tenants[] | [.tenant, .in_window, .states.WARNING, .states.CRITICAL,
		.phases.overdue, .phases.lost, .phases.connected, .phases.undated,
		.phases["past-unproven"], .phases.subscription, .phases.restored, .phases.released,
		.restorable, .seats_missing, .lost_recently, .soonest_left_s, .data_age_s]' \
		"$work/report" >"$work/one"
	jq -c 'to_entries[] | [.key, (.value | .in_window, .warning, .critical, .overdue, .lost,
		.connected, .undated, .past_unproven, .subscription, .restored, .released,
		.restorable, .seats_missing, .lost_recently, .soonest_left, .data_age | .value)]' \
		"$work/expected" >"$work/two"
	is "$1" "$(cat "$work/two")" "$(cat "$work/one")"
}

told() { # HOST FILE: the last result is that of the check
	[ "$(icinga_attributes "$1" mailbox-expiry '"last_check_result"' |
		jq -r '.results[0].attrs.last_check_result.performance_data | join(" ")')" = \
		"$(sed -n '1s/.* | //p' "$2")" ]
}
all_told() { told contoso "$work/contoso" && told fabrikam "$work/fabrikam" && told "$odd" "$work/odd"; }
count_at() { # TIME
	counted "$1"
	for host in contoso fabrikam "$odd"; do
		icinga_set "$(printf %s "$host" | sed 's| |%20|g; s|/|%2F|g')" \
			vars.mailbox_expiry_at "$now" || not_ok "time of $host"
		icinga_recheck "$host" mailbox-expiry
	done
	if wait_for 20 all_told; then ok "counted at $1"; else not_ok "counted at $1"; fi
}
ln -s "$conf" "$work/ready"
count_at "$now"
same_as_json "as the JSON has it"
cp "$work/expected" "$work/before"
# What comes before it is connected is gone, and it takes some seconds to try.
is_connected() { grep -q 'Finished reconnecting to Graphite' "$icinga_log"; }
wait_for 30 is_connected
second=$(date +%s)
is_later() { [ "$(date +%s)" -gt "$second" ]; }
wait_for 5 is_later
# Results of one count may be seconds apart: all since then are one.
export SINCE=$((second + 1))
count_at 2026-03-31T09:40:00Z
same_as_json "and a day later"
# What it has not sent yet it sends now.
icinga_stop

# ---- what is found --------------------------------------------------------------
output=$(dashboard influxdb "$boards-influxdb.json" "http://127.0.0.1:$influx_port" "$work/expected" 2>&1)
like "every query of the dashboard finds it, in InfluxDB" "$output" '^[0-9]{2,} looked at, 0 wrong$'
output=$(dashboard influxdb "$boards-influxdb.json" "http://127.0.0.1:$influx_port" "$work/before" 2>&1)
unlike "and not what was before" "$output" '0 wrong$'
points() { influx_ask "SELECT * FROM $1..mailbox_expiry GROUP BY *" | jq -c '.results[0].series[]' | sort; }
points second >"$work/two"
points icinga2 >"$work/one"
is "the writer for InfluxDB 2 sends the very same" "$(cmp "$work/one" "$work/two" 2>&1)$(
	[ "$(wc -l <"$work/one")" -gt 50 ] || wc -l <"$work/one")" ""
agrees() {
	output=$(dashboard graphite "$boards-graphite.json" "$carbon_dir" "$work/expected" 2>&1)
	case $output in *' 0 wrong') ;; *) false ;; esac
}
wait_for 15 agrees
like "every target of the other finds it, in Graphite" "$output" '^[0-9]{2,} looked at, 0 wrong$'
output=$(dashboard graphite "$boards-graphite.json" "$carbon_dir" "$work/before" 2>&1)
unlike "and not what was before there" "$output" '0 wrong$'

# ---- how they are named -----------------------------------------------------------
labels=$(sed -n '1s/.* | //p' "$work/odd" | tr ' ' '\n' | cut -d= -f1 | LC_ALL=C sort)
like "each mailbox is there by its object id" "$labels" '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
is "InfluxDB: one metric for each label" "$(influx_ask \
	"SHOW TAG VALUES FROM mailbox_expiry WITH KEY = metric WHERE hostname = '$odd'" |
	jq -r '.results[0].series[0].values[][1]' | LC_ALL=C sort)" "$labels"
dashboard files "$carbon_dir/whisper/icinga2" >"$work/files"
own=my_tenant_example____x/services/mailbox-expiry/mailbox_expiry/perfdata
is "Graphite: one folder for each label" "$(grep "^$own/" "$work/files" |
	sed "s|^$own/||; s|/.*||" | LC_ALL=C sort -u)" "$labels"
is "and nothing beside" "$(grep -vE '^[A-Za-z0-9_-]+/(host/[a-z]+/|services/[a-z-]+/mailbox_expiry/perfdata/([a-z_]+|[0-9a-f-]{36})/)[a-z_]+\.wsp$' "$work/files")" ""
of() { /usr/bin/python3 -c 'import sys, whisper
info = whisper.info(sys.argv[1])
print(info["aggregationMethod"], info["xFilesFactor"], *[a["secondsPerPoint"] for a in info["archives"]])' \
	"$carbon_dir/whisper/icinga2/$1.wsp"; }
id=$(echo "$labels" | grep -- -.*- | head -n 1)
is "the least that was left is kept" "$(of "$own/soonest_left/value") $(of "$own/$id/value")" \
	"min 0.0 900 7200 min 0.0 900 7200"
is "and the most of the others" "$(of "$own/critical/value")" "max 0.0 900 7200"
done_testing
