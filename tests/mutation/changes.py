# SPDX-License-Identifier: MIT
"""What a mutant is: one operator, constant, answer or statement changed."""
import re

SWAPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
         "&&": "||", "||": "&&", "+": "-", "-": "+", "+=": "-=", "-=": "+=",
         "*": "/", "/": "*", "%": "*", "true": "false", "false": "true"}
TOKEN = re.compile(
    r"(?<= )(?:<=|>=|==|!=|&&|\|\||\+=|-=|[<>+*/%-])(?=[ \n])"
    r"|\b(?:true|false)\b|\b[0-9]+\b(?![.\w])|!(?=[\w(*])")
ANSWER = re.compile(r"\breturn\s+([^;]+);")
STATEMENT = re.compile(r"^\t+((?:\(void\))?[*(]*[a-z_][\w>.\[\]()-]*?"
                       r"(?:\s*[-+|]?=\s[^;{}]*|\([^;{}]*\)|\+\+|--)"
                       r"|continue|break);$", re.M)
NOT_STATEMENTS = re.compile(r"^(?:return|if|while|for|switch|assert|va_end|case)\b")
FUNCTION = re.compile(r"^([a-z_]\w*)\(", re.M)
QUIET = re.compile(
    r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])+'|^#.*?$"
    r"|\bassert\([^;]*;|sizeof\([^()]*\)(?: / sizeof\([^()]*\))?|\{0\}"
    r"|\b__attribute__\(\((?:[^()]|\([^()]*\))*\)\)", re.S | re.M)
# How long a text may get before it is cut is its header's business, and leaving
# the last group of a switch is the same with a break and without.
SIZES = re.compile(r"^\t+char \w+\[[^\]]*\]", re.M)
LAST_BREAK = re.compile(r"(?<=\n\t\t)break;(?=\n\t\}\n)")
# More room than is needed is nothing anybody could tell.
ROOM = re.compile(
    r"\b(?:mem_zeroed|mem_resize|calloc|malloc|reallocarray)\([^;]*;")
# A local starts empty, by our rules; that it is set later is tested by using it.
START = re.compile(r"^\t+(?:const |struct |enum |unsigned |static )*\w+ \**\w+"
                   r"(?:\[\w*\])? = (?:0|false);$", re.M)


def blanked(text, pattern):
    return pattern.sub(lambda m: re.sub(r"[^\n]", "~", m.group()), text)


class Mutant:
    """One change to the text of one file."""

    def __init__(self, path, text, start, end, replacement):
        self.path = path
        # The lines below stay where they are: assert knows its own.
        lost = text.count("\n", start, end) - replacement.count("\n")
        self.text = text[:start] + replacement + "\n" * lost + text[end:]
        left = text.rfind("\n", 0, start) + 1
        right = text.find("\n", end)
        was = " ".join(text[left:right].split())
        became = " ".join(
            (text[left:start] + replacement + text[end:right]).split())
        function = "-"
        for match in FUNCTION.finditer(text, 0, start):
            function = match.group(1)
        self.name = f"{path.name}:{function}: {was} => {became}"


def is_bool(text, position):
    """Whether the function around it answers yes or no."""
    before = None
    for match in FUNCTION.finditer(text, 0, position):
        before = match.start()
    if before is None:
        return False
    line = text[text.rfind("\n", 0, before - 1) + 1:before]
    return line.split()[-1:] == ["bool"]


def changes(text):
    """Yields (start, end, replacement) of every change to the text."""
    quiet = re.sub(r"^#.*$", lambda m: "~" * len(m.group()), text, flags=re.M)
    for pattern in (START, SIZES, LAST_BREAK, QUIET):
        quiet = blanked(quiet, pattern)
    first = FUNCTION.search(quiet)
    body = first.start() if first else 0
    rooms = [match.span() for match in ROOM.finditer(quiet)]
    for match in TOKEN.finditer(quiet):
        token = match.group()
        if token == "!":
            yield match.start(), match.end(), ""
        elif token.isdigit():
            is_room = any(start < match.start() < end for start, end in rooms)
            if not is_room or quiet[:match.start()].endswith("= "):
                yield match.start(), match.end(), str(int(token) + 1)
            if int(token) > 1:
                yield match.start(), match.end(), str(int(token) - 1)
        else:
            yield match.start(), match.end(), SWAPS[token]
    for match in ANSWER.finditer(quiet, body):
        if is_bool(quiet, match.start()) and \
                match.group(1) not in ("true", "false"):
            answer = text[match.start(1):match.end(1)]
            yield match.start(1), match.end(1), f"!({answer})"
    for match in STATEMENT.finditer(quiet, body):
        if not NOT_STATEMENTS.match(match.group(1)):
            yield match.start(1), match.end(1), ""


def mutants(path):
    """Every mutant of the file."""
    text = path.read_text()
    return [Mutant(path, text, *change) for change in changes(text)]
