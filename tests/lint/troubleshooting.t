#!/bin/sh
# SPDX-License-Identifier: MIT
# README.md quotes what the programs say when something does not work, and what it
# advises exists: files, keys, units, commands.
. "$(dirname "$0")/tap.sh"
cd "$top_srcdir" || exit 99
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
page=$scratch/page

rows() { awk '!/^\|/ { on = 0 } on && !/^\|---/; /^\| what it says \|/ { on = 1 }' README.md; }
rows >"$scratch/page"
quoted() { grep -oE '`[^`]*`' | tr -d '`'; }

# All texts of the programs, put together where they are broken.
cat plugin/*/*.[ch] snmp/*.c | tr -d '\n\t' | sed 's/" *"//g; s/\\"/"/g' >"$scratch/texts"
rows | cut -d'|' -f2 | quoted >"$scratch/said"
nothing "texts are the programs'" "$(while IFS= read -r text; do
	grep -qF -e "$text" "$scratch/texts" || echo "$text"
done <"$scratch/said")"
nothing "each is there once" "$(sort "$scratch/said" | uniq -d)"
nothing "enough of them, three columns each" "$(
	[ "$(wc -l <"$scratch/said")" -ge 25 ] || wc -l <"$scratch/said"
	[ "$(rows | wc -l)" = "$(wc -l <"$scratch/said")" ] || echo "a row without a text"
	rows | awk -F'|' 'NF != 5 { print }'
)"

rows | cut -d'|' -f3- | quoted >"$scratch/advice"
nothing "keys exist" "$(sed -nE 's/^([a-z_]+) = .*/\1/p; /^[a-z0-9]+_[a-z_]+$/p' "$scratch/advice" |
	while read -r key; do
		grep -qE "^#?$key =" contrib/mailbox-expiry.conf.sample || echo "$key"
	done)"
nothing "units exist" "$(grep -oE 'mailbox-expiry-[a-z]+\.[a-z]+' "$scratch/advice" |
	while read -r unit; do
		[ -e "contrib/systemd/$unit" ] || [ -e "contrib/systemd/$unit.in" ] || echo "$unit"
	done)"
nothing "options and commands of ours exist" "$(
	grep -ohE '(mailbox_expiry_collect|handle_mailbox_expiry|check_mailbox_expiry) [a-z-]+' $page |
		sort -u | while read -r program word; do
		case $word in
		--*) grep -qF "{\"${word#--}\"" plugin/*/options.c ;;
		*) grep -qF "= \"$word\"" plugin/handler/commands.c ;;
		esac || echo "$program $word"
	done
)"
nothing "shell commands parse" "$(grep -E '^[a-z]+ .*[-/=]' "$scratch/advice" |
	while IFS= read -r line; do sh -n -c "$line" 2>&1; done)"
nothing "files exist" "$(grep -oE '(\]\(|contrib/)[A-Za-z0-9_./-]+' $page | sed 's/^](//; s/#.*//' |
	while read -r path; do [ -e "$path" ] || echo "$path"; done)"
done_testing
