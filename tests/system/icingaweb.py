# SPDX-License-Identifier: MIT
"""Does in Icinga Web 2 what somebody in a NOC does, and says what was wrong.

    icingaweb.py STORY

STORY is JSON: url, user, password, profile, pictures (folders), month (a page),
and the service and address of the mailbox whose name means harm.  Prints a line for each thing
that was looked at: what it was and, after a tab, what is wrong, or nothing.
"""
import json
import sys

from selenium.webdriver.common.by import By

import browser

LENA = "lena.braun@contoso.example"
LENA_SERVICE = "mbx-lena-braun-55555555"
ORDERS_SERVICE = "mbx-orders-55555555"


class Web:
    def __init__(self, story):
        self.story = story
        self.driver = browser.start(story["profile"])
        browser.resize(self.driver, 1280, 860)

    def get(self, path):
        self.driver.get("about:blank")
        self.driver.get(self.story["url"] + path)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def wait_find(self, selector):
        return browser.wait_for(20, lambda: self.find(selector))

    def text(self, selector="main, #main"):
        return self.find(selector).text

    def log_in(self):
        self.get("/authentication/login")
        self.wait_find("[name=username]").send_keys(self.story["user"])
        self.find("[name=password]").send_keys(self.story["password"])
        self.find("input[type=submit]").click()
        return browser.wait_for(
            20, lambda: self.story["user"] in self.text("#sidebar"))

    def dashlets(self):
        """The text of each dashlet, by its title, once they are all there."""
        def loaded():
            found = {}
            for box in self.driver.find_elements(By.CSS_SELECTOR,
                                                 ".dashboard > .container"):
                title, _, text = box.text.partition("\n")
                found[title] = text
            texts = found.values()
            if len(found) < 3 or not all(texts) or "Loading ..." in texts:
                return None
            return found
        self.get("/dashboard?pane=Mailboxes")
        return browser.wait_for(20, loaded) or {}

    def dashboard(self, *rules):
        """What of the rules of lists() is wrong for each, in the end: what is
        shown was written by others a little earlier."""
        def told():
            dashlets = self.dashlets()
            return [lists(dashlets, *rule) for rule in rules]
        return browser.settled(20, told, lambda wrong: not any(wrong))

    def open_service(self, service):
        self.get("/monitoring/service/show?host=contoso&service=" + service)
        self.wait_find(".plugin-output")

    def fill_in(self, comment):
        """The form to acknowledge the service that is shown."""
        self.wait_find('a[href*="service/acknowledge-problem"]').click()
        self.wait_find("textarea[name=comment]").send_keys(comment)

    def press(self):
        """Acknowledges; whether the form is gone then."""
        self.find("form[name*=AcknowledgeProblem] [name=btn_submit]").click()
        return browser.wait_for(20, lambda: not self.driver.find_elements(
            By.CSS_SELECTOR, "textarea[name=comment]"))

    def acknowledge(self, service, comment):
        self.open_service(service)
        self.fill_in(comment)
        return self.press()

    def service_shows(self, service, *wanted):
        """Whatever is missing on the page of a service after a while."""
        def missing():
            self.open_service(service)
            text = self.text()
            return [words for words in wanted if words not in text]
        found = browser.settled(20, missing, lambda wrong: not wrong)
        return ", ".join(f"no {words!r}" for words in found)

    def follow(self, text):
        """Clicks on a link; lists are drawn anew every now and then."""
        def clicked():
            self.driver.find_element(By.LINK_TEXT, text).click()
            return True
        browser.wait_for(20, clicked)

    def harm(self):
        return browser.harm(self.driver)

    def picture(self, name, last):
        """Of all down to the row of the list in which the link stands."""
        rect = browser.wait_for(20, lambda: self.driver.find_element(
            By.XPATH, f"//tr[.//a[text()='{last}']]").rect)
        browser.picture(self.driver, f"{self.story['pictures']}/{name}",
                        (0, 0, 1280, rect["y"] + rect["height"] + 8))


def lists(dashlets, title, wanted, unwanted=()):
    text = dashlets.get(title)
    if text is None:
        return f"no dashlet {title!r} among {sorted(dashlets)}"
    return ", ".join([f"{name} is not listed" for name in wanted if name not in text] +
                     [f"{name} is listed" for name in unwanted if name in text])


def tell(story, web):
    yield "logs in", "" if web.log_in() else "not logged in"

    gone, restored = web.dashboard(
        ("Mailboxes about to be gone",
         (LENA, "orders@", "jonas.weber@", "nina@", "mara.lind@", "1d 19h left",
          story["harm_shown"]), ("sam.okafor@contoso.example on",)),
        ("Recently restored", ("sam.okafor@",), (LENA,)))
    yield "the dashboard lists what is about to be gone", gone
    yield "nothing is restored yet", restored
    yield "a name that means harm is text", web.harm()

    web.acknowledge(story["harm_service"],
                    '</p><script>pwned=1</script><b onclick="pwned=1">now</b> #restore')
    yield "a comment that means harm runs nothing", web.harm()
    web.dashboard(("Recently restored", (story["harm_shown"],)))
    web.follow(LENA)
    web.fill_in("Lena is on parental leave, she did not leave: please bring it back")
    web.picture("icingaweb-acknowledge.png", "jonas.weber@contoso.example")
    yield "the form is taken", "" if web.press() else web.text("#col2")
    web.acknowledge(ORDERS_SERVICE, "#ack Asking Sales whether anybody still needs it")
    yield "#ack stays acknowledged", web.service_shows(
        ORDERS_SERVICE, "CRITICAL", "alice acknowledged", "Asking Sales")

    yield "the mailbox is restored, and the service says so", web.service_shows(
        LENA_SERVICE, "OK: contoso: 0 mailboxes in their window",
        "mailbox-expiry commented", f"1 of 1 back; {LENA}: back:")
    yield "also the one whose name means harm", web.service_shows(
        story["harm_service"], "OK: contoso: 0 mailboxes in their window",
        f"1 of 1 back; {story['harm_shown']}: back:") or web.harm()

    restored, gone, acknowledged = web.dashboard(
        ("Recently restored", (LENA, story["harm_shown"])),
        ("Mailboxes about to be gone", ("jonas.weber@",),
         (LENA, "orders@contoso.example on", story["harm_shown"])),
        ("Acknowledged", ("orders@",), (LENA,)))
    yield "the dashboard lists it as restored", restored or web.harm()
    yield "and no longer as about to be gone", gone
    yield "what is acknowledged is listed apart", acknowledged
    web.picture("icingaweb-dashboard.png", LENA)
    web.follow(LENA)
    browser.wait_for(20, lambda: "mailbox-expiry commented" in web.text("#col2"))
    web.picture("icingaweb-restored.png", LENA)

    # Beside it, the page for a wall.
    web.driver.get("file://" + story["month"])
    yield "the month ahead is drawn", "" if web.text().count(" left") > 5 else web.text()
    browser.picture(web.driver, f"{story['pictures']}/month.png",
                    (0, 0, 1280, web.find(".days").rect["y"]))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        story = json.load(file)
    web = Web(story)
    try:
        for what, wrong in tell(story, web):
            print(f"{what}\t{' '.join(wrong.split())}", flush=True)
    except browser.Failed:
        print(f"{web.driver.current_url}: {web.text('body')}", file=sys.stderr)
        raise
    finally:
        web.driver.quit()


main()
