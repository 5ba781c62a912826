// SPDX-License-Identifier: MIT
/*
 * ready - tells the service manager how we are, as sd_notify(3) would.
 */
#ifndef SNMP_READY_H
#define SNMP_READY_H

/*
 * Sends `text` ("READY=1") to the datagram socket at `address`, the value of
 * NOTIFY_SOCKET: a path, or with @ in front an abstract name.  Nothing happens
 * when it is NULL, and nobody is waited for.
 */
void ready_tell(const char *address, const char *text);

#endif
