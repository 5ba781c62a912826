# SPDX-License-Identifier: MIT
# Users of a tenant.  Sourced by scale.sh.
. "$top_srcdir/tests/bench/pages.sh"
begin "Collecting a tenant that is listed whole, over TLS from a simulated Graph on this machine" <<END
collector: mailbox_expiry_collect, a run after the first one; 3 mailboxes in 1,000 users were lost
curl: one curl that fetches the same pages over one connection and throws them away
in turn; whole processes, wall and CPU time, peak memory
END
for users in $(sizes "1000 3000 10000 30000 100000 300000 1000000" "300 1000"); do
	case $users in
	1000000) turns=3 ;;
	300000) turns=5 ;;
	*) turns=11 ;;
	esac
	rm -rf "$state"
	sim_start --generate "users=$users,plans=13,lost=$((users / 500)),deleted=$((users / 1000)),shared=0,cache=yes" </dev/null
	conf_write 'listing = whole'
	sim_clock
	collect
	write_urls "$users"
	pages=$(((users + page - 1) / page))
	case "$code $(curl -K "$work/urls" -w '%{http_code}\n' | sort | uniq -c)" in
	"0 "*[" "]"$pages 200") ;;
	*)
		echo "scale.sh: not what was wanted: $output"
		exit 1
		;;
	esac
	turns "$users" $turns \
		collector "$collect_program" --config "$conf" --at "$now" -- \
		curl curl -K "$work/urls"
	sim_stop
done
