# SPDX-License-Identifier: MIT
# The bodies Microsoft has documented and others have recorded, and what is made
# of them.  They are no part of this project; where they are not there, there is
# nothing to do.  To be read after lib.sh.

shared=${MAILBOX_EXPIRY_SHARED:-$top_srcdir/../shared}
graph=$shared/data/graph-examples
tokens=$shared/data/token-examples
if [ ! -d "$graph" ] || [ ! -d "$tokens" ]; then
	ok "no recorded bodies here"
	done_testing
	exit 0
fi
bodies=$work/bodies
mkdir "$bodies"

# ---- the bodies, and what they are made into --------------------------------
sql() { sqlite3 :memory: "$1"; }
for file in "$graph"/*.json; do
	cp "$file" "$bodies/"
done
# Recorded answers of the login service are wrapped in who recorded them when.
for file in "$tokens"/*.json; do
	sql "SELECT coalesce(json_extract(text, '\$.response.body'), text) FROM
		(SELECT cast(readfile('$file') AS TEXT) AS text)" \
		>"$bodies/$(basename "$file")"
done
for file in "$graph"/*.txt; do
	[ "${file##*/}" = sources.txt ] || cp "$file" "$bodies/"
done
chmod -R u+w "$bodies"

body() { cat "$bodies/$1"; }
# page ELEMENT...: a listing
page() {
	printf '{"@odata.count":1,"value":['
	printf '%s' "$1"
	printf ']}'
}
# The bin selects deletedDateTime, which a documented example may not.
deleted_now() {
	sql "SELECT json_set(readfile('$bodies/$1'),
		'\$.deletedDateTime', '2026-11-01T00:00:00Z')"
}
plans_user() { # UPN PLANS
	printf '{"id":"00000000-0000-0000-0000-000000000001",'
	printf '"userPrincipalName":"%s","assignedLicenses":[],' "$1"
	printf '"assignedPlans":%s}' "$2"
}
# The old directory's names for today's, and without the gap in it.
unlicensed_plans() {
	printf '['
	sed -n 's/assignedTimestamp/assignedDateTime/; /"servicePlanId"/p' \
		"$bodies/user_unlicensed_deletedplans_aadgraph.txt" |
		sed '$s/},*[[:space:]]*$/}/'
	printf ']'
}
# The management API's names for Graph's.
audit_record() {
	sql "SELECT json_object('id', 'x', 'result', 'success',
		'activityDisplayName', 'Update user',
		'activityDateTime', '2026-12-20T10:00:00.1234567Z',
		'initiatedBy', json_object('user', NULL, 'app', NULL),
		'targetResources', json_array(json_object('Type', 'User',
			'id', '00000000-0000-0000-0000-000000000001',
			'modifiedProperties', json_group_array(json_object(
				'displayName', json_extract(value, '\$.Name'),
				'oldValue', json_extract(value, '\$.OldValue'),
				'newValue', json_extract(value, '\$.NewValue'))))))
		FROM json_each(readfile('$bodies/$1'), '\$.ModifiedProperties')"
}
