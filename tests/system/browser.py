# SPDX-License-Identifier: MIT
"""What the tests with a browser share: headless Chromium, driven by Selenium."""
import base64
import json
import time

from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException, NoSuchElementException,
    StaleElementReferenceException, WebDriverException as Failed)
from selenium.webdriver.chrome.service import Service


def start(profile, *arguments):
    """A browser; profile is a folder of its own."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu",
                     "--disable-dev-shm-usage", "--hide-scrollbars",
                     f"--user-data-dir={profile}", *arguments):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs",
                           {"browser": "ALL", "performance": "ALL"})
    options.binary_location = "/usr/bin/chromium"
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"),
                            options=options)


def resize(driver, width, height):
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1,
        "mobile": False})


def requests_of(driver):
    """All that the page asked for, even what was not let through."""
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            yield message["params"]["request"]["url"]


def wait_for(seconds, condition):
    """What the condition gives once it is true; else its last answer.  A page
    that changes meanwhile is asked again."""
    until = time.monotonic() + seconds
    while True:
        try:
            found = condition()
        except (ElementClickInterceptedException, NoSuchElementException,
                StaleElementReferenceException):
            found = None
        if found or time.monotonic() > until:
            return found
        time.sleep(0.05)


def settled(seconds, look, is_right):
    """What was seen once it is right; else what was seen last."""
    seen = []

    def looked():
        seen[:] = [look()]
        return is_right(seen[0])
    wait_for(seconds, looked)
    return seen[0]


def harm(driver):
    """What a name or a comment managed to do to the page, or nothing."""
    found = driver.execute_script(r"""
        const found = [];
        if (window.pwned !== undefined) found.push('a script of a name ran');
        for (const e of document.querySelectorAll('*')) {
          if (e.matches('script') && /pwned=/.test(e.textContent))
            found.push('a script of a name is in the page');
          for (const a of e.attributes)
            if (/^on/.test(a.name) && /pwned/.test(a.value))
              found.push(e.tagName + ' ' + a.name);
          if (e.matches('img') && /\/x$/.test(e.src)) found.push('an image of a name');
        }
        return found;""")
    return "; ".join(found)


def picture(driver, path, clip=None):
    """What is to be seen, or the clip (x, y, width, height) of it, as a PNG."""
    wanted = {"format": "png"}
    if clip:
        wanted["clip"] = dict(zip(("x", "y", "width", "height"), clip), scale=1)
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", wanted)
    with open(path, "wb") as file:
        file.write(base64.b64decode(shot["data"]))
