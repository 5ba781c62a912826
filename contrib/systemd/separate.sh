#!/bin/sh
# SPDX-License-Identifier: MIT
# Gives the worker a user of its own, so that not even the collector gets at the
# writer's key or can ask for mailboxes.  Run it as root, while nothing runs:
#
#   systemctl stop 'mailbox-expiry-*'
#   sh separate.sh /var/lib/mailbox-expiry
#
# Then do what it says.  Doing it again changes nothing.
set -eu
: "${COLLECTOR=mailbox-expiry}" "${WORKER=mailbox-expiry-handler}"
: "${READERS=mailbox-expiry}"    # its group: who reads the results
: "${ASKERS=mailbox-expiry-ask}" # who may ask for mailboxes
: "${UNITS=/etc/systemd/system}"
state=${1:-/var/lib/mailbox-expiry}

fail() {
	echo "separate.sh: $*" >&2
	exit 1
}
command -v setfacl >/dev/null || fail "needs setfacl: install the package acl"
[ -d "$state" ] && [ ! -L "$state" ] || fail "$state: no such directory"
getent group "$ASKERS" >/dev/null || groupadd --system "$ASKERS"
getent passwd "$WORKER" >/dev/null ||
	useradd --system --gid "$READERS" --home-dir "$state" --shell /usr/sbin/nologin "$WORKER"

# Nobody exchanges anything under our hands.
chown root: "$state"
setfacl -b "$state"
chmod 0700 "$state"
find "$state" -maxdepth 1 -type f -links 1 \( -name '*.db' -o -name '*.lock' \) \
	! -name 'handler.*' ! -name sync.lock -exec chown "$COLLECTOR:$READERS" {} +
find "$state" -maxdepth 1 -type f -links 1 \( -name sync.lock -o -name sync.reload-due \) \
	-exec chown "$WORKER:$READERS" {} +
mkdir -p "$state/handler" "$state/inbox"
chown -h "$WORKER:$READERS" "$state/handler"
chmod 0750 "$state/handler"
# One that was put back from a backup has nothing to do with that journal.
[ ! -f "$state/handler.db" ] || rm -f "$state/handler/handler.db-journal"
for file in "$state/handler.db" "$state/handler.db-journal" "$state/handler.lock"; do
	if [ -f "$file" ] && [ ! -L "$file" ]; then
		chown "$WORKER:$READERS" "$file"
		mv "$file" "$state/handler/"
	fi
done
chown -h "$WORKER:$ASKERS" "$state/inbox"
chmod 3770 "$state/inbox"
# Whose directory it is may replace every file in it, so it is the worker's, which
# can do most.  The collector may add files, and change its own; what the worker
# writes is in a directory where nobody else adds a file.
setfacl -m "u:$COLLECTOR:rwx,g::rx,o::-" "$state"
chmod +t "$state"
chown "$WORKER:$READERS" "$state"

# StateDirectory= would give everything to the user of whatever unit starts.
drop_in() { # UNIT, lines on standard input
	mkdir -p "$UNITS/$1.d"
	{
		printf '[Service]\nStateDirectory=\nReadWritePaths=%s\n' "$state"
		cat
	} >"$UNITS/$1.d/separate.conf"
}
drop_in mailbox-expiry-collect@.service <<END
InaccessiblePaths=-$state/inbox
END
for unit in handler reconcile sync; do
	drop_in mailbox-expiry-$unit.service <<END
User=$WORKER
Group=$READERS
SupplementaryGroups=$ASKERS
END
done

cat <<END
Now:
  chown $WORKER: FILE   # each key and password of the writer and of [icinga2]
  adduser nagios $ASKERS        # the user of the monitoring core; restart it
  systemctl daemon-reload
From now on root collects by: runuser -u $COLLECTOR -- mailbox_expiry_collect
END
