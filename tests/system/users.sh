# SPDX-License-Identifier: MIT
# For tests about who may do what: sourced behind lib.sh.  As root the state
# directory belongs to one user (the collector's) and a group, as which a third
# user reads; anybody else is all of these himself.

bin=$work/bin
mkdir -p "$bin"
# The tree may lie where other users cannot look.
cp "$check_program" "$collect_program" "$handle_program" "$bin/" || exit 1
chmod 755 "$work" "$bin"
check_program=$bin/check_mailbox_expiry
collect_program=$bin/mailbox_expiry_collect
handle_program=$bin/handle_mailbox_expiry

# In memory, if there is such a place: hundreds of runs wait for no disk.
state_in_memory() {
	memory=$(mktemp -d /dev/shm/mbx.XXXXXX 2>/dev/null) || return 0
	chmod 755 "$memory"
	state=$memory/state
	trap 'rm -rf "$memory"; finish_up' EXIT
}

is_root=
owner=$(id -u)
reader=$owner
readers=$(id -g)
if [ "$owner" = 0 ] && command -v setpriv >/dev/null; then
	is_root=yes
	owner=$(id -u daemon)
	reader=$(id -u nobody)
	readers=$(id -g nobody)
fi

as_user() { # UID COMMAND...
	as=$1
	shift
	if [ -n "$is_root" ]; then
		setpriv --reuid="$as" --regid="$readers" --clear-groups "$@"
	else
		"$@"
	fi
}

# An empty state directory, as the installation guide says.
state_new() {
	rm -rf "$state"
	mkdir -p "$state"
	chmod 750 "$state"
	[ -z "$is_root" ] || chown "$owner:$readers" "$state" "$work/secret"
}
