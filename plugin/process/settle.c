// SPDX-License-Identifier: MIT
#include "process/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define SETTLED_UMASK 027

/* Else the first file we open would be somebody's standard output. */
static void
open_standard_descriptors(void)
{
	for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++) {
		if (fcntl(i, F_GETFD) < 0 && errno == EBADF) {
			(void)open("/dev/null", O_RDWR);
		}
	}
}

/* Only "ignored" survives exec; a handler is ours and stays. */
static void
default_ignored_signals(void)
{
	for (int number = 1; number < NSIG; number++) {
		struct sigaction action = {0};

		if (sigaction(number, NULL, &action) == 0 &&
			action.sa_handler == SIG_IGN) {
			action = (struct sigaction){.sa_handler = SIG_DFL};
			(void)sigaction(number, &action, NULL);
		}
	}
}

void
spawn_settle(void)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigset_t none;

	open_standard_descriptors();
	default_ignored_signals();
	(void)sigaction(SIGPIPE, &ignore, NULL);
	/* Past a limit of file size a write is to fail and be told. */
	(void)sigaction(SIGXFSZ, &ignore, NULL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)umask(SETTLED_UMASK);
}

void
spawn_leave_no_core(void)
{
	const struct rlimit none = {0, 0};

	(void)setrlimit(RLIMIT_CORE, &none);
}

/* All three ids of both kinds, and no way back. */
static bool
has_become(uid_t user, gid_t group)
{
	uid_t users[3] = {0};
	gid_t groups[3] = {0};

	if (getresuid(&users[0], &users[1], &users[2]) != 0 ||
		getresgid(&groups[0], &groups[1], &groups[2]) != 0) {
		return false;
	}
	for (int i = 0; i < 3; i++) {
		if (users[i] != user || groups[i] != group) {
			return false;
		}
	}
	return setuid(0) != 0 && seteuid(0) != 0;
}

static bool
become(uid_t user, gid_t group, struct error *err)
{
	const struct passwd *account = getpwuid(user);
	int result = 0;

	/* A directory of root's group must not leave us in that. */
	if (group == 0 && account != NULL) {
		group = account->pw_gid;
	}
	result = account == NULL ? setgroups(1, &group)
				 : initgroups(account->pw_name, group);
	if (result != 0 || setgid(group) != 0 || setuid(user) != 0) {
		return error_set(err, ERROR_DISK, "%s", strerror(errno));
	}
	return has_become(user, group) ||
	       error_set(err, ERROR_INTERNAL, "it did not last");
}

/*
 * It says whose files are read and sent where: somebody else's would lend them
 * root's rights.
 */
static bool
may_obey(const struct stat *directory, uid_t owner, gid_t writing_group,
	struct error *err)
{
	bool is_roots = directory->st_uid == 0;

	if (owner != 0 && owner != directory->st_uid) {
		return error_set(err, ERROR_CONFIG,
			"the configuration belongs to user %u, whom root does "
			"not obey: chown root",
			(unsigned)owner);
	}
	return writing_group == 0 ||
	       (!is_roots && writing_group == directory->st_gid) ||
	       error_set(err, ERROR_CONFIG,
		       "group %u may write the configuration, which root does "
		       "not obey then: chmod g-w",
		       (unsigned)writing_group);
}

bool
spawn_step_down(const char *directory, uid_t owner, gid_t writing_group,
	struct error *err)
{
	struct stat status = {0};

	if (stat(directory, &status) != 0) {
		return error_set(err, ERROR_DISK, "state_dir %s: %s%s",
			directory, strerror(errno),
			errno == ENOENT
				? "; create it for the user that collects"
				: "");
	}
	if (!S_ISDIR(status.st_mode)) {
		return error_set(err, ERROR_DISK,
			"state_dir %s: not a directory", directory);
	}
	if (geteuid() != 0) {
		return true;
	}
	if (!may_obey(&status, owner, writing_group, err)) {
		return false;
	}
	if (status.st_uid == 0 || become(status.st_uid, status.st_gid, err)) {
		return true;
	}
	return error_prefix(err, "cannot become user %u, who owns %s",
		(unsigned)status.st_uid, directory);
}
