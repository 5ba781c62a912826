// SPDX-License-Identifier: MIT
/*
 * daemon_impl - what the files that implement daemon.h share.
 */
#ifndef SNMP_DAEMON_IMPL_H
#define SNMP_DAEMON_IMPL_H

#include "config/config.h"
#include "snmp/answers.h"
#include "snmp/daemon.h"
#include "snmp/folder.h"
#include "snmp/loader.h"
#include "snmp/master.h"
#include "snmp/relay.h"

struct daemon {
	struct daemon_settings settings;
	struct config config;
	struct board board;
	struct loader *loader;
	struct folder folder;
	struct relay *relay;
	struct master *master;
	struct answers answers;
	int64_t look_ms;
	bool is_lost;
};

/* Reads the configuration; `config` is to be released even on failure. */
MUST_CHECK bool daemon_load_config(
	struct daemon *daemon, struct config *config, struct error *err);
/* All parts take it up. */
void daemon_apply_config(struct daemon *daemon);
void daemon_set_contexts(struct daemon *daemon);

#endif
