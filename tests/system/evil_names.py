# SPDX-License-Identifier: MIT
"""Names that mean harm, as Graph's JSON can carry them.

  evil_names.py put PAGE      PAGE with the names of its users replaced
  evil_names.py look FILE...  what no output may hold, "FILE: what" a line
"""
import json
import re
import sys

# As they stand between the quotes of a JSON string.
EVIL = {
    "long": "L" * 256,
    "huge": "H" * 65000,
    "lines": r"x\n[1772438400] SHUTDOWN_PROGRAM\r\nOK: all is well",
    "screen": r"\u001b[2J\u001b]0;pwned\u0007\u009b31m\u0008\u007f",
    "turned": "\u202egnp.exe\u2066\u200b\u200f\ufeff\u2028\u2029",
    "nothing": r"a\u0000b",
    "halves": r"\ud800 \udc00\ud800",
    "heaped": "Z" + "\u0301" * 300,
    "macros": r"$USER1$ $HOSTNAME$ {{{x}}} $(id) `id` %n%s%n ${IFS}",
    "page": "</title></style><script>pwned=1</script><img src=x onerror=pwned=1>&amp;",
    "sheet": r"=cmd|' /C calc'!A0;\"';drop table mailbox--",
    "option": "-rf --config=/etc/shadow ../../../../etc/passwd",
    "words": "#restore-all #force alice@contoso.example",
}


def put(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for name, evil in EVIL.items():
        text, count = re.subn(
            r'("displayName"\s*:\s*")' + name + '"', lambda m: m[1] + evil + '"', text)
        if count != 1:
            sys.exit(f"{name}: {count} times in {path}")
    if not all(name in text for name in ("script", "u0000")):
        sys.exit("nothing was put in")
    sys.stdout.buffer.write(text.encode())


FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def look(path):
    with open(path, "rb") as file:
        data = file.read()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        print(f"{path}: no UTF-8: {error}")
        return
    for found in FORBIDDEN.finditer(text):
        print(f"{path}: {found[0]!r} in {text[max(0, found.start() - 30):found.end() + 30]!r}")
        break
    for line in text.splitlines():
        if len(line.encode()) > 60000:
            print(f"{path}: a line of {len(line)}")


if sys.argv[1] == "put":
    put(sys.argv[2])
else:
    for name in sys.argv[2:]:
        look(name)
