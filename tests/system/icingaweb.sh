# SPDX-License-Identifier: MIT
# A private, real Icinga Web 2 in front of the Icinga 2 of icinga2.sh, with a
# PostgreSQL between them.  Sourced behind lib.sh and icinga2.sh; nothing in here
# prints TAP.
#
#   icingaweb_database                # creates $icingaweb_ido
#   icinga_start "$icingaweb_ido" ...
#   icingaweb_start                   # it is at $icingaweb_url
#
# Who logs in is icingaweb_user, with icingaweb_password and no more rights than
# a NOC needs.  PostgreSQL refuses root, so as root it and PHP run as nobody.  The
# database is reached by a socket only they and we can open.

: "${icingaweb_dir:=$work/web}" # short: a socket lives in it
: "${icingaweb_user:=alice}"
: "${icingaweb_password:=$(openssl rand -hex 8)}"
icingaweb_share=/usr/share/icingaweb2
icingaweb_socket=$icingaweb_dir/db
icingaweb_ido=$icingaweb_dir/ido.conf
icingaweb_as=
[ "$(id -u)" != 0 ] || icingaweb_as=nobody
icingaweb_pg_bin=$(echo /usr/lib/postgresql/*/bin | awk '{ print $NF }')
icingaweb_pg_pid= icingaweb_php_pid=
# lib.sh runs these when a test ends, icinga_stop before.
at_exit="${at_exit-} icingaweb_stop"

icingaweb_needs() {
	for file in $icingaweb_share/public/index.php /usr/bin/php "$icingaweb_pg_bin/initdb" \
		/usr/share/icinga2-ido-pgsql/schema/pgsql.sql; do
		[ -e "$file" ] || skip_all "needs $file"
	done
}

icingaweb_run() { # COMMAND...
	cd "$icingaweb_dir" || exit 1
	if [ -n "$icingaweb_as" ]; then
		exec setpriv --reuid="$icingaweb_as" --regid="$(id -g "$icingaweb_as")" \
			--clear-groups env HOME="$icingaweb_dir" "$@"
	fi
	exec env HOME="$icingaweb_dir" "$@"
}

# ---- the database ---------------------------------------------------------------
icingaweb_sql() { # DATABASE ARGUMENT...
	database=$1
	shift
	psql -q -h "$icingaweb_socket" -U icinga -d "$database" -v ON_ERROR_STOP=1 "$@" \
		>>"$icingaweb_dir/log/sql" 2>&1
}
icingaweb_pg_answers() {
	kill -0 "$icingaweb_pg_pid" 2>/dev/null &&
		"$icingaweb_pg_bin/pg_isready" -q -h "$icingaweb_socket"
}
icingaweb_database() {
	mkdir -p "$icingaweb_dir/log" "$icingaweb_dir/db" || return 1
	chmod 700 "$icingaweb_dir/db"
	chmod a+x "$work"
	[ -z "$icingaweb_as" ] || chown -R "$icingaweb_as:" "$icingaweb_dir"
	(icingaweb_run "$icingaweb_pg_bin/initdb" -D db/data -A trust -U icinga --no-sync \
		-E UTF8 --locale=C) >"$icingaweb_dir/log/initdb" 2>&1 || return 1
	(icingaweb_run "$icingaweb_pg_bin/postgres" -D db/data -k "$icingaweb_socket" \
		-c listen_addresses= -c fsync=off -c full_page_writes=off \
		-c synchronous_commit=off) >"$icingaweb_dir/log/postgres" 2>&1 &
	icingaweb_pg_pid=$!
	wait_for 30 icingaweb_pg_answers || return 1
	icingaweb_sql postgres -c 'create database ido' -c 'create database icingaweb' &&
		icingaweb_sql ido -f /usr/share/icinga2-ido-pgsql/schema/pgsql.sql &&
		icingaweb_sql icingaweb -f $icingaweb_share/schema/pgsql.schema.sql &&
		icingaweb_sql icingaweb -v hash="$(echo "$icingaweb_password" |
			php -r 'echo password_hash(trim(fgets(STDIN)), PASSWORD_BCRYPT, ["cost" => 4]);')" \
			-v name="$icingaweb_user" -f - <<'END' &&
insert into icingaweb_user (name, active, password_hash)
values (:'name', 1, convert_to(:'hash', 'UTF8'));
END
		cat >"$icingaweb_ido" <<END
library "db_ido_pgsql"
object IdoPgsqlConnection "ido" {
  host = "$icingaweb_socket"
  user = "icinga"
  database = "ido"
}
object ApiUser "icingaweb2" {
  password = "$icingaweb_password"
  permissions = [ "status/query", "actions/*", "objects/modify/*", "objects/query/*" ]
}
END
}

# ---- the web --------------------------------------------------------------------
icingaweb_resource() { # NAME DATABASE
	cat <<END
[$1]
type = "db"
db = "pgsql"
host = "$icingaweb_socket"
port = "5432"
dbname = "$2"
username = "icinga"
password = ""
charset = "utf8"
END
}
icingaweb_configure() {
	mkdir -p etc/modules/monitoring etc/enabledModules sessions tmp storage || return 1
	cat >etc/config.ini <<END
[global]
show_stacktraces = "1"
config_resource = "icingaweb_db"
module_path = "$icingaweb_share/modules"
[logging]
log = "file"
file = "$icingaweb_dir/log/icingaweb2"
level = "INFO"
END
	{
		icingaweb_resource icingaweb_db icingaweb
		icingaweb_resource icinga_ido ido
	} >etc/resources.ini
	cat >etc/authentication.ini <<END
[icingaweb2]
backend = "db"
resource = "icingaweb_db"
END
	cat >etc/roles.ini <<END
[noc]
users = "$icingaweb_user"
permissions = "module/monitoring,monitoring/command/acknowledge-problem,monitoring/command/remove-acknowledgement,monitoring/command/comment/*"
END
	cat >etc/modules/monitoring/backends.ini <<END
[icinga]
type = "ido"
resource = "icinga_ido"
END
	cat >etc/modules/monitoring/commandtransports.ini <<END
[icinga2]
transport = "api"
host = "127.0.0.1"
port = "$icinga_port"
username = "icingaweb2"
password = "$icingaweb_password"
END
	cat >php.ini <<END
sys_temp_dir = $icingaweb_dir/tmp
session.save_path = $icingaweb_dir/sessions
error_log = $icingaweb_dir/log/php
date.timezone = UTC
display_errors = Off
opcache.enable_cli = 1
END
	ln -sf $icingaweb_share/modules/monitoring etc/enabledModules/
}
icingaweb_answers() {
	kill -0 "$icingaweb_php_pid" 2>/dev/null &&
		curl -s --noproxy '*' --max-time 20 -o /dev/null -c "$work/cookies" -L \
			-w '%{http_code}' "$icingaweb_url/authentication/login" | grep -q 200
}
# Several requests at a time, so that a page need not wait for its own parts.
icingaweb_serve() {
	icingaweb_run env ICINGAWEB_CONFIGDIR="$icingaweb_dir/etc" \
		ICINGAWEB_STORAGEDIR="$icingaweb_dir/storage" PHP_CLI_SERVER_WORKERS=4 \
		setsid php -c "$icingaweb_dir/php.ini" -S "127.0.0.1:$1" \
		-t $icingaweb_share/public $icingaweb_share/public/index.php
}
icingaweb_start() {
	(cd "$icingaweb_dir" && icingaweb_configure) || return 1
	icingaweb_port=$(free_tcp_port)
	icingaweb_url=http://127.0.0.1:$icingaweb_port
	[ -z "$icingaweb_as" ] || chown -R "$icingaweb_as:" "$icingaweb_dir"
	(icingaweb_serve "$icingaweb_port") >"$icingaweb_dir/log/serve" 2>&1 &
	icingaweb_php_pid=$!
	wait_for 30 icingaweb_answers || {
		tail -n 5 "$icingaweb_dir"/log/* 2>/dev/null | sed 's/^/# icingaweb: /' >&2
		return 1
	}
}
# PHP's workers outlive a TERM of their parent: the group that it is goes.
icingaweb_stop() {
	[ -z "$icingaweb_php_pid" ] || kill -s KILL -- "-$icingaweb_php_pid" 2>/dev/null
	[ -z "$icingaweb_pg_pid" ] || kill -INT "$icingaweb_pg_pid" 2>/dev/null
	for pid in $icingaweb_php_pid $icingaweb_pg_pid; do
		wait "$pid" 2>/dev/null
	done
	icingaweb_php_pid= icingaweb_pg_pid=
}
