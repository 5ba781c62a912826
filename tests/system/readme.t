#!/bin/sh
# SPDX-License-Identifier: MIT
# Every shell command of README.md is executed, in its order, as root on a copy of
# this system: the file system below an overlay that is thrown away, a network of its
# own, Microsoft simulated.  Replaced are systemctl, which runs the collector as its
# unit says, apt-get, which looks whether the packages are what this was built with, and az,
# which looks at what it is told.  A block that nothing here knows fails.
# (Examples of what the programs print: tests/lint/readme.t.)
if [ -z "${README_ALONE-}" ] && [ "$(id -u)" = 0 ] &&
	unshare -mnpf --kill-child --mount-proc true 2>/dev/null; then
	export README_ALONE=yes
	exec unshare -mnpf --kill-child --mount-proc sh "$0"
fi
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
if [ ! -e "$top_srcdir/.git" ]; then
	ok "of a distribution: the tree it came from has run it"
	done_testing
	exit
fi
# The first process of all: only then is nothing of what follows done to the host.
[ -n "${README_ALONE-}" ] && [ $$ = 1 ] || skip_all "needs root and name spaces of its own"
for program in ip adduser useradd nagios4 snmptranslate autoreconf; do
	PATH=$PATH:/usr/sbin:/sbin
	command -v $program >/dev/null || skip_all "needs $program"
done
ip link set lo up

# ---- the blocks ------------------------------------------------------------------
# $work/block.N, with what it is in $work/kind.N
awk -v work="$work" '
	/^```/ && on { on = 0; close(file); next }
	/^```/ { on = 1; n++; file = work "/block." n
		print substr($0, 4) >(work "/kind." n); close(work "/kind." n)
		printf "" >file; next }
	on { print >file }
	END { print n >(work "/blocks") }' "$top_srcdir/README.md"
blocks=$(cat "$work/blocks")
is_block() { grep -qF -e "$2" "$work/block.$1"; }

# ---- rights, as Microsoft publishes them -------------------------------------------
# https://learn.microsoft.com/graph/permissions-reference: application permissions
cat >"$work/rights" <<'END'
df021288-bdef-4463-88db-98f22de89214 User.Read.All reader
e2f98668-2877-4f38-a2f4-8202e0717aa1 LicenseAssignment.Read.All reader
b0afded3-3588-46d8-8b3d-9842eff778da AuditLog.Read.All reader
40f97065-369a-49f4-947c-6a255697ae91 MailboxSettings.Read reader
5facf0c1-8979-4e95-abcf-ff3d079771c0 LicenseAssignment.ReadWrite.All writer
eccc023d-eccf-4e7b-9683-8813ab36cecc User.DeleteRestore.All writer
3011c876-62b7-4ada-afa2-506cbbecc68c User.EnableDisableAccount.All extra
741f803b-c850-494e-b5df-cde7c675a1ca User.ReadWrite.All extra
END
rights_of() { # KIND...: their ids, or names with -n
	column=1
	[ "$1" != -n ] || { column=2; shift; }
	for kind in "$@"; do
		awk -v kind="$kind" -v column=$column '$3 == kind { print $column }' "$work/rights"
	done | sort
}
GUID='[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'

# ---- a copy of this system ------------------------------------------------------------
# Not below $work, which is removed in the end; nor is anything of this system's own
# mounted in there: what is written, or removed, is only in memory.
layer=/mnt
root=$layer/root
fake=$work/fake
mkdir "$fake" && mount -t tmpfs none "$layer" || skip_all "nothing can be mounted here"
leave_layer() { cd / && umount -l "$layer"; }
at_exit="$at_exit leave_layer"
mkdir "$layer/upper" "$layer/work" "$root" &&
	mount -t overlay overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" "$root" &&
	mount -t tmpfs none "$root/dev" && mount -t proc proc "$root/proc" &&
	mount -t tmpfs none "$root/tmp" && mkdir -p "$root$fake" &&
	mount --bind "$fake" "$root$fake" || skip_all "needs an overlay"
for node in "null 3" "zero 5" "full 7" "random 8" "urandom 9"; do
	mknod -m 666 "$root/dev/${node% *}" c 1 "${node#* }"
done
ln -s /proc/self/fd "$root/dev/fd"
chmod 1777 "$root/tmp"
chmod 755 "$root$work"
mkdir -p "$root/src"
tar -C "$top_srcdir" --exclude=./.git --exclude=./.build --exclude=./.ci -cf - . |
	tar -C "$root/src" -xf -
echo "127.0.0.1 localhost icinga.example" >"$root/etc/hosts"
# What an administrator has: /usr/lib/nagios/plugins is not in the path.
run() { # FILE [DIRECTORY]: a block, as root types it
	output=$(cp "$1" "$fake/block" && chroot "$root" env -i HOME=/root LC_ALL=C \
		PATH="$fake:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
		CFLAGS=-O0 MAKEFLAGS=-j2 sh -c "cd '${2:-/root}' && exec sh -eu '$fake/block'" 2>&1)
	code=$?
}
runs() { # NUMBER NAME [DIRECTORY]
	run "$work/block.$1" "${3-}"
	[ "$code" = 0 ] || output=$(printf '%s\n' "$output" | tail -n 15)
	is "$2" "$code" 0
	cd "$work" || exit 1
}
in_root() { PATH=/usr/local/sbin:$PATH chroot "$root" "$@"; }

