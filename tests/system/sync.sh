# SPDX-License-Identifier: MIT
# What the two tests of "handle_mailbox_expiry sync" share: a few mailboxes of two
# tenants, the core they are in, and what is seen there.  Sourced behind lib.sh,
# handler.sh, icinga2.sh or nagios.sh, and button.sh.
#
# Time is the real one; "a day later" is --at, which moves the judgement alone.

# Not on the hour: "1d 15h left" has half an hour to stay.
ago() {
	[ "$1" != "28 days" ] || set -- "40830 minutes"
	date -u -d "$1 ago" +%Y-%m-%dT%H:%M:%SZ
}
mailboxes="lic-one lic-two lic-odd usr-one shd-one lic-let"
odd="o'brien!;|\$(id)\`x\`\\@contoso.example"
upn_of() {
	case $1 in
	wide-*) echo "$1@fabrikam.example" ;;
	lic-odd) printf '"%s"\n' "$odd" ;; # echo may take the \ for its own
	*) echo "$1@contoso.example" ;;
	esac
}
# The service of a mailbox: its address, and the beginning of its object id.
service_of() {
	case $1 in
	lic-odd) echo mbx-o-brien-id-x-55555555 ;;
	*) echo "mbx-$1-55555555" ;;
	esac
}
in_days() { date -u -d "$1" +%Y-%m-%dT%H:%M:%SZ; }
# sync [OPTION...]: $code, $output; $said is its last line of numbers
sync() {
	handle sync -v "$@"
	said=$(printf '%s\n' "$output" | sed -n 's/^\(icinga2 main\|nagios\): \([0-9]* created.*\)/\2/p')
}
our_services() { # the short names of those on contoso
	core list contoso | sed -n 's/^mbx-\(.*\)-55555555 .*/\1/p' | sort | tr '\n' ' '
}
ours_are() { [ "$(our_services)" = "$1" ]; }
# A handler with another check beside it: what it does is on standard input.
sync_with_check() {
	mkdir -p "$work/other"
	cp "$handle_program" "$work/other/handle_mailbox_expiry"
	cat >"$work/other/check_mailbox_expiry"
	chmod 755 "$work/other/check_mailbox_expiry"
	was_program=$handle_program
	handle_program=$work/other/handle_mailbox_expiry
	sync
	handle_program=$was_program
}
all_ours="lic-let lic-one lic-two o-brien-id-x shd-one usr-one "

# broken NAME WHY: whatever a check may do but answer; nothing is removed
broken() {
	sync_with_check
	is "$1: nothing is done" "$code $said" "1 "
	like "$1: and it is said" "$output" "$2"
}
sync_broken_checks() {
	before=$(core list contoso)
	broken "nothing at all" 'no list of mailboxes: nothing was said' <<'END'
#!/bin/sh
END
	broken "UNKNOWN" 'no list of mailboxes: UNKNOWN: the disk hangs' <<'END'
#!/bin/sh
echo "UNKNOWN: the disk hangs"; exit 3
END
	broken "half of it" '"tenants" is missing or wrong' <<'END'
#!/bin/sh
printf '{"tenants":[{"tenant":"contoso","judged":true,"problem":null,"count":0,"services":['
END
	broken "a list, and then an end that was none" 'exit status 3' <<'END'
#!/bin/sh
printf '{"tenants":[{"tenant":"contoso","judged":true,"problem":null,"count":0,"services":[]}]}\n'; exit 3
END
	broken "crashed behind a whole list" 'ended by signal 9' <<'END'
#!/bin/sh
printf '{"tenants":[{"tenant":"contoso","judged":true,"problem":null,"count":0,"services":[]}]}\n'; kill -9 $$
END
	broken "another version" '"judged"|"services"|"tenant" is missing or wrong' <<'END'
#!/bin/sh
printf '{"tenants":[{"name":"contoso"}]}\n'
END
	sync_with_check <<'END'
#!/bin/sh
printf '{"tenants":[]}\n'
END
	is "a list without our tenants removes nothing" "$code $said" "0 0 created, 0 changed, 0 removed, 0 results"
	is "all of it changed nothing" "$(core list contoso)" "$before"
}
