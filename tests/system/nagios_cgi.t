#!/bin/sh
# SPDX-License-Identifier: MIT
# The same as icingaweb.t with the CGIs of the real Nagios 4: log in, see which
# mailboxes are about to be gone, press Acknowledge, see it restored and what came of
# it.  Names that mean harm are text everywhere.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
PATH=$PATH:/usr/sbin
command -v nagios4 >/dev/null || skip_all "nagios4 is not installed"
core=nagios
. "$top_srcdir/tests/system/nagios.sh"
. "$top_srcdir/tests/system/noc.sh"
cgi_bin=/usr/lib/cgi-bin/nagios4
noc_needs $cgi_bin/cmd.cgi /usr/sbin/lighttpd

noc_tenants
button_site="[nagios]
command_file = $nagios_pipe
status_file = $nagios_status"
button_conf
collect_now
"$check_program" --config "$conf" --no-collect --tenant contoso --discover nagios \
	>"$work/more.cfg"
nagios_start "$work/more.cfg" || { echo "Bail out! no Nagios"; exit 1; }

# ---- the web --------------------------------------------------------------------
# As the user Nagios is: it has to write to the command file.
cgi_configure() {
	cgi_password=$(openssl rand -hex 8)
	cgi_port=$(free_tcp_port)
	cgi_url=http://127.0.0.1:$cgi_port
	echo "alice:$cgi_password" >"$work/users"
	chmod 600 "$work/users"
	cat >"$work/cgi.cfg" <<END
main_config_file=$nagios_dir/nagios.cfg
physical_html_path=/usr/share/nagios4/htdocs
url_html_path=/nagios4
use_authentication=1
authorized_for_all_services=alice
authorized_for_all_hosts=alice
authorized_for_all_service_commands=alice
escape_html_tags=1
lock_author_names=1
END
	cat >"$work/lighttpd.conf" <<END
server.bind = "127.0.0.1"
server.port = $cgi_port
server.document-root = "/usr/share/nagios4/htdocs"
server.errorlog = "$work/lighttpd.log"
server.upload-dirs = ( "$work" )
server.modules = ( "mod_auth", "mod_authn_file", "mod_alias", "mod_setenv", "mod_cgi" )
auth.backend = "plain"
auth.backend.plain.userfile = "$work/users"
auth.require = ( "/" => ( "method" => "basic", "realm" => "Nagios", "require" => "valid-user" ) )
alias.url = ( "/nagios4/stylesheets/" => "/etc/nagios4/stylesheets/",
  "/cgi-bin/nagios4/" => "$cgi_bin/", "/nagios4/" => "/usr/share/nagios4/htdocs/" )
setenv.add-environment = ( "NAGIOS_CGI_CONFIG" => "$work/cgi.cfg" )
\$HTTP["url"] =~ "^/cgi-bin/" { cgi.assign = ( ".cgi" => "" ) }
mimetype.assign = ( ".html" => "text/html", ".css" => "text/css",
  ".js" => "application/javascript", ".png" => "image/png", ".gif" => "image/gif" )
END
}
# Asked without a name: 401 is an answer, too.
cgi_answers() { curl -s --noproxy '*' -o "$work/answer" "$cgi_url/"; }
cgi_configure
lighttpd -D -f "$work/lighttpd.conf" >"$work/lighttpd.out" 2>&1 &
sim_pids="$sim_pids $!"
wait_for 20 cgi_answers || { diagnose <"$work/lighttpd.out"; echo "Bail out! no lighttpd"; exit 1; }

# ---- the story ------------------------------------------------------------------
wait_for 40 noc_is_hard contoso || not_ok "every check alarms"
harm_service=$(awk '$1 == "service_description" && $2 ~ /^mbx-o-brien/ { print $2 }' "$work/more.cfg")
cat >"$work/story.json" <<END
{"url": "$cgi_url", "user": "alice", "password": "$cgi_password",
 "profile": "$work/profile", "pictures": "$pictures",
 "harm_service": "$harm_service", "harm_shown": "$harm_shown"}
END
is "nobody is let in without a password" \
	"$(curl -s --noproxy '*' -o "$work/answer" -w '%{http_code}' "$cgi_url/cgi-bin/nagios4/status.cgi")" 401
HOME=$work PYTHONDONTWRITEBYTECODE=1 $python "$top_srcdir/tests/system/nagios_cgi.py" \
	"$work/story.json" >"$work/saw" 2>"$work/python" || diagnose <"$work/python"
noc_saw "$work/saw" 9

is "an acknowledgement brings it back, once" "$(noc_writes $lena)" "POST assignLicense: connected 1"
is "also one whose name means harm" "$(noc_writes $harm)" "POST assignLicense: connected 1"
is "#ack brings nothing back" "$(noc_writes $orders)" ": soft-deleted 1"
is "who asked is who logged in" "$(ask_handler "select distinct author from request")" alice
like "Nagios has what came of it" "$(nagios_comments contoso mbx-lena-braun-55555555)" \
	'^1 mailbox-expiry: 1 of 1 back[;,] lena.braun@contoso.example: back: '
done_testing