fake() { cat >"$fake/$1" && chmod 755 "$fake/$1"; }
fake apt-get <<'END'
#!/bin/sh
[ "$1" = install ] || exit 9
shift
dpkg-query -W -f '${Status}\n' "$@" | grep -v '^install ok installed' && exit 1
exit 0
END
fake az <<END
#!/bin/sh
printf '%s\n' "\$*" >>$fake/az.said
case "\$1 \$2 \$3" in
'ad app create') echo 11111111-2222-3333-4444-555555555555 ;;
'ad sp create') ;;
'ad app credential') for last; do :; done; openssl x509 -noout -in "\${last#@}" ;;
'ad app permission') ;;
*) exit 9 ;;
esac
END
# enable and restart, by the unit files as they were installed.
fake systemctl <<END
#!/bin/sh
echo "\$*" >>$fake/systemctl.said
value() { sed -n "s/^\$2=//p" "\$1" | head -n 1; }
start() { # UNIT-FILE INSTANCE
	set -- "\$(value "\$1" User)" "\$(value "\$1" ExecStart | sed "s/%i/\$2/g")"
	setpriv --reuid="\$1" --regid="\$1" --init-groups \$2
}
case \$1 in
restart)
	[ "\$2" = snmpd ]
	exit ;;
enable) [ "\$2" = --now ] || exit 9 ;;
*) exit 9 ;;
esac
shift 2
for unit; do
	case \$unit in *.*) ;; *) unit=\$unit.service ;; esac
	file=/etc/systemd/system/\$(echo "\$unit" | sed 's/@[^.]*/@/')
	[ -f "\$file" ] || { echo "no unit \$file"; exit 1; }
	grep -q '^\[Install\]' "\$file" || { echo "\$unit cannot be enabled"; exit 1; }
	instance=\$(echo "\$unit" | sed -n 's/.*@\(.*\)\..*/\1/p')
	case \$unit in
	*collect@*.timer) start "\${file%.timer}.service" "\$instance" || exit ;;
	esac
done
END

# The configuration is what the blocks of ini say, with the simulated tenant in place
# of Microsoft; it knows the certificate that was just made.
configure() {
	sim_start --clock running <<-END
		$(sim_head $all_roles "$(date -u -d '-25 days' +%Y-%m-%dT%H:%M:%SZ)" |
			sed 's/domain=[^ ]*/domain=contoso.onmicrosoft.com/')
		app made client_id=11111111-2222-3333-4444-555555555555 certificate=$work/reader.pem roles=$all_roles
		sku ENTERPRISEPACK
		user ada@contoso.onmicrosoft.com sku=ENTERPRISEPACK
		user ben@contoso.onmicrosoft.com sku=ENTERPRISEPACK
		remove-license ben@contoso.onmicrosoft.com by=ada@contoso.onmicrosoft.com
		now $(date -u +%Y-%m-%dT%H:%M:%SZ)
	END
	cp "$sim_dir/ca.pem" "$root/etc/mailbox-expiry/sim.pem"
	for block in "$work"/kind.*; do
		[ "$(cat "$block")" != ini ] || cat "$work/block.${block##*.}"
	done | sed "/^\[tenant contoso\]/a graph_url = $sim_url\nlogin_url = $sim_url\nca_file = /etc/mailbox-expiry/sim.pem" \
		>"$root/etc/mailbox-expiry/mailbox-expiry.conf"
}

