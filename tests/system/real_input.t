#!/bin/sh
# SPDX-License-Identifier: MIT
# The graph port, asked every question with every body that was ever documented
# or recorded: never a crash, never a wrong verdict, always the right sentence.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/bodies.sh"

meet=$top_builddir/tests/system/meet_body
[ -x "$meet" ] || skip_all "meet_body was not built: cmocka is missing"

# met [STATUS [ID]]: what each question made of $given, in $met
given=$work/given
met() { met=$("$meet" "$given" "$@" 2>&1); }
# makes NAME PLACE PATTERN: of what was met
makes() {
	like "$1" "$(printf '%s\n' "$met" | grep "^$2: ")" "^$2: $3"
}

# Whoever answers "ok" without having found anybody has done no harm; whom an
# example does show with a lost mailbox is asked for below.
for file in "$bodies"/*; do
	wrong=
	cp "$file" "$given"
	for status in 200 204 302 400 401 403 404 429 500; do
		met "$status"
		code=$?
		lines=$(printf '%s\n' "$met" |
			grep -Ec '^[a-z-]+: (ok|config|permission|wait|remote)')
		[ "$code" = 0 ] && [ "$lines" = 10 ] &&
			[ "$(printf '%s\n' "$met" | wc -l)" = 10 ] ||
			wrong="$wrong $status(exit $code, $lines answers)"
		printf '%s\n' "$met" | grep -Eq '^(users|filter|by-id): ok.*@' &&
			wrong="$wrong $status(somebody lost a mailbox)"
	done
	is "${file##*/} is met by every question" "$wrong" ''
done

page "$(body user_licensed.json)" >"$given"
met
makes "a licensed user is in no danger" users 'ok listed=1$'
body user_licensed.json >"$given"
met 200 eec4e168-4724-48d3-b1d5-4bba4397b954
makes "and alive by id" by-id 'ok \[billing@octiga.com mail=billing@octiga.com plans=alive at=[^ ]* licenses=1\]$'
page "$(body user_never_licensed_sharedlike.json)" >"$given"
met
makes "one that never had a license is in no danger" users 'ok listed=1$'
body user_never_licensed_sharedlike.json >"$given"
met 200 6e362ac6-3280-4bf2-8a3b-60c6bc47b961
makes "and has no plan" by-id 'ok \[accounts@octiga.com .* plans=none at=- licenses=0\]$'

page "$(plans_user e5@x.example "$(body assignedplans_e5_duplicates_deleted.json)")" >"$given"
met
makes "a plan twice Deleted is not the mailbox's" users 'ok listed=1$'
page "$(plans_user e5@x.example "$(body assignedplans_e5_duplicates_deleted.json |
	sed 's/882e1d05-acd1-4ccb-8708-6ee03664b117/efb87545-963c-4e0d-99df-69c6916d9eb0/')")" >"$given"
