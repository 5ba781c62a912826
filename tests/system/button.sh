# SPDX-License-Identifier: MIT
# What the two tests of the button share: tenants whose mailboxes were lost four
# weeks ago, a service for each of them, and what is seen when one is acknowledged.
# Sourced behind lib.sh, handler.sh and icinga2.sh or nagios.sh, with $core the
# one that is used; both offer the same words, such as icinga_ack and nagios_ack.
#
# Time is the real one, and so are all checks, but where a state is made up.

core() { # WORD ARGUMENT...: icinga_WORD or nagios_WORD
	core_word=$1
	shift
	"${core}_$core_word" "$@"
}

# ---- who lost what ---------------------------------------------------------------
# Each mailbox has a service of its own on host contoso, named as the mailbox:
# "lic": lost the license, "usr": the user was deleted, "shd": a shared one was.
ways="soft hard down quiet two sticky again reset bulk"
causes="lic usr shd"
acked=$(for way in $ways; do
	for cause in $causes; do echo "$cause-$way"; done
done)
others="lic-typo lic-mallory lic-seats lic-unknown lic-asked lic-bot lic-ack
	usr-seen usr-signin lic-nobody lic-macro
	lic-event lic-early lic-downtime usr-event
	lic-slow lic-quick1 lic-quick2 lic-quick3 lic-quick4 lic-quick5"
mailboxes="$acked $others"
fabrikam_id=44444444-4444-4444-8444-444444444444

ago() { date -u -d "$1 ago" +%Y-%m-%dT%H:%M:%SZ; }
# The object id of a mailbox, from its place in the list.
id_of() {
	# shellcheck disable=SC2086
	printf '%s\n' $mailboxes wide-lic wide-usr wide-shd |
		awk -v name="$1" '$1 == name { printf "55555555-5555-4555-8555-%012d\n", NR }'
}
upn_of() {
	case $1 in
	wide-*) echo "$1@fabrikam.example" ;;
	*) echo "$1@contoso.example" ;;
	esac
}

# person NAME: the line of the scenario that makes it
person() {
	case $1 in
	shd* | wide-shd) echo "shared $(upn_of "$1") id=$(id_of "$1")" ;;
	lic-seats) echo "user $(upn_of "$1") sku=STANDARDPACK location=DE id=$(id_of "$1")" ;;
	*) echo "user $(upn_of "$1") sku=ENTERPRISEPACK location=DE id=$(id_of "$1")" ;;
	esac
}
loses() {
	where=contoso
	case $1 in wide-*) where=fabrikam ;; esac
	case $1 in
	lic* | wide-lic) echo "remove-license $(upn_of "$1") by=admin@$where.example tenant=$where" ;;
	*) echo "delete $(upn_of "$1") by=admin@$where.example tenant=$where" ;;
	esac
}
# shellcheck disable=SC2086
button_tenants() {
	sim_start --clock running <<END
$(sim_head "$all_roles" "$(ago '40 days')")
$(sim_writer)
sku ENTERPRISEPACK seats=100
sku STANDARDPACK seats=1
$(for name in $mailboxes; do person $name; done)
tenant fabrikam id=$fabrikam_id domain=fabrikam.example
app reader client_id=$client_id secret=$secret roles=$all_roles
app writer client_id=$writer_id secret=$writer_secret roles=$writer_roles
sku ENTERPRISEPACK seats=10
$(for name in wide-lic wide-usr wide-shd; do person $name; done)
END
	sim_clock "$(ago '28 days')"
	{
		for name in $mailboxes wide-lic wide-usr wide-shd; do loses $name; done
		echo "user taker@contoso.example sku=STANDARDPACK location=DE tenant=contoso"
	} |
		curl -sS -f --data-binary @- "$sim_admin/command" >/dev/null ||
		echo "# graphsim refused a loss"
	sim_clock "$(ago '1 second')"
}

