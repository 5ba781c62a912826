// SPDX-License-Identifier: MIT
/*
 * config - the configuration file, mailbox-expiry.conf(5).
 *
 * INI; [defaults] for every tenant, [tenant NAME] for one.  Unknown sections
 * and keys and bad values are errors that name file and line.  It holds no
 * secrets, only the names of files that do.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "core/error.h"
#include "core/site.h"
#include "core/tenant.h"

#include <sys/types.h>

/* Where the file lies unless --config says otherwise. */
#define CONFIG_PATH SYSCONFDIR "/mailbox-expiry/mailbox-expiry.conf"

#define CONFIG_LIMIT_BYTES ((size_t)4 * 1024 * 1024)
#define CONFIG_TENANT_LIMIT 10000

struct config {
	char *state_dir;
	/* Who wrote it, so whom it may speak for; of text in memory, root. */
	uid_t owner;
	gid_t writing_group;	/* root's: no other group may write it */
	struct tenant *tenants; /* in the order of the file */
	size_t tenant_count;
	struct icinga2_site *icinga2; /* in the order of the file */
	size_t icinga2_count;
	struct nagios_site nagios; /* files NULL where nothing was said */
	struct agentx_site agentx;
};

/*
 * Reads the file at `path`: a regular file that not everybody may write.
 * Replaces what `config` holds, which is zeroed at first.
 */
MUST_CHECK bool config_load(
	const char *path, struct config *config, struct error *err);

/*
 * The same from text already in memory; `name` is for messages, which read
 * "NAME: line N: ...".
 */
MUST_CHECK bool config_decode(const char *text, size_t length, const char *name,
	struct config *config, struct error *err);

void config_release(struct config *config);

/* NULL when there is no such tenant. */
const struct tenant *config_tenant(
	const struct config *config, const char *name);

/* A tenant that --tenant names is there; NULL: none was named. */
MUST_CHECK bool config_check_tenant(
	const struct config *config, const char *name, struct error *err);

/*
 * The Icinga 2 of that section; for NULL the only one there is.  NULL when
 * there is no such section, or, for NULL, not exactly one.
 */
const struct icinga2_site *config_icinga2(
	const struct config *config, const char *name);

/*
 * Whether `tenant` has all that reading Graph needs: tenant_id, client id, and
 * exactly one way to prove it; fails with what is missing.
 */
MUST_CHECK bool config_credential_check(const struct tenant *tenant,
	const struct credential *credential, const char *prefix,
	struct error *err);

/*
 * The text of a secret file, at most 64 KiB, without the line end; fails unless
 * it is a regular file that belongs to the caller or root and nobody else may
 * read or write (group read is allowed for the caller's own group).  To be
 * given to mem_wipe_free().
 */
MUST_CHECK bool config_read_secret(
	const char *path, char **secret, struct error *err);

/*
 * The same for a federated token, which lives minutes and which Kubernetes
 * leaves readable for everybody in the pod: nobody else may write it, that is
 * all.
 */
MUST_CHECK bool config_read_token(
	const char *path, char **token, struct error *err);

#endif