number=0
unknown=
while [ $number -lt "$blocks" ]; do
	number=$((number + 1))
	case $(cat "$work/kind.$number") in
	'' | console | 'console button' | ini) continue ;; # pictures; tests/lint/readme.t
	powershell)
		# There is no tenant to change: its words are held against the table.
		is "PowerShell: the rights of the reader" \
			"$(grep -oE "'[A-Za-z]+\.[A-Za-z.]*Read(\.All)?'" "$work/block.$number" | tr -d "'" | sort)" \
			"$(rights_of -n reader)"
		is "PowerShell: the id of Microsoft Graph" \
			"$(grep -oE "$GUID" "$work/block.$number")" 00000003-0000-0000-c000-000000000000
		is "PowerShell: parentheses are closed" \
			"$(tr -cd '({' <"$work/block.$number" | wc -c)" "$(tr -cd ')}' <"$work/block.$number" | wc -c)"
		continue
		;;
	sh) ;;
	*) unknown="$unknown $number ($(cat "$work/kind.$number"))"; continue ;;
	esac
	sh -n "$work/block.$number" || not_ok "block $number is no shell"

	if is_block $number contrib/demo; then
		# They take minutes, and are what CI and demo's own test run.
		is "demo and verify are there" \
			"$(cd "$top_srcdir" && sed 's/ .*//' "$work/block.$number" | while read -r file; do
				bash -n "$file" && [ -x "$file" ] || echo "$file"
			done)" ""
	elif is_block $number build-deb; then
		# Building and installing them is tests/system/packages.t.
		like "packages: where they are put" "$(cat "$top_srcdir/contrib/packaging/build-deb")" '[.]build/deb'
	elif is_block $number --self-test; then
		run "$work/block.$number"
		like "the first look: the reader signs in" "$output" '^ok +.*token'
		like "and what is not there yet is told" "$output" '^(warn|FAIL|skip) '
	elif is_block $number mailbox-expiry-sync.timer; then
		runs $number "the unit of the services"
	elif is_block $number 'make install'; then
		runs $number "it is built and installed" /src
		is "for this system" "$(in_root mailbox_expiry_collect --help | grep -o '\[/etc/.*\]')" \
			'[/etc/mailbox-expiry/mailbox-expiry.conf]'
	elif is_block $number 'openssl req'; then
		runs $number "a key and a certificate"
		is "the key is root's alone" "$(in_root stat -c '%a %U' /etc/mailbox-expiry/contoso.key)" "600 root"
		# "Make the key as above, with writer for reader in the names."
		sed 's/reader/writer/; s/contoso/contoso-writer/g' "$work/block.$number" >"$work/writer"
		run "$work/writer"
		is "and another pair for the writer" "$code" 0
		cp "$root/etc/mailbox-expiry/contoso.pem" "$work/reader.pem"
	elif is_block $number 'mailbox-expiry-reader --query' || is_block $number 'mailbox-expiry-writer --query'; then
		kinds=reader
		! is_block $number mailbox-expiry-writer || kinds="reader writer"
		rm -f "$fake/az.said"
		runs $number "az: the app registration of the ${kinds#reader }"
		said=$(cat "$fake/az.said")
		is "az: these rights and no others" "$(printf '%s\n' "$said" | grep 'permission add' |
			grep -oE "$GUID=Role" | sed 's/=Role//' | sort)" "$(rights_of $kinds)"
		like "az: of Microsoft Graph" "$said" 'permission add .*--api 00000003-0000-0000-c000-000000000000 '
		like "az: and consent" "$said" '^ad app permission admin-consent --id 11111111'
		is "az: what else is named is in the table" "$(grep '^#' "$work/block.$number" |
			grep -oE "$GUID" | sort)" "$([ "$kinds" = reader ] || rights_of extra)"
	elif is_block $number adduser; then
		configure
		runs $number "users, owners and modes"
	elif is_block $number 'su -s /bin/sh nagios'; then
		run "$work/block.$number"
		like "the first run" "$output" '^OK: contoso: 1 in their window'
		like "and the check as nagios" "$code $output" '^WARNING: contoso: 1 mailbox in its window.*ben@contoso'
	elif is_block $number 'mailbox-expiry-collect@contoso.timer'; then
		runs $number "the timer"
	elif is_block $number mailbox-expiry-handler.path; then
		runs $number "the units of the handler"
	elif is_block $number 'output-format html'; then
		PATH=$PATH:/usr/lib/nagios/plugins
		# Its exit code is the state, which stops no person's shell.
		sed 's,^check_mailbox_expiry,set +e; /usr/lib/nagios/plugins/&,' \
			"$work/block.$number" >"$work/html"
		run "$work/html"
		like "a page" "$code $(head -c 15 "$root/root/month.html")" '^0 <!DOCTYPE html>'
	elif is_block $number agentXPerms; then
		# Asking is what tests/system/snmp.t does, with a real snmpd: here the
		# names it is asked by are known once the file is where it is put.
		grep -v '^snmptable ' "$work/block.$number" >"$work/snmp"
		run "$work/snmp"
		is "SNMP: what is to be done before asking" "$code" 0
		like "the subagent's user may read" \
			"$(in_root id -Gn mailbox-expiry-agentx)" '(^| )mailbox-expiry( |$)'
		like "snmpd is told who may connect" \
			"$(cat "$root/etc/snmp/snmpd.conf.d/mailbox-expiry.conf")" '^agentXPerms .* mailbox-expiry-agentx$'
		like "and was restarted" "$(cat "$fake/systemctl.said")" '^restart snmpd$'
		# What the MIB imports comes with snmp-mibs-downloader, which is not free.
		cp "$top_srcdir"/tests/fixtures/mibs/* "$root/usr/share/snmp/mibs/"
		table=$(sed -n 's/^snmptable .* //p' "$work/block.$number")
		like "the table it asks for is in the MIB" "$(in_root env MIBS=MAILBOX-EXPIRY-MIB \
			snmptranslate -On "$table" 2>&1)" '^[.0-9]+$'
	else
		unknown="$unknown $number ($(head -n 1 "$work/block.$number"))"
	fi
done
is "every block is known to this test" "$unknown" ""
done_testing