# button_conf [LINE...]: further lines of [defaults]; then sections of the core
button_conf() {
	mkdir -p "$state"
	(umask 077 && echo "$secret" >"$work/secret" && echo "$writer_secret" >"$work/writer-secret")
	{
		cat <<END
[defaults]
state_dir = $state
graph_url = $sim_url
login_url = $sim_url
ca_file = $sim_dir/ca.pem
reader_client_id = $client_id
reader_client_secret_file = $work/secret
writer_client_id = $writer_id
writer_client_secret_file = $work/writer-secret
authors = alice bob carol
deny_authors = robot
block_sign_in = yes
max_per_hour = 200
END
		printf '%s\n' "$@"
		printf '[tenant contoso]\ntenant_id = %s\n' "$tenant_id"
		printf '[tenant fabrikam]\ntenant_id = %s\n' "$fabrikam_id"
		printf '%s\n' "$button_site"
	} >"$work/conf.new"
	mv "$work/conf.new" "$conf"
}

# What the core runs instead of the handler: the handler, and how long it took
# until it had ended and nobody held its output any more, as a core waits for it.
button_handler() {
	cat >"$work/handler" <<END
#!/bin/sh
began=\$(date +%s%N)
output=\$("$handle_program" "\$@" 2>&1)
code=\$?
echo "\$(((\$(date +%s%N) - began) / 1000000)) \$code \$output \$*" >>"$work/took"
exit \$code
END
	chmod 755 "$work/handler"
	: >"$work/took"
}

# ---- seeing ----------------------------------------------------------------------
collect_now() {
	for name in contoso fabrikam; do
		"$collect_program" --config "$conf" --tenant $name >"$work/collected" 2>&1 ||
			diagnose <"$work/collected"
	done
}
handle() {
	output=$("$handle_program" "$@" --config "$conf" 2>&1 </dev/null)
	code=$?
}
# Every service of host contoso is in one of its states: "NAME STATE TYPE..." a line
shows() { # NAME WANTED(ere)
	core list contoso >"$work/list"
	grep -Eq "^$1 ($2)\$" "$work/list"
}
all_show() { # WANTED(ere) NAME...
	all_wanted=$1
	shift
	core list contoso >"$work/list"
	for name in "$@"; do
		grep -Eq "^$name ($all_wanted)\$" "$work/list" || return 1
	done
}
# Which are not as wanted, for a test to say.
unlike_all() {
	all_show "$@"
	shift
	for name in "$@"; do
		grep -Eq "^$name ($all_wanted)\$" "$work/list" || {
			grep "^$name " "$work/list"
			core output contoso "$name"
		}
	done
}
all_said() { # NAME...
	core all_comments contoso >"$work/comments"
	for name in "$@"; do
		grep -q "^$name 1 " "$work/comments" || return 1
	done
}
# What is to be seen at Graph and in the core, taken down at one time: as soon as
# something is said of each.
look() { # NAME...
	wait_for 15 all_said "$@"
	sim_requests >"$work/requests"
	curl -sS "$sim_admin/truth" >"$work/truth"
	curl -sS "$sim_admin/truth?tenant=fabrikam" >"$work/truth.fabrikam"
	core all_comments contoso >"$work/comments"
}
# What was written for a mailbox, whatever was answered: "POST restore PATCH user"
writes_for() {
	jq -r --arg id "$(id_of "$1")" '[.[] |
		select(.method != "GET" and (.path | contains($id))) |
		.method + " " + (.path | split("/")[-1] | if . == $id then "user" else . end)] |
		join(" ")' "$work/requests"
}
truth_of() {
	jq -r --arg id "$(id_of "$1")" '.. | objects | select(.id == $id) |
		"\(.state) \(.generation)"' "$work/truth" "$work/truth.fabrikam"
}
# Comments of ours, not those that acknowledge.
# All but what is said of one that somebody took back and set anew.
said() { sed -n "/another acknowledgement has taken/d; s/^$1 1 //p" "$work/comments"; }
worker_rests() {
	[ -f "$state/handler.db" ] &&
		! grep -q ":$(stat -c %i "$state/handler.lock") " /proc/locks &&
		[ "$(ask_handler "select (select count(*) from request where closed_at = 0) +
			(select count(*) from message where told_at = 0)")" = 0 ]
}
# request_of SERVICE: "STATE: REASON" of the newest
request_of() {
	ask_handler "select state || ': ' || coalesce(reason, '') from request
		where service = '$1' order by id desc limit 1"
}
requests_of() { ask_handler "select count(*) from request where service = '$1'"; }
has_request() { [ "$(requests_of "$1" 2>/dev/null)" -ge "${2:-1}" ]; }
is_decided() {
	has_request "$1" "${2:-1}" && [ "$(ask_handler "select count(*) from request
		where service = '$1' and state = 'new'")" = 0 ]
}
recheck() {
	for name in "$@"; do core recheck contoso "$name"; done
}

