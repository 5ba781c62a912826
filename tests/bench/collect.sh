#!/bin/sh
# SPDX-License-Identifier: MIT
# A tenant listed whole, beside one curl that fetches the same pages and throws
# them away; then the pages themselves, searched and parsed.
# BENCH_USERS=1000000 BENCH_CACHE=no: also so large a tenant, for its memory.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/bench/pages.sh"
bench=$top_builddir/tests/bench
missed=0

start() { # USERS KEYS
	rm -rf "$state"
	sim_start --generate "users=$1,plans=13,lost=200,deleted=100,shared=50,$2" </dev/null
	conf_write 'listing = whole'
	sim_clock
}

run_collector() { # NAME OPTIONS... [-- PEER...]
	name=$1
	shift
	"$bench/pair" "$@" "$name" \
		collector "$collect_program" --config "$conf" --at "$now" $peer ||
		missed=1
}

start 100000 cache=yes
write_urls 100000
curl -K "$work/urls" -w '%{http_code} %{size_download}\n' | awk '
	{ bytes += $2; if ($1 == 200) pages++ }
	END { printf "%d pages, %.0f MB\n", pages, bytes / 1e6 }'
peer="-- curl curl -K $work/urls"
run_collector "100,000 users listed whole" -n 11 -r 1.5 -m 32
curl -sS --cacert "$sim_dir/ca.pem" -H "Authorization: Bearer $token" \
	"$sim_url/v1.0/users?\$top=$page&\$select=$select" >"$work/page"
"$bench/prefilter_speed" "$work/page" || missed=1
sim_stop
if [ -n "${BENCH_USERS-}" ]; then
	start "$BENCH_USERS" "cache=${BENCH_CACHE-no}"
	peer=
	run_collector "$BENCH_USERS users listed whole" -n 1 -m 32
fi
exit $missed
