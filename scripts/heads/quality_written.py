"""Sentences on the characteristics of ISO/IEC 25010:2023, as users type them, written for this
project. Every template meets every filling of its turn, always in the same order."""

WHERE = ["app", "website", "search", "calendar", "checkout", "report page", "editor", "map", "chat",
         "upload", "login page", "invoice", "player", "booking form", "printer", "tracker"]

TEMPLATES = {
    "functional suitability": [
        "the {x} gives wrong results", "the {x} shows the wrong total", "please add filters to the {x}",
        "the {x} has no way to undo", "i cannot export from the {x}", "i need a button in the {x} to copy an entry",
        "the {x} should let me sort by date", "it would be nice if the {x} had reminders",
        "the {x} does not do what it says", "the amount in the {x} is incorrect", "data is missing from the {x}",
        "there is no option to delete in the {x}", "the {x} rounds the numbers wrong",
        "the {x} lacks a simple copy function", "let me attach a photo in the {x}",
        "the {x} calculates tax twice", "the steps are not counted right", "it does not send the receipt",
        "the refund never shows up in the {x}", "i was charged twice",
    ],
    "performance efficiency": [
        "the {x} is so slow", "the {x} takes forever to load", "the {x} lags all the time",
        "the {x} takes ten seconds to open", "the {x} drains my battery", "the {x} uses too much memory",
        "the {x} eats up my data plan", "scrolling in the {x} stutters", "the {x} should answer within a second",
        "waiting minutes for the {x}", "my phone gets hot with the {x}", "the {x} fills my storage",
        "very slow response in the {x}", "the new {x} is laggy", "loading the {x} takes ages",
        "please make the {x} faster", "the {x} got slower after the update",
    ],
    "compatibility": [
        "the {x} does not work with my watch", "the {x} will not sync with google calendar",
        "the {x} does not work in firefox", "please let the {x} connect to spotify",
        "the {x} cannot open excel files", "the {x} breaks when another app plays sound",
        "no integration of the {x} with slack", "the {x} won't pair with my headset",
        "the {x} should import from outlook", "the {x} clashes with my ad blocker",
        "please support apple health in the {x}", "the {x} can't read csv from other tools",
        "an interface between the {x} and our database is missing", "does not connect over bluetooth to my car",
    ],
    "interaction capability": [
        "the {x} is confusing", "i cannot find anything in the {x}", "the text in the {x} is too small",
        "the colors of the {x} are hard to read", "please add a dark mode to the {x}",
        "the {x} looks ugly since the redesign", "the {x} has far too many steps", "the buttons of the {x} are tiny",
        "the {x} should explain what went wrong", "the {x} is not usable with a screen reader",
        "the {x} is easy to learn", "the menu of the {x} makes no sense", "the {x} is not intuitive",
        "where is the settings icon in the {x}", "the layout of the {x} is cluttered",
        "the {x} needs a tutorial", "the {x} is not in my language", "too many taps in the {x}",
    ],
    "reliability": [
        "the {x} crashes", "the {x} keeps crashing on start", "the {x} freezes", "the {x} is down again",
        "the {x} stopped working after the update", "the {x} loses my data", "the {x} fails every other time",
        "the {x} closes by itself", "the server of the {x} is not available", "the {x} hangs and i have to restart",
        "my entries in the {x} disappeared", "the {x} throws an error every time", "the {x} is full of bugs",
        "the {x} should recover after a lost connection", "the {x} should be up around the clock",
        "constantly disconnects", "the {x} shows a blank screen",
    ],
    "security": [
        "someone got into my account through the {x}", "please add two factor login to the {x}",
        "the {x} asks for too many permissions", "the {x} shows my data to others", "my password was leaked",
        "the {x} should lock with a fingerprint", "the {x} should log me out when idle",
        "i do not trust the {x} with my card", "the {x} sends my contacts to strangers",
        "the {x} is not encrypted", "only admins should see the {x}", "got hacked after using the {x}",
        "privacy of the {x} is a joke", "the {x} stores passwords in plain text", "anyone with the link can open the {x}",
        "please let me set a pin for the {x}",
    ],
    "maintainability": [
        "every update of the {x} breaks something else", "bugs in the {x} are not fixed for years",
        "the {x} has not been updated in ages", "the code of the {x} should be documented",
        "the {x} should write logs that help to find faults", "it takes months to fix one bug in the {x}",
        "the {x} should be built of modules that can be changed alone", "our developers cannot change the {x}",
        "the {x} should be easy to test", "the {x} needs regular updates", "the api of the {x} is not documented",
        "nobody can find out why the {x} fails",
    ],
    "flexibility": [
        "the {x} should run on my tablet too", "please bring the {x} to linux", "the {x} cannot be installed on my phone",
        "the {x} is not available for ios", "the {x} does not fit my screen size", "the {x} cannot handle a thousand users",
        "the {x} should grow with our team", "installation of the {x} fails", "the {x} only works on android 12",
        "the {x} cannot be moved to another phone", "the {x} breaks down with more than fifty entries",
        "let the {x} work offline and on old phones", "i cannot adapt the {x} to our process",
        "the {x} should support more countries and currencies", "cannot update the {x} on my old device",
    ],
    "safety": [
        "the {x} sent me into oncoming traffic", "the {x} nearly caused an accident", "the charger got so hot it burned my hand",
        "the battery swelled up", "the {x} should warn before a dangerous dose", "the alarm did not sound when there was smoke",
        "the {x} distracts me while driving", "flashing lights in the {x} can cause seizures",
        "children can hurt themselves on it", "the {x} gave a dangerous medical advice", "it gave me an electric shock",
        "the {x} should stop the motor when someone is near", "sparks came out of the plug",
        "the {x} did not warn about the gas leak", "the {x} shows unsafe routes at night",
    ],
}
# Turns a template, so that each characteristic gets about as many sentences.
SENTENCES = 64


def statements():
    """(text, characteristic), always the same."""
    for label, templates in TEMPLATES.items():
        seen = set()
        for turn in range(SENTENCES):
            template = templates[turn % len(templates)]
            text = template.format(x=WHERE[(turn * 5 + turn // len(templates)) % len(WHERE)])
            if text not in seen:
                seen.add(text)
                yield text, label