# ---- the story, in the order it happens --------------------------------------------
soft_ones="lic-soft usr-soft shd-soft"
downtimes="lic-down usr-down shd-down"
button_alarms() {
	core recheck_all contoso
	core recheck fabrikam mailbox-expiry
	wait_for 30 all_show '(CRITICAL|WARNING) (SOFT|HARD)' $mailboxes
	core recheck_all contoso
	core recheck fabrikam mailbox-expiry
	wait_for 30 all_show '(CRITICAL|WARNING) HARD' $mailboxes
	is "every check alarms" "$(unlike_all '(CRITICAL|WARNING) HARD' $mailboxes)" ""
	wait_for 15 core is fabrikam mailbox-expiry "CRITICAL HARD"
	for name in $soft_ones; do
		core result contoso $name 0 "fine"
	done
	wait_for 15 all_show 'OK (HARD|SOFT)' $soft_ones
	recheck $soft_ones
	for name in $downtimes; do
		core downtime contoso $name 600
	done
	core hard contoso lic-unknown 3 "who knows"
	core hard contoso lic-asked 3 "who knows"
	wait_for 15 all_show '(CRITICAL|WARNING) SOFT' $soft_ones
	wait_for 15 all_show '(CRITICAL|WARNING) HARD downtime' $downtimes
	wait_for 15 all_show 'UNKNOWN HARD' lic-unknown lic-asked
	is "some again: SOFT" "$(unlike_all '(CRITICAL|WARNING) SOFT' $soft_ones)" ""
}

ack() { # SERVICE AUTHOR COMMENT [FLAGS]
	core ack contoso "$1" "$2" "$3" ${4:+"$4"}
}
# All of the matrix, and what is to be refused: nobody waits for the one before.
button_acknowledges() {
	for cause in $causes; do
		comment="that was a mistake"
		[ $cause != usr ] || comment="#restore, she is not leaving after all"
		ack $cause-soft alice "$comment" "$plain"
		ack $cause-hard alice "$comment" "$plain"
		ack $cause-down alice "$comment" "$plain"
		ack $cause-quiet alice "$comment" "$quiet"
		ack $cause-two alice "$comment" "$plain"
		ack $cause-sticky alice "$comment" "$sticky"
		ack $cause-again alice "$comment" "$plain"
		ack $cause-again bob "$comment" "$plain"
		ack $cause-reset alice "$comment" "$plain"
		core unack contoso $cause-reset
		ack $cause-reset bob "$comment" "$plain"
	done
	core bulk_ack "-bulk" alice "#restore all of these"
	ack usr-signin carol "#restore-signin" "$plain"
	ack lic-typo alice "#relase" "$plain"
	ack lic-mallory mallory "bring it back" "$plain"
	ack lic-seats alice "bring it back" "$plain"
	ack lic-unknown alice "seen" "$plain"
	ack lic-asked alice "#restore" "$plain"
	ack lic-bot robot "acknowledged by a rule" "$plain"
	ack lic-ack alice "#ack, looking into it" "$plain"
	ack usr-seen alice "seen, she left" "$plain"
	core ack fabrikam mailbox-expiry alice "that was a mistake" "$plain"
	wait_for 15 all_show '.* acknowledged' lic-quiet usr-quiet shd-quiet
	handle reconcile
}

