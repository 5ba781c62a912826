# SPDX-License-Identifier: MIT
# walk_perl.pl PORT OID: a walk by Net::SNMP, as lines "OID TYPE VALUE".
use strict;
use warnings;
use Net::SNMP qw(oid_base_match oid_lex_sort);

my ($port, $root) = @ARGV;
my %kind = (0x02 => 'integer', 0x04 => 'octets', 0x41 => 'counter',
	0x42 => 'gauge', 0x43 => 'ticks');
my ($session, $error) = Net::SNMP->session(-hostname => '127.0.0.1',
	-port => $port, -version => 'snmpv2c', -community => 'public',
	-timeout => 5, -translate => 0, -maxmsgsize => 60000);
die "$error\n" unless $session;

my $at = $root;
WALK: while (1) {
	my $found = $session->get_bulk_request(-maxrepetitions => 20,
		-varbindlist => [$at]);
	unless ($found) {
		print $session->error, "\n";
		last;
	}
	for my $name ($session->var_bind_names) {
		my $type = $session->var_bind_types->{$name};
		last WALK unless oid_base_match($root, $name) && $kind{$type};
		my $value = $found->{$name};
		$value = unpack('H*', $value) if $kind{$type} eq 'octets';
		my $line = "$name $kind{$type} $value";
		$line =~ s/ $//;
		print "$line\n";
		$at = $name;
	}
}
