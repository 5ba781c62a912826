#!/bin/sh
# SPDX-License-Identifier: MIT
# The basket for the Director of Icinga Web 2: a real Director restores it, a host is
# made with its template, the real Icinga 2 takes what it deploys, and the check runs
# as configured by it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"
. "$top_srcdir/tests/system/icinga2.sh"
. "$top_srcdir/tests/system/icingaweb.sh"
icingaweb_needs
director=$icingaweb_share/modules/director
for file in $director /usr/bin/icingacli; do
	[ -e "$file" ] || skip_all "needs $file"
done
python=/usr/bin/python3
basket=$top_srcdir/contrib/icingaweb2/director-basket.json

cli() { # ARGUMENT...: icingacli director ...
	(cd "$icingaweb_dir" && ICINGAWEB_CONFIGDIR=$icingaweb_dir/etc \
		ICINGAWEB_STORAGEDIR=$icingaweb_dir/storage icingacli director "$@") 2>&1
}
works() { # NAME COMMAND...
	name=$1
	shift
	output=$("$@")
	code=$?
	is "$name" $code 0
	output=
}

# ---- a Director, and an Icinga 2 without check.conf: the basket has its own --------
sim_start --clock running <<END
$(sim_head "$all_roles" "$(date -u +%FT%TZ)")
sku ENTERPRISEPACK seats=5
user ada@contoso.example sku=ENTERPRISEPACK
END
conf_write
collect
icinga_samples="$top_srcdir/contrib/icinga2/handler.conf $top_srcdir/contrib/icinga2/api-user.conf"
icingaweb_database && icingaweb_sql postgres -c 'create database director' &&
	icingaweb_sql director -c 'create extension pgcrypto' &&
	cat >"$work/director.conf" <<'END' &&
object Zone "director-global" { global = true }
object ApiUser "director" {
  password = "director"
  permissions = [ "*" ]
}
END
	icinga_start "$work/director.conf" &&
	icinga_endpoint="host = \"127.0.0.1\"; port = \"$icinga_port\"" &&
	icinga_restart "$work/director.conf" ||
	{ echo "Bail out! no Icinga 2"; exit 1; }
(
	cd "$icingaweb_dir" && icingaweb_configure &&
		icingaweb_resource director director >>etc/resources.ini &&
		mkdir -p etc/modules/director || exit 1
	printf '[db]\nresource = "director"\n' >etc/modules/director/config.ini
	cat >etc/modules/director/kickstart.ini <<END
[config]
endpoint = "localhost"
host = "127.0.0.1"
port = $icinga_port
username = "director"
password = "director"
END
	for module in director incubator reactbundle; do
		ln -sf $icingaweb_share/modules/$module etc/enabledModules/
	done
) || { echo "Bail out! no Director"; exit 1; }
works "the Director has its tables" cli migration run
works "and knows this Icinga" cli kickstart run

# ---- the basket -----------------------------------------------------------------
restore() { cli basket restore <"$basket"; }
is "the basket is what check.conf says (contrib/icingaweb2/make-basket.py)" \
	"$($python "$top_srcdir/contrib/icingaweb2/make-basket.py" \
		"$top_srcdir/contrib/icinga2/check.conf" | cmp - "$basket" 2>&1)" ""
works "is restored" restore
works "and once more" restore
works "a host of the template" cli host create contoso --json '{"object_type": "object",
	"imports": ["mailbox-expiry-tenant"], "vars": {"mbx_tenant": "contoso",
	"mailbox_expiry_config": "'"$conf"'"}}'
works "the configuration is rendered" cli config render
works "and deployed" cli config deploy
has_services() { [ "$(icinga_list contoso | wc -l)" = 2 ]; }
wait_for 30 has_services
icinga_recheck_all contoso
has_run() { [ "$(icinga_list contoso | grep -c ' OK ')" = 2 ]; }
wait_for 30 has_run
is "Icinga takes it, and both services of the set see the tenant" "$(icinga_list contoso | sort | tr '\n' ' ')" \
	"mailbox-expiry OK HARD mailbox-expiry-deadline OK HARD "
like "as one" "$(icinga_output contoso mailbox-expiry)" '^OK: contoso( \(SIMULATED\))?: '
like "and the other" "$(icinga_output contoso mailbox-expiry-deadline)" '^OK: deadline: contoso( \(SIMULATED\))?: '
told() { icinga_api GET '/objects/notifications' | grep -q 'contoso!mailbox-expiry!mailbox-expiry-acknowledge'; }
works "handler.conf finds them" told
done_testing
