# SPDX-License-Identifier: MIT
"""Runs a program under the filters of system calls of a systemd unit.

  shut_in.py UNIT PROGRAM ARGUMENT...

SystemCallFilter= and RestrictAddressFamilies= as systemd reads them, by libseccomp;
but what is refused kills (SIGSYS, 159), so that nothing refused goes unnoticed.
"""
import ctypes
import os
import socket
import subprocess
import sys

KILL, ALLOW, EQUAL = 0x80000000, 0x7FFF0000, 4


class Compare(ctypes.Structure):
    _fields_ = [("argument", ctypes.c_uint), ("operation", ctypes.c_int),
                ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def group(name, known={}):
    """All calls of @name, those of the groups in it as well."""
    if not known:
        listing = subprocess.run(["systemd-analyze", "syscall-filter"], text=True,
                                 capture_output=True, check=True).stdout
        for line in listing.splitlines():
            if line.startswith("@"):
                members = known[line.split()[0]] = []
            elif line.strip() and not line.strip().startswith("#"):
                members.append(line.strip())
    calls = set()
    for member in known[name]:
        calls |= group(member) if member.startswith("@") else {member}
    return calls


def settings(unit):
    """(allowed calls, allowed families)"""
    calls, families = set(), set()
    with open(unit, encoding="utf-8") as lines:
        for line in lines:
            key, _, value = line.strip().partition("=")
            if key == "RestrictAddressFamilies":
                families |= {int(getattr(socket, name)) for name in value.split()}
            elif key == "SystemCallFilter":
                listed = set()
                for word in value.lstrip("~").split():
                    listed |= group(word) if word.startswith("@") else {word}
                calls = calls - listed if value.startswith("~") else calls | listed
    # What systemd always leaves: the first call behind the filter.
    return calls | {"execve", "exit", "exit_group", "rt_sigreturn"}, families


def main():
    calls, families = settings(sys.argv[1])
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    filter_ = ctypes.c_void_p(library.seccomp_init(KILL))
    for name in sorted(calls - {"socket"}):
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0 and library.seccomp_rule_add_array(filter_, ALLOW, number, 0, None):
            sys.exit(f"cannot allow {name}")
    number = library.seccomp_syscall_resolve_name(b"socket")
    for family in families:
        rule = (Compare * 1)(Compare(0, EQUAL, family, 0))
        if library.seccomp_rule_add_array(filter_, ALLOW, number, 1, rule):
            sys.exit(f"cannot allow family {family}")
    if library.seccomp_load(filter_):
        sys.exit("no filters of system calls here")
    os.execvp(sys.argv[2], sys.argv[2:])


main()
