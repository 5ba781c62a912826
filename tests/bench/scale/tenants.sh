# SPDX-License-Identifier: MIT
# Tenants of one machine, 20 mailboxes in the window of each.  Sourced by scale.sh.
. "$top_srcdir/tests/system/snmp.sh"
. "$top_srcdir/tests/bench/agents.sh"
. "$top_srcdir/tests/bench/pages.sh"
begin "Tenants in one configuration, 20 mailboxes in the window of each" <<END
all: one check of all tenants; one: a check with --tenant, of so many in the configuration
sqlite: plain_read.c, SQLite alone reading the same files as "all"; dummy: check_dummy
collector: a run of one of so many tenants, of 1,000 users, in which nothing has changed
in turn; whole processes, wall and CPU time, peak memory
subagent: CPU time until it shows all tenants, and peak memory, of three starts; the first of them
  makes agentx.db, which takes most
percent: of one processor, from the CPU times: each tenant collected every ten minutes, and
  two services of each checked every five minutes; dummy: the same services with check_dummy
END
dummy=/usr/lib/nagios/plugins/check_dummy
[ -x $dummy ] || dummy=$(command -v true)

# more_tenants COUNT: the configuration as it is, for so many
more_tenants() {
	sed -n '/^tenant_id/,$p' "$conf" >"$work/section"
	awk -v count="$1" '{ section = section $0 "\n" }
		END { for (i = 2; i <= count; i++) printf "[tenant t%d]\n%s", i, section }' \
		"$work/section" >>"$conf"
}
databases() { # COUNT
	"$bench/fill_state" "$state/contoso.db" 20 || exit 1
	i=1
	while [ $((i += 1)) -le "$1" ]; do
		cp "$state/contoso.db" "$state/t$i.db"
	done
}
tenants_are_there() { [ "$(snmp_get mbxSummaryTenants.0)" = "$tenants" ]; }
load_subagent() {
	loads='' peaks=''
	for start in $(sizes "1 2 3" 1); do
		ours_run "tenants$tenants-$start" tenants_are_there
		loads="$loads $(cpu_ms "$ours_pid")"
		peaks="$peaks $(peak_mib "$ours_pid")"
		end_all
	done
	# shellcheck disable=SC2086
	line "$tenants" subagent cpu_ms $loads
	# shellcheck disable=SC2086
	line "$tenants" subagent peak_mib $peaks
}
# Milliseconds in a second are tenths of a percent.
work_out_load() {
	awk -F '\t' -v OFS='\t' -v size="$tenants" '
		$1 == size && $3 == "cpu_ms" { for (i = 4; i <= 6; i++) cpu[$2, i] = $i }
		END {
			for (i = 4; i <= 6; i++) {
				checks = size * 2 * cpu["one", i] / 300
				collecting = size * cpu["collector", i] / 600
				ours = ours sprintf("\t%.4f", (checks + collecting) / 10)
				floor = floor sprintf("\t%.4f", size * 2 * cpu["dummy", i] / 3000)
			}
			print size, "ours", "percent" ours, 0
			print size, "dummy", "percent" floor, 0
		}' "$table" >"$work/percent" && cat "$work/percent" >>"$table"
}

for tenants in $(sizes "1 3 10 30 100 300 1000" "1 3"); do
	state=$work/checked$tenants
	conf=$work/conf-checked
	sim_url=https://unused.example
	conf_write 'max_age = 3h'
	more_tenants "$tenants"
	databases "$tenants"
	turns "$tenants" 21 all "$check_program" -t 60 --config "$conf" -- \
		one "$check_program" -t 60 --config "$conf" --tenant contoso -- \
		sqlite "$bench/plain_read" "$state"/*.db -- dummy $dummy 0
	load_subagent
	rm -rf "$state"

	state=$work/collected
	rm -rf "$state"
	conf=$work/conf-collected
	sim_start --generate users=1000,plans=13,lost=22,deleted=0,shared=0,cache=yes </dev/null
	conf_write
	more_tenants "$tenants"
	collect --tenant contoso
	collect --tenant contoso
	turns "$tenants" 11 collector "$collect_program" --config "$conf" --at "$now" \
		--tenant contoso
	sim_stop
	work_out_load
done
