"""The public sets as plain rows, and their license states as shared/data names them."""

import csv
import gzip
import re
import sys

csv.field_size_limit(sys.maxsize)

LICENSES = {
    "type_maalej2016": "CC0-1.0 as stated by the hosting repository",
    "type_play_htp8000": "not stated",
    "type_minibar": "MIT (repository)",
    "type_vlc_forum_tizard2019": "CC BY",
    "type_nlbse24_issues": "not stated",
    "feat_shah_safe": "not stated",
    "messy_thunderbird_sumo": "MPL-2.0 (repository); posts are support-forum content",
    "theme_banking77": "CC BY 4.0 (repository)",
    "theme_clinc150": "CC BY 3.0 (repository)",
    "req_promise_nfr": "CC BY-SA 3.0",
    "req_crowdre_smarthome": "not stated; asks to be cited (Murukannaiah et al., 2016)",
    "large_fintech_play": "CC0-1.0 (repository); reviews are store users' content",
    "sent_nayeem_apps": "MIT (repository)",
    "sent_semeval2013_2016": "MIT (hosting repository); tweets under SemEval/Twitter terms",
    "sent_sst2": "not stated",
    "sent_uci_sentences": "not stated; asks to be cited (Kotzias et al., 2015)",
    "written for this project": "MIT OR Apache-2.0, as this repository",
}

# Apps that no fintech row of a training part comes from.
HELD_APPS = {
    "money.jupiter", "me.greenlight", "com.mobikwik_new", "in.junio", "com.freo.save.banking.app",
}
HELD_SHAH = {"WHATSAPP", "TRIP_ADVISOR"}
HELD_TWEETS = {"2014test", "2015test"}


def rows(data, name, file="data.csv"):
    path = data / name / file
    opened = gzip.open(path, "rt", encoding="utf-8", newline="") if path.suffix == ".gz" \
        else open(path, encoding="utf-8", newline="")
    with opened as lines:
        yield from csv.DictReader(lines)


def clean(text):
    """One line, without links, names of people addressed, and markup."""
    text = re.sub(r"https?://\S+|www\.\S+", " ", text)
    text = re.sub(r"<[^>]{1,80}>", " ", text)
    text = re.sub(r"(?<!\w)@\w+", " ", text)
    text = text.replace("#", " ").replace("\ufffd", " ").replace("&quot", '"').replace("&amp;", "&")
    return " ".join(text.split())


def respaced(text):
    """Undoes the treebank's spaces around punctuation."""
    text = re.sub(r" ([,.;:!?%)])", r"\1", text)
    text = re.sub(r" ('s|'re|'ve|'ll|'d|'m|n't)\b", r"\1", text)
    return text.replace("( ", "(").replace("`` ", '"').replace(" ''", '"').replace("-lrb- ", "(") \
        .replace(" -rrb-", ")")


def normalized(text):
    """Letters and digits in lower case, word by word: what counts as the same text."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def words(text):
    return len(text.split())


def english_letters(text):
    """Most of it is written in ASCII."""
    return sum(ord(letter) < 128 for letter in text) >= 0.9 * len(text)


def one_statement(text, most=30):
    """One sentence of a usual length."""
    return words(text) <= most and len(re.findall(r"[.!?]+(?=\s+\w)", text)) == 0


WISH = re.compile(
    r"\b(pl(ea)?[sz]e? (add|include|bring|allow|make|provide|give|let|enable|support|introduce|consider|create|put)"
    r"|would (be|love|like) (\w+ ){0,3}(to (see|have|be able)|if|an?|the option|nice|great|better|cool|helpful|useful)"
    r"|i wish\b|wish (there|it|you|i|we|they)|should (have|add|allow|include|be able|be an? option|provide|support|let)"
    r"|needs? (an?|to (add|have|be able)|more|the (option|ability))|need an? (option|feature)"
    r"|(can|could) (you|u|we) (please |pls |plz )?(add|have|get|make|bring|include)"
    r"|add (an?|the|more|some|option|support|feature)|option to\b.*\b(would|please|pls)|hope (you|they) (will )?add"
    r"|it('d| would) be (nice|great|good|better|cool|helpful|awesome|perfect)|feature request|suggestion)", re.I)
FAULT = re.compile(
    r"\b(crash\w*|freez\w*|frozen|bugs?|buggy|glitch\w*|errors?|(does|do|did|is|was|are|has|have|can|could|wo|would)n'?t"
    r"|can ?not|unable|fail\w*|stuck|broken|not (work\w*|load\w*|open\w*|able|receiv\w*|respond\w*|sync\w*|connect\w*)"
    r"|never (work|load|open|got|receiv)\w*|stop(ped|s)? (work|load)\w*|slow|lag\w*|logs? me out|lost|los(es|ing)"
    r"|declin\w*|deduct\w*|pending|block\w*|keeps? (crash|ask|say|freez|clos|shut|log)\w*|no longer|won'?t"
    r"|disappear\w*|missing|wrong|drain\w*|too (many ads|much|slow|small|expensive)|annoying|confusing)\b", re.I)
NEEDS_ANSWER = re.compile(
    r"^(how|what|where|when|which|who|is there|is it possible|are there|can i|could i|can we|do i|do you|does"
    r"|am i|will (it|there|the)|may i|should i|any (idea|way|chance)|why)\b", re.I)
CHEER = re.compile(
    r"\b(love|great|awesome|excellent|amazing|nice|good|best|perfect\w*|easy|helpful|useful|superb|fantastic"
    r"|wonderful|brilliant|recommend|happy|thank\w*|cool|fast|smooth\w*|convenient|like"
    r"|super|wow|osm|awsm|fab)\b", re.I)
DAMPER = re.compile(r"\b(but|except|however|although|though|not|n't|never|only|wish|if|until|was|would|could|should|used to)\b|n't", re.I)
LUKEWARM = re.compile(
    r"^(it'?s |it is |app is |this is |just )?(an? )?(ok(ay|ie)?|average|so so|not bad|fine|normal|alright|fair|decent|moderate)"
    r"( app| one| only| ok| okay| i guess)?\W*$", re.I)
ILL = re.compile(
    r"\b(worst|bad|useless|waste|hate|terrible|horrible|pathetic|rubbish|garbage|trash|awful|poor|fraud|disgusting|sucks?)\b", re.I)
