// SPDX-License-Identifier: MIT
/* mib_text - MAILBOX-EXPIRY-MIB as it is installed, for --print-mib. */
#ifndef SNMP_MIB_TEXT_H
#define SNMP_MIB_TEXT_H

extern const char mib_text[];

#endif
