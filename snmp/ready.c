// SPDX-License-Identifier: MIT
#include "snmp/ready.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
ready_tell(const char *address, const char *text)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t length = address == NULL ? 0 : strlen(address);
	socklen_t size = 0;
	int descriptor = -1;

	if (length < 2 || length >= sizeof(to.sun_path)) {
		return;
	}
	memcpy(to.sun_path, address, length);
	if (address[0] == '@') {
		to.sun_path[0] = '\0';
	}
	size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
	descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (descriptor >= 0) {
		(void)sendto(descriptor, text, strlen(text),
			MSG_NOSIGNAL | MSG_DONTWAIT,
			(const struct sockaddr *)&to, size);
		(void)close(descriptor);
	}
}
