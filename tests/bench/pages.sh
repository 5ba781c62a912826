# SPDX-License-Identifier: MIT
# The pages of a generated tenant without the collector: what one curl fetches
# them with, over the same kind of connection, to throw them away.  Behind lib.sh.
secret=generated-secret
page=999
select='id,userPrincipalName,displayName,mail,accountEnabled,userType,usageLocation,onPremisesSyncEnabled,createdDateTime,assignedLicenses,assignedPlans'

# write_urls USERS: the requests, as a configuration of curl in $work/urls
write_urls() {
	token=$(curl -sS --cacert "$sim_dir/ca.pem" \
		-d "client_id=$client_id&client_secret=$secret&grant_type=client_credentials" \
		-d 'scope=https%3A%2F%2Fgraph.microsoft.com%2F.default' \
		"$sim_url/$tenant_id/oauth2/v2.0/token" |
		sed 's/.*"access_token":"\([^"]*\)".*/\1/')
	awk -v users="$1" -v page=$page -v token="$token" -v ca="$sim_dir/ca.pem" \
		-v url="$sim_url/v1.0/users?\$top=$page&\$select=$select" '
	BEGIN {
		print "silent\ncacert=" ca
		print "header=\"Authorization: Bearer " token "\""
		for (at = 0; at * page < users; at++) {
			skip = sprintf("&$skiptoken=m~%x.%x.n", at * page, at)
			print "url=\"" url (at ? skip : "") "\"\noutput=/dev/null"
		}
	}' >"$work/urls"
}