# back NAME WRITES: written once, the old mailbox is back, said once
back() {
	is "$1: $2, once, and back" "$(writes_for "$1"), $(truth_of "$1"), said $(said "$1" | wc -l)" \
		"$2, connected 1, said 1"
	like "$1: what is said" "$(said "$1")" "^mailbox-expiry: 1 of 1 back[;,] $(upn_of "$1"): back: "
}
# shellcheck disable=SC2086
button_brings_back() {
	wait_for 60 worker_rests || not_ok "the worker comes to rest"
	wait_for 20 all_show 'OK (HARD|SOFT)( downtime)?' $acked usr-signin
	is "every service is OK" "$(unlike_all 'OK (HARD|SOFT)( downtime)?' $acked usr-signin)" ""
	look $acked usr-signin
	for cause in $causes; do
		case $cause in
		lic) writes="POST assignLicense" ;;
		usr) writes="POST restore PATCH user" ;;
		shd) writes="POST restore" ;;
		esac
		for way in $ways; do
			back $cause-$way "$writes"
		done
	done
	back usr-signin "POST restore"
	before=$(requests_of lic-hard)
	ack lic-hard alice "why not" "$plain"
	ack shd-hard alice "#restore" "$plain"
}

# left NAME SHOWN SAID WHY: nothing is written; shown and said like this
left() {
	is "$4: nothing is written" "$(writes_for "$1")" ""
	is "$4: how the service stands" "$(unlike_all "$2" "$1")" ""
	like "$4: what is said" "$(said "$1" | sed 's/^mailbox-expiry: //; $!s/$/ AND/' | tr '\n' ' ')" "^$3\$"
}
button_refuses() {
	left lic-typo 'CRITICAL HARD' 'refused: .*unknown word "#relase"[;,] there are .*#restore.* ' "a typo"
	left lic-mallory 'CRITICAL HARD' \
		'refused: author "mallory" may not restore[;,] to allow it add .*authors = alice bob carol mallory ' \
		"somebody who may not"
	left lic-seats 'CRITICAL HARD' '.*no seat of STANDARDPACK is free \(1 of 1 in use\).* ' "no seat"
	left lic-unknown 'UNKNOWN HARD acknowledged' '' "UNKNOWN and just seen"
	left lic-asked '(UNKNOWN|CRITICAL) (HARD|SOFT)' 'refused: the service is UNKNOWN.* ' "UNKNOWN and asked for"
	left lic-bot 'CRITICAL HARD acknowledged' 'refused: .*deny_authors of tenant contoso says so ' "a bot"
	left lic-ack 'CRITICAL HARD acknowledged' '' "#ack"
	left usr-seen 'WARNING HARD acknowledged' 'nothing is done: .*the comment would have to say #restore ' \
		"a leaver, just seen"
	is "an OK service is not acknowledged" "$(requests_of lic-hard) $(said lic-hard | wc -l)" "$before 1"
}

wide_said() { core all_comments fabrikam | grep -q ": $* back"; }
wide_shows() { core list fabrikam | grep -Eq "^mailbox-expiry ($1)\$"; }
writes_for_wide() {
	for name in wide-lic wide-usr wide-shd; do printf '%s; ' "$(writes_for $name)"; done
}
button_of_a_tenant() {
	wait_for 15 wide_said 1 of 1
	like "a tenant's alert says what came of it" "$(core comments fabrikam mailbox-expiry)" \
		'^1 mailbox-expiry: 1 of 1 back[;,] wide-lic@'
	is "a tenant's alert brings back what looks like a mistake" "$(writes_for_wide)" "POST assignLicense; ; ; "
	core unack fabrikam mailbox-expiry
	core ack fabrikam mailbox-expiry bob "#restore-all" "$plain"
	wait_for 40 wide_shows 'OK HARD'
	wait_for 20 worker_rests
	wait_for 15 wide_said 2 of 2
	look
	is "#restore-all brings back the others" "$(writes_for_wide)" \
		"POST assignLicense; POST restore PATCH user; POST restore; "
	like "and says how many" "$(core comments fabrikam mailbox-expiry | tail -n 1)" ': 2 of 2 back[;,] '
}

