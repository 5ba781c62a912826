# SPDX-License-Identifier: MIT
"""Looks at pages as people do: opens them in Chromium, on a wall and on a
telephone, light and dark, and says what is wrong.

    look.py FOLDER [PICTURES]

opens every FOLDER/*.html through a server of its own on the loopback interface
and holds it against the FOLDER/*.json of the same name, what the check said of
the same state, where there is one.  Prints a line for each page and size:
"PAGE SIZE SCHEME" and, after a tab, what is wrong with it, or nothing.
"""
import datetime
import functools
import http.server
import json
import pathlib
import re
import sys
import threading
from html.parser import HTMLParser

import browser

SIZES = ((1920, 1080), (390, 844))
EMPTY = {"meta", "link", "br", "img", "input", "hr", "col"}
STATES = ("CRITICAL", "UNKNOWN", "WARNING", "OK")

# Everything measured in the page; what is wrong is returned as texts.
MEASURE = r"""
const wrong = [];
const say = (...words) => wrong.push(words.join(' '));
const root = document.documentElement;
if (root.scrollWidth > innerWidth)
  say('wider than the screen:', root.scrollWidth, 'of', innerWidth);
if (window.pwned || document.title.includes('pwned')) say('a name was executed');
for (const e of document.querySelectorAll('script,img,iframe,object,embed,link,form,a,base'))
  say('there is a', e.tagName);
for (const e of document.querySelectorAll('*'))
  for (const a of e.attributes)
    if (/^on|^style$|^href$|^src$/i.test(a.name)) say('attribute', a.name, 'of', e.tagName);

const rgb = text => (text.match(/[\d.]+/g) || []).map(Number);
const light = c => c.slice(0, 3).map(v => v / 255)
  .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const ratio = (a, b) => {
  const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
};
const behind = e => {
  for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > 0) return c;
  }
  return [255, 255, 255];
};
const seen = e => e.getClientRects().length > 0 &&
  getComputedStyle(e).visibility === 'visible';
let texts = 0;
for (const e of document.querySelectorAll('body *')) {
  if (!seen(e) || e.closest('title, desc') ||
      ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
  const style = getComputedStyle(e);
  const inSvg = e instanceof SVGElement;
  const r = ratio(rgb(inSvg ? style.fill : style.color), behind(e));
  texts++;
  if (r < 4.5) say('contrast', r.toFixed(2), 'of', e.textContent.slice(0, 30));
}
if (texts < 2) say('there is hardly any text');
for (const e of document.querySelectorAll('svg rect')) {
  if (!seen(e) || /hatched|weekend|released/.test(e.getAttribute('class'))) continue;
  const r = ratio(rgb(getComputedStyle(e).fill), behind(e));
  if (r < 3) say('contrast', r.toFixed(2), 'of a bar', e.getAttribute('class'));
}

// Nothing stands outside its picture, and no two numbers on each other.
const plain = {days: {}, labels: {}};
for (const svg of document.querySelectorAll('svg[role=img]')) {
  if (!seen(svg)) continue;
  if (!svg.querySelector('title')) say('a picture without a title');
  const frame = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll('text')].map(
    t => ({t: t.textContent, b: t.getBoundingClientRect()}));
  for (const e of svg.querySelectorAll('rect, text, path')) {
    const b = e.getBoundingClientRect();
    if (b.left < frame.left - 1 || b.right > frame.right + 1 ||
        b.top < frame.top - 1 || b.bottom > frame.bottom + 1)
      say('outside its picture:', e.textContent || e.getAttribute('class'),
        [b.left, b.right, b.top, b.bottom].map(Math.round), 'in',
        [frame.left, frame.right, frame.top, frame.bottom].map(Math.round));
  }
  for (let i = 0; i < boxes.length; i++)
    for (let k = 0; k < i; k++) {
      const [p, q] = [boxes[i].b, boxes[k].b];
      if (p.left < q.right - 1 && q.left < p.right - 1 &&
          p.top < q.bottom - 4 && q.top < p.bottom - 4)
        say('on each other:', boxes[k].t, 'and', boxes[i].t);
    }
}
const wide = document.querySelector('svg.wide');
const narrow = document.querySelector('svg.narrow');
if (wide && seen(wide) === (innerWidth < 800)) say('the wrong picture is shown');
for (const g of wide ? wide.querySelectorAll('g.day') : []) {
  const parts = {};
  for (const r of g.querySelectorAll('rect'))
    (parts[r.getAttribute('class')] = parts[r.getAttribute('class')] || [])
      .push(+r.getAttribute('height'));
  plain.days[g.querySelector('title').textContent.split(': ')[0]] = {
    said: g.querySelector('title').textContent.split(': ')[1],
    label: g.querySelector('text').textContent, parts};
}
for (const g of narrow ? narrow.querySelectorAll('g.day') : []) {
  const t = g.querySelectorAll('text');
  plain.labels[t[0].textContent] = t[1].textContent;
}
const table = document.querySelector('.days table');
plain.heads = table ? [...table.querySelectorAll('thead th')].map(t => t.textContent) : [];
plain.rows = table ? [...table.querySelectorAll('tbody tr')].map(
  r => [...r.children].map(c => c.textContent)) : [];
plain.text = document.body.innerText;
plain.tiles = Object.fromEntries([...document.querySelectorAll('.tiles div')].map(
  d => [d.querySelector('dt').textContent, d.querySelector('dd').textContent]));
return [wrong, plain];
"""


