# SPDX-License-Identifier: MIT
"""What the dashboards of contrib/grafana ask, asked without Grafana.

  dashboard.py shape FILE                     what is wrong with its structure
  dashboard.py perfdata TENANT=FILE...        output of checks, as JSON
  dashboard.py influxdb FILE URL EXPECTED     every query, to an InfluxDB
  dashboard.py graphite FILE DIR EXPECTED     every target, to graphite-web
  dashboard.py files DIR                      series below a folder of whisper files

EXPECTED is what perfdata prints; of InfluxDB only what came since the second SINCE (of
the environment) is asked.  One line is printed for each thing that is not as
it should be; the last line says how many were looked at.
"""
import json
import os
import re
import sys
import types
import urllib.parse
import urllib.request

SECONDS = ("soonest_left", "oldest_loss", "data_age")
FIELDS = ("value", "warn", "crit", "min", "max")
SINCE = os.environ.get("SINCE", "0")
AGGREGATES = {"sum": sum, "min": min, "max": max}


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def targets(board):
    return [(panel, target) for panel in board["panels"]
            for target in panel["targets"]]


def text_of(target):
    return target.get("query") or target.get("target") or ""


def metrics_in(text):
    """The names of metrics in a query of either kind."""
    names = []
    for one, many in re.findall(
            r'"metric" (?:= \'(\w+)\'|=~ /\^\((.*?)\)\$/)', text):
        names += [one] if one else many.split("|")
    for part in re.findall(r"perfdata\.(\{[^}]*\}|\w+)\.", text):
        names += part.strip("{}").split(",")
    return names


# ---- structure -------------------------------------------------------------
def shape(path):
    board, wrong = load(path), []
    variables = {v["name"]: v for v in board["templating"]["list"]}
    kind = variables["datasource"]["query"]
    source = {"type": kind, "uid": "${datasource}"}
    ids, cells = set(), {}
    for panel in board["panels"]:
        name = "%d %s" % (panel["id"], panel["title"])
        if panel["id"] in ids:
            wrong.append(name + ": the id is used twice")
        ids.add(panel["id"])
        place = panel["gridPos"]
        if place["x"] < 0 or place["x"] + place["w"] > 24 or place["h"] < 1:
            wrong.append(name + ": not within 24 columns")
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                other = cells.setdefault((x, y), name)
                if other != name:
                    wrong.append("%s: lies on %s" % (name, other))
        references = [target["refId"] for target in panel["targets"]]
        if not references or len(set(references)) != len(references):
            wrong.append(name + ": no target, or two of one name")
        for thing in [panel] + panel["targets"]:
            if thing["datasource"] != source:
                wrong.append(name + ": not the variable's data source")
        units = {"s" if metric in SECONDS else "none"
                 for target in panel["targets"]
                 for metric in metrics_in(text_of(target))}
        if panel["type"] != "table" and \
                units != {panel["fieldConfig"]["defaults"]["unit"]}:
            wrong.append("%s: unit is not %s" % (name, sorted(units)))
        if panel["type"] == "table":
            wrong += columns(name, panel)
        steps = [s["value"] for s in
                 panel["fieldConfig"]["defaults"]["thresholds"]["steps"]]
        if steps[0] is not None or steps[1:] != sorted(steps[1:]):
            wrong.append(name + ": thresholds do not rise")
        # Of what is no longer, an old value must not be shown as the newest.
        if panel["type"] != "timeseries" and panel.get("timeFrom") != "1h":
            wrong.append(name + ": shows values of any age")
    for panel, target in targets(board):
        used = set(re.findall(r"\$\{?(\w+)", text_of(target)))
        unknown = used - set(variables) - {"timeFilter", "__interval"}
        if unknown or not metrics_in(text_of(target)):
            wrong.append("%s: %s" % (panel["title"], text_of(target)))
    return wrong, len(board["panels"])


