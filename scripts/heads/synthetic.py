"""Statements written for this project: templates by hand, filled in a fixed order.

They thicken what the public sets hardly have: questions, requests and facts about things that are
no phone app, and statements that say nothing.
"""

import random

THINGS = [
    "app", "website", "dashboard", "login page", "search", "export", "invoice page", "calendar",
    "mobile version", "checkout", "delivery", "booking form", "report", "notification", "sync",
    "printer", "battery", "headset", "integration", "help center", "onboarding", "subscription",
    "room", "editor", "camera", "payment page", "map", "chat", "file upload", "course",
]
FEATURES = [
    "a dark theme", "two factor login", "bulk export", "an offline mode", "keyboard shortcuts",
    "a weekly summary", "support for spanish", "larger fonts", "a family plan", "an undo button",
    "filters by date", "a desktop version", "apple pay", "calendar sync", "custom fields",
    "a way to archive old projects", "vegetarian options", "later opening hours", "a csv download",
    "shared folders", "more payment methods", "a widget", "voice input", "an api", "split screen",
    "a quieter fan", "more storage", "reminders", "a search box", "per user permissions",
]
ACTIONS = [
    "cancel my subscription", "change my email address", "export the data", "invite a colleague",
    "upload a photo", "print the ticket", "reset the password", "pair the speaker",
    "move files between folders", "see last month's invoices", "share a list", "return an item",
    "connect it to my calendar", "download my statement", "sort by price", "delete an account",
    "update the firmware", "add a second user", "book a late checkout", "turn off notifications",
]
FAULTS = [
    "crashes", "freezes", "is broken", "keeps loading", "stopped working", "shows an error",
    "is far too slow", "logs me out", "loses my data", "is confusing", "never arrives",
    "does not respond", "fails every time", "is full of mistakes", "drains the battery",
    "is too expensive", "is not accurate", "is hard to read", "disconnects", "is out of date",
]
GOODS = [
    "is great", "is really helpful", "works perfectly", "is easy to use", "saves me so much time",
    "is a joy", "looks beautiful", "is fast and reliable", "is the best i have tried",
    "has been excellent",
]
FACTS = [
    "we are a team of {n} people", "i use it on a tablet", "i bought it {n} weeks ago",
    "my plan renews in june", "i am on version {n}.2", "we moved over from a spreadsheet",
    "i work in accounting", "the {thing} is the page i open most", "my order number is {n}4471",
    "we have {n} locations", "i read the manual first", "my manager set up the account",
    "i signed up on the {n}th", "i use the {thing} about {n} times a week", "it has {n} screens",
    "i live in a small town", "my kids use the {thing} after school", "i have an android phone",
    "i have used the {thing} since last year", "we stayed for {n} nights",
    "the {thing} opens in a new window", "i chose the monthly plan", "i tried it on wifi",
    "updated the {thing} this morning", "windows 11, {n} gb of memory", "running it on linux",
]
EMPTY = [
    "n/a", "none", "nothing", "no comment", "no comments", "nothing to add", "see above", "same as above",
    "not applicable", "nothing else", "no", "yes", "not yet", "not sure yet", "test", "hello",
    "hi there", "good morning", "hi team", "dear support", "regards", "best regards anna",
    "thanks in advance", "asdf", "just testing", "first review", "update", "edit", "will see",
    "have not used it much", "too early to say", "haven't tried it yet", "i don't know",
    "i have no opinion", "neither good nor bad", "it's ok i guess", "average", "so so", "meh",
    "it is what it is", "nothing special", "okay", "ok", "fine i suppose", "so far so so",
    "could be better could be worse", "does the job, no more", "decent", "three stars", "it's alright",
]
SHOUTS = [
    "worst", "worst ever", "terrible", "horrible", "useless", "rubbish", "trash", "garbage", "awful",
    "hate it", "i hate this", "bad", "very bad", "so bad", "pathetic", "don't buy", "do not install",
    "disappointed", "very disappointing", "not good", "waste of time", "waste of money", "zero stars",
    "never again", "shame on you", "this sucks", "total crap", "i am so angry", "fed up",
    "avoid", "stay away", "not recommended", "poor", "what a joke", "uninstalled", "i give up",
    "worst app", "bad app", "bad service", "poor service", "very poor", "worst service", "useless app",
    "fake app", "fraud", "scam", "cheaters", "waste", "disgusting", "yuck", "ugh", "super bad", "super slow",
    "super annoying", "super confusing", "not useful", "not happy", "don't like it", "i don't like this", "not working",
]
CHEERS = [
    "love it", "great", "awesome", "excellent", "thank you so much", "amazing stuff", "perfect",
    "keep up the good work", "highly recommended", "well done", "superb", "brilliant", "five stars",
    "very happy with it", "could not be happier", "best purchase this year", "great value",
    "works like a charm", "no complaints at all", "exactly what i needed", "fantastic support",
    "the staff were lovely", "so glad we switched", "impressed", "delighted",
    "super", "wow", "good", "nice", "cool", "best", "happy", "wonderful", "fantastic", "lovely", "sweet",
    "very good", "very nice", "good app", "nice app", "great app", "best app", "super app", "wow app",
    "super easy", "super useful", "super fast", "super happy", "just wow", "wow!", "super!", "super duper",
    "good one", "nice one", "good job", "good work", "nice work", "good service", "nice service",
    "very useful", "easy to use", "thanks", "thank you", "osm", "awsm", "fab", "gud", "top", "top notch",
    "i like it", "i like this", "like it a lot", "loved it", "very helpful", "bravo", "yay", "hats off",
    "just super", "simply super", "it is super", "super super", "super experience", "super stuff",
    "wow great", "oh wow", "wow amazing", "wow nice", "wow just wow",
    "works great", "works well", "works fine for me, love it", "so good", "too good", "really good",
]

