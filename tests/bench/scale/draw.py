# SPDX-License-Identifier: MIT
"""A table of scale.sh as a picture: log-log, the floor dashed.

    draw.py TABLE.tsv PICTURE.svg

The name of the table says which picture; the same table gives the same bytes.
Light or dark as whoever looks at it has it, with a background of its own.
"""
import math
import os
import sys

WIDTH, HEIGHT = 880, 300
PANELS_AT = (58, 500)
PLOT_WIDTH, PLOT_TOP, PLOT_BOTTOM = 226, 44, 248
LABEL_GAP, LINE_HEIGHT = 8, 15

STYLE = '''
.ground{fill:#fff}.grid{stroke:#d8dee4}.axis{stroke:#8c959f}
.whisker,.line{fill:none}.line{stroke-width:2}
text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#57606a}
.title{font-weight:600;font-size:13px;fill:#24292f}
.first{stroke:#0969da}.second{stroke:#bc4c00}.floor{stroke:#6e7781}
text.first{fill:#0969da;stroke:none}text.second{fill:#bc4c00;stroke:none}
text.floor{fill:#57606a;stroke:none}
.line.floor{stroke-dasharray:5 4;stroke-width:1.5}
circle.first{fill:#0969da}circle.second{fill:#bc4c00}circle.floor{fill:#6e7781}
@media(prefers-color-scheme:dark){
.ground{fill:#0d1117}.grid{stroke:#30363d}.axis{stroke:#6e7681}
text{fill:#9198a1}.title{fill:#e6edf3}
.first{stroke:#58a6ff}.second{stroke:#f0883e}.floor{stroke:#8b949e}
text.first{fill:#58a6ff}text.second{fill:#f0883e}text.floor{fill:#9198a1}
circle.first{fill:#58a6ff}circle.second{fill:#f0883e}circle.floor{fill:#8b949e}
}'''

# Of each panel: title, how its numbers are written, x axis, and its lines: what,
# measure, label, class.
PICTURES = {
    'collect': (
        ('Time of a run', 'time', 'users', (
            ('collector', 'wall_ms', 'collector', 'first'),
            ('collector', 'cpu_ms', 'its CPU time', 'second'),
            ('curl', 'wall_ms', 'one curl', 'floor'))),
        ('Peak memory', 'memory', 'users', (
            ('collector', 'peak_mib', 'collector', 'first'),
            ('curl', 'peak_mib', 'one curl', 'floor')))),
    'check': (
        ('Time of a check', 'time', 'mailboxes in the window', (
            ('check', 'wall_ms', 'check', 'first'),
            ('mass', 'wall_ms', 'all lost in a day', 'second'),
            ('sqlite', 'wall_ms', 'SQLite alone', 'floor'),
            ('dummy', 'wall_ms', 'check_dummy', 'floor'))),
        ('Peak memory', 'memory', 'mailboxes in the window', (
            ('check', 'peak_mib', 'check', 'first'),
            ('sqlite', 'peak_mib', 'SQLite alone', 'floor'),
            ('dummy', 'peak_mib', 'check_dummy', 'floor')))),
    'tenants': (
        ('Time of a check', 'time', 'tenants', (
            ('all', 'wall_ms', 'of all of them', 'first'),
            ('one', 'wall_ms', 'of one of them', 'second'),
            ('sqlite', 'wall_ms', 'SQLite alone', 'floor'),
            ('dummy', 'wall_ms', 'check_dummy', 'floor'))),
        ('Load on one processor', 'percent', 'tenants', (
            ('ours', 'percent', 'collect and check', 'first'),
            ('dummy', 'percent', 'check_dummy', 'floor')))),
    'rows': (
        ('Rows a second through snmpd', 'number', 'rows', (
            ('subagent', 'rows_per_s', 'subagent', 'first'),
            ('raw', 'rows_per_s', 'raw handler', 'floor'))),
        ('Peak memory', 'memory', 'rows', (
            ('subagent', 'peak_mib', 'subagent', 'first'),
            ('raw', 'peak_mib', 'raw handler', 'floor')))),
}


def short(number):
    """At most three digits, and never 1e+03."""
    digits = max(0, 1 - math.floor(math.log10(number)))
    text = f'{number:.{digits}f}'
    return text.rstrip('0').rstrip('.') if '.' in text else text


def thousands(number):
    for limit, unit in (1e6, 'M'), (1e3, 'k'):
        if number >= limit * 0.9995:
            return short(number / limit) + unit
    return short(number)