met
makes "Enabled wins over Deleted twice" users 'ok listed=1$'
page "$(plans_user e5@x.example "$(body assignedplans_e5_duplicates_deleted.json |
	sed 's/882e1d05-acd1-4ccb-8708-6ee03664b117/efb87545-963c-4e0d-99df-69c6916d9eb0/
	s/Enabled/Deleted/')")" >"$given"
met
makes "of several Deleted ones the newest dates it" users \
	'ok \[e5@x.example .* plans=deleted at=2020-07-01T10:36:43Z licenses=0\] listed=1$'

page "$(plans_user ad_test@x.example "$(unlicensed_plans)")" >"$given"
met
makes "service exchange alone is no mailbox" users 'ok listed=1$'
page "$(plans_user ad_test@x.example "$(unlicensed_plans |
	sed 's/5136a095-5cf0-4aff-bec3-e84448b38ea5/9aaf7827-d63c-4b61-89c3-182f06f82e5c/')")" >"$given"
met
makes "a Deleted mailbox plan is" users \
	'ok \[ad_test@x.example .* plans=deleted at=2020-12-15T11:59:33Z'

page "$(sql "SELECT json_set(json_extract(readfile('$bodies/deleteditems_users_value_m365cli.json'),
	'\$[0]'), '\$.deletedDateTime', '2026-11-01T00:00:00Z')")" >"$given"
met
makes "the name of a deleted user is unmangled" deleted \
	'ok \[john@contoso.com mail=john@contoso.com plans=none .*deleted=2026-11-01T00:00:00Z\]$'
sql "SELECT json_object('value', json(readfile('$bodies/deleteditems_users_value_m365cli.json')))" >"$given"
met
makes "a deleted user without a date is none" deleted 'permission: .*deletedDateTime is absent or null'
body deleteditems_list_groups.json >"$given"
met
makes "nor is a group" deleted 'permission: .*deletedDateTime is absent or null'
body users_list_default.json >"$given"
met
makes "users without plans are refused, not harmless" users \
	'remote: listing of users, page 1: .*assignedPlans is absent or null'

body subscribedskus_list.json >"$given"
met
makes "products" skus 'ok \[ENTERPRISEPREMIUM free=11 plans=1\] \[CRMSTANDARD free=-14 plans=1\]$'
page "$(audit_record audit_modifiedproperty_assignedlicense_removed.json)" >"$given"
met
makes "a removed license" audits \
	'ok \[00000000-0000-0000-0000-000000000001 2026-12-20T10:00:00Z by -: f245ecc8-75af-4f8e-b61f-27d8114de5f3\]$'
body directoryaudits_list.json >"$given"
met
makes "another activity" audits 'ok$'

body userpurpose_get_response_beta2021.json >"$given"
met
makes "a mailbox that answers" probe 'ok user$'
body error_mailbox_not_enabled_404.json >"$given"
met 404
makes "a mailbox that does not" probe 'ok not-found$'
makes "is not a user who is gone" by-id 'ok gone$'
body batch_response.json >"$given"
met
makes "parts nobody asked for" batch 'remote: .*no usable id'

body error_429.json >"$given"
met 429
makes "throttled" users 'wait: .*(429|busy)'
body error_advanced_params_missing.json >"$given"
met 400
makes "the filter is refused" filter 'ok no-count refused$'
makes "the listing is not" users \
	'remote: .*HTTP status 400 for users: Request_UnsupportedQuery: Unsupported Query'
body error_property_not_indexed.json >"$given"
met 400
makes "not indexed" filter 'ok no-count refused$'
body error_generic.json >"$given"
met 403
makes "a right is missing for users" users 'permission: .*grant the application permission User.Read.All'
makes "and for the audit" audits 'ok not-permitted$'
makes "and for products" skus 'permission: .*LicenseAssignment.Read.All'
makes "and for the probe" probe 'ok denied$'
body error_generic.json >"$given"
met
makes "an error that says 200" users 'remote: .*HTTP status 200 for users: invalidRange: Uploaded'

body token_response.json >"$given"
met
makes "a token" token 'ok 67 bytes, good for 3299 s$'
body imds_token_response.json >"$given"
met
makes "numbers written as texts" token 'ok 11 bytes, good for 3299 s$'
body token-client-credentials.json >"$given"
met
makes "a life that is no number" token 'ok [0-9]+ bytes, good for 300 s$'
body token-error-invalid-client.json >"$given"
met 401
makes "a wrong secret" token "config: .*give the secret's Value, not its Secret ID \(AADSTS7000215\)"
body token-error-invalid-scope.json >"$given"
met 400
makes "another cloud" token 'config: .*of the same cloud \(AADSTS500011\)'
body token-error-unknown-client.json >"$given"
met 400
makes "a client_id that is none" token 'config: .*client_id.*\(AADSTS700038\)'
body token-error-unsupported-grant-type.json >"$given"
met 400
makes "another refusal" token 'config: .*AADSTS70003'

done_testing
