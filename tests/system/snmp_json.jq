# SPDX-License-Identifier: MIT
# The check's JSON as "TENANT COLUMN INDEX = VALUE" lines, in the MIB's words; see
# snmp_json.t.
def camel: [splits("[-_ ]")] | .[0] + (.[1:] | map((.[0:1] | ascii_upcase) + .[1:]) | add // "");
def cap: (.[0:1] | ascii_upcase) + .[1:];
def text: . // "";
def instant: . // "";
def seconds: if . == null then 0 else ([fromdateiso8601, 1] | max) end;
def left: if . == null then 2147483647 else . end;
def tri: if . == null then "unknown" else tostring end;

def columns:
	["UserId", .user_id], ["Upn", (.upn | text)],
	["DisplayName", (.display_name | text)], ["Cause", (.cause | camel)],
	["Loss", .loss], ["Phase", (.phase | camel)],
	["State", (.state | ascii_downcase)], ["LostAt", (.lost_at | instant)],
	["LostAtLatest", (.lost_at_latest | instant)],
	["Deadline", (.deadline | instant)],
	["DeadlineLatest", (.deadline_latest | instant)],
	["DeadlineSeconds", (.deadline | seconds)], ["Left", (.left_s | left)],
	["Evidence", .evidence], ["Confirmed", .confirmed],
	["AccountEnabled", (.account_enabled | tri)], ["Synced", (.synced | tri)],
	["Restorable", .restorable], ["NeedsForce", .needs_force],
	["RestoredAt", (.restored_at | instant)],
	["SeenByHandler", .seen_by_handler], ["Sku", (.sku | text)],
	["Actor", (.actor | text)];

def counts:
	(.phases | to_entries[] | ["Phase" + (.key | camel | cap), .value]),
	(.states | to_entries[] | ["State" + (.key | ascii_downcase | cap), .value]),
	["InWindow", .in_window], ["Restorable", .restorable],
	["Unconfirmed", .unconfirmed], ["LostRecently", .lost_recently],
	["SeatsNeeded", .seats_needed], ["SeatsMissing", .seats_missing];

def tenant:
	["State", (.state | ascii_downcase)], ["Problem", (.problem | text)],
	["Simulated", .simulated], ["LastError", (.last_error | text)],
	["Notes", ([.notes[].text] | join("; "))],
	(if .collected_at == null then
		["CollectedAt", ""], ["DataAge", 2147483647]
	else
		["CollectedAt", .collected_at], ["DataAge", .data_age_s],
		["MassState", (.mass_state | ascii_downcase)],
		["SoonestLeft", (.soonest_left_s | left)], counts
	end);

(.tenants[] | .tenant as $name | tenant | "\($name) mbxTenant\(.[0]) = \(.[1])"),
(.mailboxes[] | .tenant as $name | .index as $index | columns |
	"\($name) mbxMailbox\(.[0]) \($index) = \(.[1])"),
(.mailboxes | to_entries[] | .key as $at | .value |
	(columns, ["Tenant", .tenant], ["MailboxIndex", .index]) |
	"- mbxAttention\(.[0]) \($at + 1) = \(.[1])"),
"- mbxSummaryState = \(.state | ascii_downcase)",
"- mbxSummaryTenants = \(.tenants | length)",
([.tenants[] | select(.phases) | [counts] | map({key: .[0], value: .[1]}) | from_entries] |
	(.[0] // {} | keys[]) as $name | "- mbxSummary\($name) = \(map(.[$name]) | add)")
