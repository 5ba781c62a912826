#!/bin/sh
# SPDX-License-Identifier: MIT
# systemd understands our units, and those that belong together do.
. "$(dirname "$0")/tap.sh"

units=$top_srcdir/contrib/systemd
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
for unit in "$units"/*.*; do
	[ -f "$unit" ] || continue
	name=$(basename "$unit" .in)
	# Ours is not installed while it is tested.
	sed 's|@sbindir@/[a-z_]*|/bin/true|' "$unit" >"$scratch/$name"
done

nothing "our programs are started, with commands they have" "$(
	sed -n 's|^ExecStart=@sbindir@/||p' "$units"/*.service.in | while read -r program word rest; do
		case $program in
		mailbox_expiry_collect | mailbox_expiry_agentx) ;;
		handle_mailbox_expiry)
			grep -q "\"$word\",\$" "$top_srcdir/plugin/handler/commands.c" ||
				echo "$program $word"
			;;
		*) echo "$program $word $rest" ;;
		esac
	done)"
nothing "what a path or a timer starts is there" "$(for unit in "$scratch"/*.path "$scratch"/*.timer; do
	[ -f "${unit%.*}.service" ] || basename "$unit"
done)"
nothing "one state directory" "$(grep -LE '^(StateDirectory=mailbox-expiry(/agentx)?|DirectoryNotEmpty=/var/lib/mailbox-expiry/inbox)$' \
	"$scratch"/*.service "$scratch"/*.path)"
# But for whom they may speak to.
shut_in() {
	sed -n '/^NoNewPrivileges/,$p' "$1" |
		grep -vE '^(#|\[Install|WantedBy|IPAddress|RestrictAddressFamilies=|RestrictSUIDSGID=|$)' | sort
}
shut_in "$scratch/mailbox-expiry-handler.service" >"$scratch/shut"
nothing "every service is shut in alike" "$(for service in "$scratch"/*.service; do
	shut_in "$service" | comm -3 - "$scratch/shut" |
		sed "s|^|$(basename "$service"): |"
done)"
nothing "and every one says whom it may speak to" \
	"$(grep -L '^RestrictAddressFamilies=' "$scratch"/*.service)"
# What is made setgid is refused even to a directory's owner.
nothing "the worker may make its inbox" "$(grep -n '^RestrictSUIDSGID=yes' \
	"$scratch/mailbox-expiry-handler.service")"
if command -v systemd-analyze >/dev/null; then
	nothing "no service is exposed to more than 1.6 of 10" "$(
		for unit in "$scratch"/*.service; do
			systemd-analyze security --offline=yes --threshold=16 \
				--no-pager "$unit" 2>&1 >/dev/null || basename "$unit"
		done)"
	for unit in "$scratch"/*.service "$scratch"/*.path "$scratch"/*.timer; do
		name=$(basename "$unit")
		# A template wants a name.
		case $name in *@.*) mv "$unit" "$scratch/${name%%@*}@contoso.${name##*.}" ;; esac
	done
	for unit in "$scratch"/*.service "$scratch"/*.path "$scratch"/*.timer; do
		nothing "$(basename "$unit")" "$(SYSTEMD_UNIT_PATH=$scratch: \
			systemd-analyze verify --man=no "$unit" 2>&1 |
			grep -F "$(basename "$unit")")"
	done
else
	left_out "systemd has nothing to say" "no systemd-analyze"
fi
done_testing