def columns(name, panel):
    """Each column of a table has its unit."""
    units = {o["matcher"]["options"]: p["value"]
             for o in panel["fieldConfig"]["overrides"]
             for p in o["properties"] if p["id"] == "unit"}
    for target in panel["targets"]:
        column = re.findall(r' AS "([^"]+)"', text_of(target))[-1]
        metric = metrics_in(text_of(target))[0]
        if units.get(column) != ("s" if metric in SECONDS else "none"):
            yield "%s: unit of %s" % (name, column)


# ---- what the check printed -------------------------------------------------
def number(text):
    """A number without its unit; ranges are none, as Icinga sees it."""
    match = re.fullmatch(r"(-?\d+)s?", text)
    return float(match.group(1)) if match else None


def perfdata(pairs):
    expected = {}
    for pair in pairs:
        tenant, path = pair.rsplit("=", 1)
        with open(path, encoding="utf-8", errors="replace") as file:
            line = file.readline()
        expected[tenant] = {}
        for item in line.split("|", 1)[1].split():
            label, values = item.split("=", 1)
            found = dict(zip(FIELDS, map(number, values.split(";"))))
            expected[tenant][label] = {
                k: v for k, v in found.items() if v is not None}
    return expected


def wanted(expected, metric, field, aggregate, by_tenant):
    """{tenant or "*": number} of one field of one metric."""
    found = {tenant: labels[metric][field]
             for tenant, labels in expected.items()
             if field in labels.get(metric, {})}
    if by_tenant or not found:
        return found
    return {"*": AGGREGATES[aggregate](found.values())}


# ---- InfluxDB ----------------------------------------------------------------
def influx_text(text, tenants):
    """As Grafana would fill it in."""
    names = "(%s)" % "|".join(re.escape(name) for name in tenants)
    return (text.replace("${tenant:regex}", names)
            .replace("$service", "mailbox-expiry")
            .replace("$timeFilter", "time >= %ss and time <= now()" % SINCE)
            .replace("$__interval", "1d"))


def influx_ask(url, text):
    url += "/query?db=icinga2&epoch=s&q=" + urllib.parse.quote(text)
    with urllib.request.urlopen(url, timeout=20) as answer:
        result = json.load(answer)["results"][0]
    if "error" in result:
        raise ValueError(result["error"])
    return result.get("series", [])


def newest(rows, column):
    values = [row[column] for row in rows if row[column] is not None]
    return values[-1] if values else None


def influx_want(text, expected):
    outer = re.match(r"SELECT (.*?) FROM", text).group(1)
    inner = dict((name, field) for field, name in re.findall(
        r'last\("(\w+)"\) AS "(v)"', text))
    group = text.rsplit("GROUP BY", 1)[1]
    want = {}
    for aggregate, field, name in re.findall(
            r'(\w+)\("(\w+)"\)(?: AS "([^"]+)")?', outer):
        for metric in metrics_in(text):
            found = wanted(expected, metric, inner.get(field, field),
                           aggregate, '"hostname"' in group)
            for tenant, value in found.items():
                tag = metric if '"metric"' in group else "*"
                want[tenant, tag, name or aggregate] = value
    return want


def influx_got(series):
    got = {}
    for one in series:
        tags = one.get("tags", {})
        for column, name in enumerate(one["columns"]):
            value = newest(one["values"], column)
            if name not in ("time", "hostname") and value is not None:
                got[tags.get("hostname", "*"), tags.get("metric", "*"),
                    name] = value
    return got


def influxdb(path, url, expected):
    board, wrong, count = load(path), [], 0
    variable = [v for v in board["templating"]["list"]
                if v["name"] == "tenant"][0]
    series = influx_ask(url, influx_text(variable["query"], []))
    names = sorted(row[1] for row in series[0]["values"])
    if not set(expected) <= set(names):
        wrong.append("tenants: %s" % names)
    for panel, target in targets(board):
        text = target["query"]
        got = influx_got(influx_ask(url, influx_text(text, sorted(expected))))
        want = influx_want(text, expected)
        count += len(want)
        if got != want or not want:
            wrong.append("%s: got %s, wanted %s" % (panel["title"], got, want))
    return wrong, count


