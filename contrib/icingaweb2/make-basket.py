# SPDX-License-Identifier: MIT
"""Prints director-basket.json, from the command in ../icinga2/check.conf:

    python3 make-basket.py ../icinga2/check.conf >director-basket.json
"""
import json
import re
import sys

DATA_TYPE = "Icinga\\Module\\Director\\DataType\\DataType"


class Fields:
    """The data fields; others refer to them by number."""

    def __init__(self):
        self.all = {}
        self.numbers = {}

    def add(self, name, kind, caption, description):
        number = len(self.all) + 1
        self.numbers[name] = number
        self.all[str(number)] = {
            "originalId": str(number), "varname": name, "caption": caption,
            "description": description, "datatype": DATA_TYPE + kind,
            "format": None,
            "settings": {"visibility": "visible"} if kind == "String" else {}}

    def use(self, name, required="n"):
        return {"datafield_id": self.numbers[name], "is_required": required,
                "var_filter": None}


def arguments_of(text, fields):
    """What is between `arguments = {` and its end, and a field for each."""
    arguments = {}
    block = re.search(r"^  arguments = \{\n(.*?)^  \}", text, re.M | re.S)[1]
    for name, body in re.findall(r'^    "(--[\w-]+)" = \{(.*?)^    \}', block,
                                 re.M | re.S):
        said = dict(re.findall(r'^      (\w+) = "(.*)"$', body, re.M))
        said["order"] = str(len(arguments) + 1)
        kind = "Boolean" if "set_if" in said else "String"
        if "repeat_key = true" in body:
            said["repeat_key"] = True
            kind = "Array"
        arguments[name] = said
        fields.add(said.get("value", said.get("set_if")).strip("$"), kind, name,
                   said["description"])
    return arguments


def template(name, *imports, **more):
    return {"object_name": name, "object_type": "template",
            "imports": list(imports), "fields": [], "vars": {}, **more}


def named(*objects):
    return {each["object_name"]: each for each in objects}


def service(name, display_name):
    return {"object_name": name, "object_type": "object", "imports": [name],
            "display_name": display_name, "fields": [],
            "vars": {"mbx_tenant": "$host.vars.mbx_tenant$"}}


def basket(text):
    fields = Fields()
    fields.add("mbx_tenant", "String", "Tenant",
               "The section [tenant NAME] of mailbox-expiry.conf")
    fields.add("mbx_id", "String", "Mailbox", "The object id of the user")
    arguments = arguments_of(text, fields)
    own = [name for name in fields.numbers if not name.startswith("mbx_")]
    return {
        "Command": named({
            "object_name": "mailbox_expiry", "object_type": "object",
            "methods_execute": "PluginCheck", "command": "check_mailbox_expiry",
            "timeout": "30", "imports": [], "arguments": arguments,
            "fields": [fields.use(name) for name in own],
            "vars": {"mailbox_expiry_tenant": "$mbx_tenant$",
                     "mailbox_expiry_mailbox": "$mbx_id$",
                     "mailbox_expiry_timeout": "20"}}),
        "HostTemplate": named(
            template("mailbox-expiry-tenant", check_command="dummy",
                     fields=[fields.use("mbx_tenant", "y")])),
        "ServiceTemplate": named(
            template("mailbox-expiry-base", check_command="mailbox_expiry",
                     check_interval="900", retry_interval="300",
                     max_check_attempts="2", enable_flapping=False,
                     fields=[fields.use("mbx_tenant", "y")]),
            template("mailbox-expiry", "mailbox-expiry-base"),
            template("mailbox-expiry-deadline", "mailbox-expiry-base",
                     vars={"mailbox_expiry_deadline": True}),
            template("mailbox-expiry-mailbox", "mailbox-expiry-base",
                     check_interval="3600",
                     fields=[fields.use("mbx_id", "y")])),
        "ServiceSet": {"mailbox-expiry": {
            "object_name": "mailbox-expiry", "object_type": "template",
            "description": "Of a Microsoft 365 tenant: all in their window, "
                           "and the last days by themselves",
            "assign_filter": "host.vars.mbx_tenant=true",
            "imports": [], "vars": {},
            "services": [
                service("mailbox-expiry", "Mailboxes in their recovery window"),
                service("mailbox-expiry-deadline",
                        "Mailboxes about to be gone for good")]}},
        "Datafield": fields.all}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        print(json.dumps(basket(file.read()), indent=1))


main()