def written(kind, number):
    if kind == 'time':
        return (short(number / 1000) + ' s' if number >= 999.5
                else short(number) + ' ms')
    if kind == 'memory':
        return short(number) + ' MiB'
    return short(number) + ' %' if kind == 'percent' else thousands(number)


def read(path):
    """{(what, measure): [(size, median, least, most), ...]}"""
    points = {}
    with open(path, encoding='utf-8') as table:
        lines = [line.rstrip('\n').split('\t') for line in table
                 if not line.startswith('#')]
    for size, what, measure, *numbers in lines[1:]:
        points.setdefault((what, measure), []).append(
            (int(size), *map(float, numbers[:3])))
    for line in points.values():
        line.sort()
    return points


class Scale:
    """Powers of ten that hold all values, on so many pixels."""

    def __init__(self, values, begin, end):
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)
        self.begin, self.end = begin, end

    def at(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)

    def ticks(self):
        """Where there are few powers of ten, with 2 and 5 times them."""
        times = (1, 2, 5) if self.high - self.low == 1 else (1,)
        ticks = [factor * 10.0 ** power for factor in times
                 for power in range(self.low, self.high + 1)]
        return [tick for tick in ticks if tick <= 1.001 * 10.0 ** self.high]


def apart(wanted):
    """Places as near as can be to those wanted, a line of text apart."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    places = list(wanted)
    least = -math.inf
    for i in order:
        places[i] = max(places[i], least)
        least = places[i] + LINE_HEIGHT
    most = PLOT_BOTTOM - 4
    for i in reversed(order):
        places[i] = min(places[i], most)
        most = places[i] - LINE_HEIGHT
    return places


def draw_axes(left, title, kind, unit, across, up):
    right = left + PLOT_WIDTH
    yield f'<text class="title" x="{left}" y="26">{title}</text>'
    for tick in up.ticks():
        y = up.at(tick)
        yield (f'<path class="grid" d="M{left} {y:.1f}H{right}"/><text '
               f'x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">'
               f'{written(kind, tick)}</text>')
    for tick in across.ticks():
        x = across.at(tick)
        yield (f'<path class="grid" d="M{x:.1f} {PLOT_TOP}V{PLOT_BOTTOM}"/><text '
               f'x="{x:.1f}" y="{PLOT_BOTTOM + 18}" text-anchor="middle">'
               f'{thousands(tick)}</text>')
    yield (f'<path class="axis" fill="none" d="M{left} {PLOT_TOP}V{PLOT_BOTTOM}'
           f'H{right}"/>')
    yield (f'<text x="{(left + right) / 2}" y="{PLOT_BOTTOM + 38}" '
           f'text-anchor="middle">{unit}</text>')


def draw_line(line, shade, across, up):
    places = [(across.at(size), up.at(median), up.at(least), up.at(most))
              for size, median, least, most in line]
    for x, _, least, most in places:
        yield f'<path class="whisker {shade}" d="M{x:.1f} {least:.1f}V{most:.1f}"/>'
    yield (f'<path class="line {shade}" d="M'
           + 'L'.join(f'{x:.1f} {y:.1f}' for x, y, _, _ in places) + '"/>')
    for x, y, _, _ in places:
        yield f'<circle class="{shade}" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>'


def draw_panel(left, points, panel):
    title, kind, unit, lines = panel
    lines = [(points[what, measure], label, shade)
             for what, measure, label, shade in lines]
    across = Scale([point[0] for line, _, _ in lines for point in line],
                   left, left + PLOT_WIDTH)
    up = Scale([value for line, _, _ in lines for point in line
                for value in point[1:]], PLOT_BOTTOM, PLOT_TOP)
    yield from draw_axes(left, title, kind, unit, across, up)
    for line, _, shade in reversed(lines):
        yield from draw_line(line, shade, across, up)
    places = apart([up.at(line[-1][1]) for line, _, _ in lines])
    x = left + PLOT_WIDTH + LABEL_GAP
    for (line, label, shade), y in zip(lines, places):
        yield (f'<text class="{shade}" x="{x}" y="{y + 4:.1f}">{label} '
               f'{written(kind, line[-1][1])}</text>')


def draw(name, points):
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
           f'width="{WIDTH}" height="{HEIGHT}" role="img">')
    yield f'<style>{STYLE}</style>'
    yield f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
    for left, panel in zip(PANELS_AT, PICTURES[name]):
        yield from draw_panel(left, points, panel)
    yield '</svg>'


def main(table, picture):
    name = os.path.splitext(os.path.basename(table))[0]
    text = '\n'.join(draw(name, read(table))) + '\n'
    with open(picture, 'w', encoding='utf-8') as file:
        file.write(text)


main(*sys.argv[1:])
