// SPDX-License-Identifier: MIT
/*
 * netsnmp - net-snmp's headers, in the one order that works.
 *
 * large_fd_set.h and agent_callbacks.h are not pulled in by the others.
 */
#ifndef SNMP_NETSNMP_H
#define SNMP_NETSNMP_H

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <net-snmp/agent/net-snmp-agent-includes.h>

#include <net-snmp/agent/agent_callbacks.h>
#include <net-snmp/library/large_fd_set.h>

/* Which no header declares: what requests of the master come by. */
extern netsnmp_session *agentx_callback_sess;

#endif