told() { grep -E "service[= ]$1 .*$2" "$work/took"; }
events="lic-early lic-event lic-downtime usr-event"
button_events() {
	button_conf "on_event = restore"
	for name in $events; do
		core result contoso $name 0 "fine"
	done
	wait_for 15 all_show 'OK (HARD|SOFT)' $events
	core downtime contoso lic-downtime 600
	recheck $events
	wait_for 15 all_show '(CRITICAL|WARNING) SOFT( downtime)?' $events
	wait_for 15 shows lic-downtime 'CRITICAL SOFT downtime'
	recheck lic-event lic-downtime usr-event
	wait_for 20 is_decided lic-event
	wait_for 20 is_decided lic-downtime
	wait_for 20 is_decided usr-event
	wait_for 20 told lic-early SOFT >"$work/told"
	wait_for 40 worker_rests || not_ok "the worker comes to rest"
	wait_for 15 shows lic-event 'OK HARD'
	look lic-event
	back lic-event "POST assignLicense"
	like "SOFT: told, and left" "$(cut -d' ' -f2 "$work/told" | sort -u) $(requests_of lic-early) $(writes_for lic-early)" '^0 0 $'
	is "in a downtime: left" "$(request_of lic-downtime) $(writes_for lic-downtime)" \
		"done: in a downtime events restore nothing "
	like "a leaver: left" "$(request_of usr-event) $(writes_for usr-event)" \
		'^done: .*not among on_event_causes $'
	button_conf
}

worker_works() { grep -q ":$(stat -c %i "$state/handler.lock") " /proc/locks; }
button_waits_for_nobody() {
	: >"$work/took"
	sim 'fault slow delay=10'
	began=$(date +%s%N)
	ack lic-slow alice "that was a mistake" "$plain"
	wait_for 15 worker_works 2>/dev/null
	for n in 1 2 3 4 5; do
		ack lic-quick$n alice "that was a mistake" "$plain"
	done
	before=$(core get contoso mailbox-expiry last_check)
	recheck mailbox-expiry
	checked() { [ "$(core get contoso mailbox-expiry last_check)" != "$before" ]; }
	all_told() { [ "$(grep -c ACKNOWLEDGEMENT "$work/took")" -ge 6 ]; }
	wait_for 8 all_told
	wait_for 8 checked
	took=$((($(date +%s%N) - began) / 1000000))
	sort -n "$work/took" | awk '{ print "# ingest: " $1 " ms" }'
	is "the worker is still at work" "$(worker_works && echo yes)" yes
	is "six are told, and another service is checked, meanwhile" \
		"$([ $took -lt 9000 ] && all_told && checked && echo yes)" yes
	echo "# all of it after $took ms"
	# How long it takes is measured by the benchmark; here other tests run, too.
	is "it can be within 100 ms" "$([ "$(sort -n "$work/took" | head -n 1 | cut -d' ' -f1)" -lt 100 ] && echo yes)" yes
	is "and none waits for the worker" "$([ "$(sort -n "$work/took" | tail -n 1 | cut -d' ' -f1)" -lt 2000 ] && echo yes)" yes
	wait_for 60 worker_rests || not_ok "the worker comes to rest"
	look lic-slow lic-quick1 lic-quick2 lic-quick3 lic-quick4 lic-quick5
	for name in lic-slow lic-quick1 lic-quick2 lic-quick3 lic-quick4 lic-quick5; do
		back $name "POST assignLicense"
	done
}

button_tells() {
	ask_handler "select request.id, service, author, substr(comment, 1, 40), state, reason
		from request" | cut -c -200 | diagnose
}
