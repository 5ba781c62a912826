# SPDX-License-Identifier: MIT
"""Does in the CGIs of Nagios what somebody in a NOC does, and says what was wrong.

    nagios_cgi.py STORY

STORY and what is printed are as of icingaweb.py, without a month.
"""
import json
import sys

from selenium.webdriver.common.by import By

import browser

LENA = "lena.braun@contoso.example"
LENA_SERVICE = "mbx-lena-braun-55555555"
ORDERS_SERVICE = "mbx-orders-55555555"


class Cgi:
    def __init__(self, story):
        self.story = story
        self.driver = browser.start(story["profile"])
        browser.resize(self.driver, 1200, 860)
        # What a browser asks for when a page says 401.
        with_user = f"//{story['user']}:{story['password']}@"
        self.base = story["url"].replace("//", with_user) + "/cgi-bin/nagios4/"

    def text(self):
        return self.driver.find_element(By.TAG_NAME, "body").text

    def shows(self, page, wanted, unwanted=()):
        """What is missing on a page after a while, and what should not be there."""
        def wrong():
            self.driver.get(self.base + page)
            text = self.text()
            return ([f"no {words!r}" for words in wanted if words not in text] +
                    [f"{words!r}" for words in unwanted if words in text])
        found = browser.settled(20, wrong, lambda found: not found)
        return ", ".join(found) + (f" in {self.text()}" if found else "")

    def service(self, service):
        return "extinfo.cgi?type=2&host=contoso&service=" + service

    def acknowledge(self, service, comment, picture=None):
        """What the CGI answers."""
        self.driver.get(self.base + self.service(service))
        self.driver.find_element(
            By.PARTIAL_LINK_TEXT, "Acknowledge this service problem").click()
        field = browser.wait_for(20, lambda: self.driver.find_element(
            By.NAME, "com_data"))
        field.send_keys(comment)
        if picture:
            browser.picture(self.driver, f"{self.story['pictures']}/{picture}")
        self.driver.find_element(By.NAME, "btnSubmit").click()
        return browser.wait_for(
            20, lambda: "successfully submitted" in self.text()) or self.text()


def tell(story, cgi):
    everything = "status.cgi?host=contoso"
    yield "the list shows what is about to be gone", cgi.shows(
        everything, ("Logged in as alice", "mbx-lena-braun", "1d 19h left",
                     "mbx-orders", "CRITICAL"))
    browser.picture(cgi.driver, f"{story['pictures']}/nagios-services.png")
    yield "a name that means harm is text", cgi.shows(
        everything, (story["harm_shown"],)) or browser.harm(cgi.driver)

    answer = cgi.acknowledge(
        LENA_SERVICE, "Lena is on parental leave: please bring it back",
        "nagios-acknowledge.png")
    yield "an acknowledgement is taken", "" if answer is True else answer
    cgi.acknowledge(story["harm_service"],
                    '"><script>pwned=1</script><b onclick="pwned=1">now</b> #restore')
    cgi.acknowledge(ORDERS_SERVICE, "#ack Asking Sales whether anybody still needs it")

    yield "the mailbox is restored, and the service says so", cgi.shows(
        cgi.service(LENA_SERVICE),
        ("OK: contoso: 0 mailboxes in their window", "mailbox-expiry",
         f"1 of 1 back, {LENA}: back:"))
    browser.picture(cgi.driver, f"{story['pictures']}/nagios-restored.png")
    yield "also the one whose name means harm", cgi.shows(
        cgi.service(story["harm_service"]),
        ("OK: contoso: 0 mailboxes in their window", f"1 of 1 back, {story['harm_shown']}: back:"))
    yield "and that, too, as text", browser.harm(cgi.driver)
    yield "#ack stays acknowledged", cgi.shows(
        cgi.service(ORDERS_SERVICE), ("Has been acknowledged", "Asking Sales"))
    yield "the list of what nobody has seen to is shorter", cgi.shows(
        everything + "&servicestatustypes=28&serviceprops=8",
        ("mbx-jonas-weber",), (LENA_SERVICE, ORDERS_SERVICE, story["harm_service"]))
    yield "all comments are harmless", cgi.shows(
        "extinfo.cgi?type=3", ("mailbox-expiry",)) or browser.harm(cgi.driver)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        story = json.load(file)
    cgi = Cgi(story)
    try:
        for what, wrong in tell(story, cgi):
            print(f"{what}\t{' '.join(wrong.split())}", flush=True)
    except browser.Failed:
        print(f"{cgi.driver.current_url}: {cgi.text()}", file=sys.stderr)
        raise
    finally:
        cgi.driver.quit()


main()