# ---- Graphite ----------------------------------------------------------------
def graphite_client(root):
    """graphite-web in this very process: it needs no server to read files."""
    settings = types.ModuleType("graphite_settings")
    settings.SECRET_KEY = "of no use"
    settings.STORAGE_DIR = settings.LOG_DIR = root + "/web"
    settings.CONF_DIR = root
    settings.WHISPER_DIR = root + "/whisper"
    settings.STANDARD_DIRS = [settings.WHISPER_DIR]
    settings.INDEX_FILE = root + "/web/index"
    settings.ALLOWED_HOSTS = ["*"]
    settings.LOG_ROTATION = False
    # Nothing is asked of carbon: port 9 of the loopback refuses.
    settings.CARBONLINK_HOSTS = ["127.0.0.1:9"]
    sys.modules["graphite_settings"] = settings
    os.environ["GRAPHITE_SETTINGS_MODULE"] = "graphite_settings"
    os.environ["DJANGO_SETTINGS_MODULE"] = "graphite.settings"
    import django
    from django.test import Client
    django.setup()
    return Client()


def graphite_ask(client, text):
    answer = client.get("/render", {
        "target": text, "format": "json", "from": "-1h", "noCache": "1"})
    if answer.status_code != 200:
        raise ValueError(answer.content.decode())
    got = {}
    for series in json.loads(answer.content):
        values = [v for v, _ in series["datapoints"] if v is not None]
        if values:
            got[series["target"]] = values[-1]
    return got


def graphite_want(text, expected):
    field = re.search(r"perfdata\.[^.]+\.(\w+)", text).group(1)
    alias = re.match(r"alias\((max|min)Series\(.*, '(.*)'\)$", text)
    want = {}
    for metric in metrics_in(text):
        by_tenant = "aliasByNode(" in text
        aggregate = alias.group(1) if alias else "sum"
        found = wanted(expected, metric, field, aggregate, by_tenant)
        for tenant, value in found.items():
            want[alias.group(2) if alias else
                 tenant if by_tenant else metric] = value
    return want


def graphite(path, root, expected):
    board, wrong, count = load(path), [], 0
    client = graphite_client(root)
    variable = [v for v in board["templating"]["list"]
                if v["name"] == "tenant"][0]
    query = re.fullmatch(r"expand\((.*)\)", variable["query"]).group(1)
    answer = client.get("/metrics/expand", {
        "query": query.replace("$service", "mailbox-expiry")})
    pattern = variable["regex"].strip("/")
    names = [re.search(pattern, found).group(1)
             for found in json.loads(answer.content)["results"]]
    if not set(expected) <= set(names):
        wrong.append("tenants: %s" % names)
    for panel, target in targets(board):
        text = target["target"].replace(
            "${tenant:glob}", "{%s}" % ",".join(sorted(expected))).replace(
            "$service", "mailbox-expiry")
        got = graphite_ask(client, text)
        want = graphite_want(text, expected)
        count += len(want)
        if got != want or not want:
            wrong.append("%s: got %s, wanted %s" % (panel["title"], got, want))
    return wrong, count


def files(root):
    found = []
    for folder, _, names in os.walk(root):
        found += [os.path.relpath(os.path.join(folder, name), root)
                  for name in names]
    return sorted(found)


def main(what, *words):
    if what == "perfdata":
        print(json.dumps(perfdata(words)))
        return
    if what == "files":
        print("\n".join(files(*words)))
        return
    if what == "shape":
        wrong, count = shape(*words)
    else:
        path, place, expected = words
        ask = {"influxdb": influxdb, "graphite": graphite}[what]
        wrong, count = ask(path, place, load(expected))
    for line in wrong:
        print(line)
    print("%d looked at, %d wrong" % (count, len(wrong)))


if __name__ == "__main__":
    main(*sys.argv[1:])