class Balance(HTMLParser):
    """Every element that is opened is closed, in order."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.wrong = []

    def handle_starttag(self, tag, attrs):
        if tag not in EMPTY:
            self.open.append(tag)
        names = [name for name, value in attrs]
        if len(names) != len(set(names)):
            self.wrong.append(f"an attribute of {tag} stands twice")

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")


def balance(text):
    parser = Balance()
    parser.feed(text)
    parser.close()
    return parser.wrong + [f"<{tag}> is left open" for tag in parser.open]


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def day_name(day, now):
    if day.year != now.year:
        return f"{day.day} {day:%b} {day.year}"
    return f"{day:%a} {day.day} {day:%b}"


def wanted_days(report):
    """What stands in the picture, from what the check says as JSON."""
    now = instant(report["as_of"])
    days = {}
    for mailbox in report["mailboxes"]:
        if mailbox["deadline"] is None or mailbox["phase"] not in (
                "expiring", "connected", "overdue", "lost"):
            continue
        deadline = instant(mailbox["deadline"])
        ahead = (deadline.date() - now.date()).days
        name = ("overdue" if deadline <= now else
                "later" if ahead >= 62 else day_name(deadline, now))
        day = days.setdefault(name, dict.fromkeys(STATES + ("doubtful",), 0))
        day[mailbox["state"]] += 1
        if not mailbox["restorable"] or mailbox["needs_force"]:
            day["doubtful"] += 1
    return days


def short(count):
    if count < 1000:
        return str(count)
    if count < 10000:
        return f"{count // 1000}.{count % 1000 // 100}k"
    return f"{count // 1000}k"


def longer(count):
    if count < 10000:
        return str(count)
    if count < 100000:
        return f"{count // 1000}.{count % 1000 // 100}k"
    return f"{count // 1000}k"


def said(day):
    words = [f"{day[s]} {s.lower()}" for s in STATES if day[s]]
    if day["doubtful"]:
        words.append(f"{day['doubtful']} may not come back")
    return ", ".join(words)


def compare_bars(wanted, shown):
    """As high as they are many, as long as they are not small."""
    scale = max((sum(d[s] for s in STATES) for d in wanted.values()), default=0)
    for name, day in wanted.items():
        for state in STATES:
            heights = shown.get(name, {}).get("parts", {}).get(state.lower(), [])
            if bool(day[state]) != bool(heights):
                yield f"{name}: {day[state]} {state}, drawn as {heights}"
            elif day[state] > scale / 8 and len(heights) == 1:
                yield "", heights[0] / day[state]


def take_released(shown):
    """Of each day, out of what is said of it: JSON lists none of them."""
    released = {}
    for name, day in list(shown.items()):
        found = re.search(r"(?:, |^)(\d+) released$", day["said"])
        drawn = len(day["parts"].pop("released", []))
        if found:
            released[name] = int(found[1])
            day["said"] = day["said"][:found.start()]
        if drawn != bool(found):
            released[name] = -1
        if not day["said"]:
            shown.pop(name)
    return released


def compare(report, plain):
    wanted = wanted_days(report)
    shown = plain["days"]
    released = take_released(shown)
    wrong = [f"{name}: {'not ' * (name in wanted)}drawn"
             for name in wanted.keys() ^ shown.keys()]
    if sum(released.values()) != sum(
            t["phases"]["released"] for t in report["tenants"] if "phases" in t):
        wrong.append(f"released: {released}")
    for name, day in wanted.items():
        total = sum(day[s] for s in STATES) + released.get(name, 0)
        if shown.get(name, {}).get("said") != said(day):
            wrong.append(f"{name}: {said(day)}, said {shown.get(name)}")
        if shown.get(name, {}).get("label") != short(total):
            wrong.append(f"{name}: {total}, labelled {shown.get(name)}")
        if plain["labels"].get(name) != longer(total):
            wrong.append(f"{name}: {total}, on a telephone "
                         f"{plain['labels'].get(name)}")
    rows = {row[0]: dict(zip(plain["heads"][1:], map(int, row[1:])))
            for row in plain["rows"]}
    for name, day in wanted.items():
        row = {"Critical": day["CRITICAL"], "Unknown": day["UNKNOWN"],
               "Warning": day["WARNING"], "OK": day["OK"],
               "May not come back": day["doubtful"],
               "Released": released.pop(name, 0)}
        got = rows.pop(name, {})
        if any(got.get(head, 0) != count for head, count in row.items()):
            wrong.append(f"{name}: {row}, in the table {got}")
    wrong += [f"the table has {name}" for name in rows
              if rows[name].get("Released") != released.get(name)]
    ratios = []
    for found in compare_bars(wanted, shown):
        if isinstance(found, str):
            wrong.append(found)
        else:
            ratios.append(found[1])
    if ratios and max(ratios) > 1.03 * min(ratios):
        wrong.append(f"bars are not as high as they are many: {ratios}")
    readable = [t for t in report["tenants"] if t["problem"] is None]
    count = longer(sum(t["in_window"] for t in readable)) if readable else None
    if plain["tiles"].get("In window") != count:
        wrong.append(f"{count} in their window, shown {plain['tiles']}")
    return wrong


class Server(http.server.SimpleHTTPRequestHandler):
    asked = []

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.asked.append(self.path)
        super().do_GET()


def look_at(driver, base, page, size, scheme, pictures):
    url = f"{base}/{page.name}"
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "features": [{"name": "prefers-color-scheme", "value": scheme}]})
    browser.resize(driver, *size)
    driver.get("about:blank")
    driver.get_log("browser")
    list(browser.requests_of(driver))
    Server.asked.clear()
    driver.get(url)
    wrong, plain = driver.execute_script(MEASURE)
    wrong += [f"console: {entry['message']}"
              for entry in driver.get_log("browser")]
    wrong += [f"asked for {other}" for other in browser.requests_of(driver)
              if other != url]
    wrong += [f"the server was asked for {path}" for path in Server.asked
              if path != f"/{page.name}"]
    report = page.with_suffix(".json")
    if report.exists():
        wrong += compare(json.loads(report.read_text("utf-8")), plain)
    names = page.with_suffix(".names")
    for name in names.read_text("utf-8").splitlines() if names.exists() else ():
        if name not in plain["text"]:
            wrong.append(f"does not show: {name}")
    if pictures:
        driver.save_screenshot(f"{pictures}/{page.stem}-{size[0]}-{scheme}.png")
    return wrong


def main():
    folder = pathlib.Path(sys.argv[1])
    pictures = sys.argv[2] if len(sys.argv) > 2 else None
    handler = functools.partial(Server, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    driver = browser.start(folder / "profile")
    try:
        for page in sorted(folder.glob("*.html")):
            source = page.read_bytes().decode("utf-8")
            for size in SIZES:
                for scheme in ("dark", "light"):
                    wrong = balance(source) + look_at(
                        driver, base, page, size, scheme, pictures)
                    print(f"{page.stem} {size[0]} {scheme}\t"
                          f"{'; '.join(wrong[:12])}", flush=True)
    finally:
        driver.quit()
        server.shutdown()


main()