REQUESTS = [
    "please add {feature}", "pls add {feature}", "would be nice to have {feature}",
    "i wish there was {feature}", "{feature} would be great", "it needs {feature}",
    "could you add {feature}", "can you please bring {feature}", "we need {feature}",
    "it should be possible to {action} from the {thing}", "let me {action} without calling",
    "allow users to {action}", "an option to {action} would help", "{feature} please",
    "i would like to {action} in the {thing}", "suggestion: {feature}", "missing {feature}",
    "make it possible to {action}", "i want {feature} in the {thing}", "why not offer {feature}",
    "looking forward to {feature}", "hope you will add {feature} soon", "consider {feature}",
]
QUESTIONS = [
    "how do i {action}", "how can i {action}?", "where can i {action}", "is it possible to {action}?",
    "can i {action} on the {thing}?", "does the {thing} support that", "what does the {thing} cost?",
    "do you have {feature}?", "is there {feature}", "when will {feature} be available?",
    "who can help me {action}", "what happens if i {action}?", "do i need to {action} first?",
    "which plan includes {feature}?", "how long does it take to {action}", "any idea how to {action}",
    "what is the {thing} for?", "where is the {thing}", "am i able to {action}?",
    "could someone explain how to {action}", "i want to know how to {action}",
    "need to know where to {action}", "will there be {feature} this year?",
    "is my data safe in the {thing}", "should i {action} before the renewal?",
]
PROBLEMS = [
    "the {thing} {fault}", "{thing} {fault}", "the {thing} {fault} when i {action}",
    "i can't {action}", "cannot {action}", "unable to {action} since the update",
    "it won't let me {action}", "tried to {action} and got an error", "every time i {action} the {thing} {fault}",
    "the {thing} {fault} since tuesday", "there is no way to {action}, very annoying",
    "waited three weeks to {action}", "nobody answered when i tried to {action}",
    "still not able to {action}", "was charged twice when i tried to {action}",
]
PRAISES = [
    "the {thing} {good}", "{thing} {good}", "love the {thing}", "i really like how i can {action}",
    "so easy to {action}", "finally i can {action}, thank you", "the new {thing} {good}",
    "great {thing}", "being able to {action} is wonderful",
]

FILLINGS = [
    (REQUESTS, "request", "neutral", 260),
    (QUESTIONS, "question", "neutral", 300),
    (PROBLEMS, "problem", "negative", 220),
    (PRAISES, "praise", "positive", 130),
    (FACTS, "other", "neutral", 200),
]
PLAIN = [
    (EMPTY, "other", "neutral"),
    (SHOUTS, "other", "negative"),
    (CHEERS, "praise", "positive"),
]


def statements():
    """(text, kind, sentiment), always the same."""
    chance = random.Random(5)
    rows = {}
    for templates, kind, sentiment, count in FILLINGS:
        for turn in range(count):
            text = templates[turn % len(templates)].format(
                thing=chance.choice(THINGS), feature=chance.choice(FEATURES),
                action=chance.choice(ACTIONS), fault=chance.choice(FAULTS),
                good=chance.choice(GOODS), n=chance.randint(2, 28))
            rows[text] = (kind, sentiment)
    for texts, kind, sentiment in PLAIN:
        for text in texts:
            rows[text] = (kind, sentiment)
    return [(text, kind, sentiment) for text, (kind, sentiment) in rows.items()]
