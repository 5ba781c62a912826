#!/bin/sh
# SPDX-License-Identifier: MIT
# Libraries return, programs speak: what only a main.c may do, and what the core
# may not do at all.
. "$(dirname "$0")/tap.sh"

# calls NAMES FILES: calls of these functions; not members, not longer names.
calls() {
	names=$1
	shift
	code "$@" | grep -E ":([^:]*[^A-Za-z0-9_>.])?($names)[ ]?\("
}

# words NAMES FILES
words() {
	names=$1
	shift
	code "$@" | grep -E ":([^:]*[^A-Za-z0-9_])?($names)([^A-Za-z0-9_]|$)"
}

below_main=$(sources plugin snmp | grep -v '/main\.c$')
core=$(sources plugin/core)

nothing "the time is asked in main.c alone" "$(calls \
	'time|clock_gettime|gettimeofday|clock|ftime|timespec_get' $below_main)"
nothing "the environment is read in main.c alone" "$(
	calls 'getenv|secure_getenv|setenv|putenv|unsetenv' $below_main
	words 'environ' $below_main
)"
nothing "nothing below main.c prints" "$(
	calls 'printf|vprintf|puts|putchar|perror|psignal|error|warn|warnx|err|errx|syslog' \
		$below_main
	words 'stdout|stderr' $below_main
)"
nothing "nothing below main.c ends the program" "$(calls \
	'exit|_exit|_Exit|quick_exit|atexit|err|errx' $below_main)"
nothing "no threads" "$(words \
	'pthread_[a-z_]*|thrd_[a-z_]*|thread_local|_Thread_local' \
	$(sources plugin snmp))"
nothing "the core opens no file" "$(calls \
	'open|openat|creat|fopen|fdopen|freopen|tmpfile|mkstemp|read|write|pread|pwrite|close|fclose|fread|fwrite|fgets|fputs|fprintf|getline|unlink|rename|stat|fstat|lstat|access|mkdir|opendir|readdir|chmod|chown|fcntl|ioctl|mmap' \
	$core)"
nothing "the core speaks to nobody" "$(calls \
	'socket|connect|bind|listen|accept|send|sendto|sendmsg|recv|recvfrom|recvmsg|poll|select|getaddrinfo|gethostbyname|pipe|fork|vfork|execv|execve|execl|posix_spawn|kill|signal|sigaction|sleep|usleep|nanosleep|rand|random|getrandom' \
	$core)"
nothing "the core includes no system interface" "$(code $core |
	grep -E '#[ \t]*include[ \t]*<(unistd|fcntl|signal|poll|dirent|spawn|netdb|pthread|locale|sys/|netinet/|arpa/)')"
done_testing
