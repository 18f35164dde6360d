#!/usr/bin/env python3
"""Writes the tables of an invented product that README's examples learn from, with one seed.

    python3 scripts/tabular/made.py [FOLDER]

FOLDER is fixtures/tables unless named. customers.csv: 400 teams with what they pay for and whether they left;
new-customers.csv: 12 more, of whom nobody knows; tickets.csv: what two of three wrote; events.csv: who first used
which part of the product, and when. Teams leave the sooner the newer they are, by the month, with
few projects, and where they complain about the price; people go on to parts that lie near those they use.
"""

import csv
import datetime
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PLANS = {"free": 0.0, "team": 24.0, "studio": 79.0}
PRICE = ["The plan got too expensive for our {} people", "We can't justify the price for {} seats any more",
         "Please bring back the old price, {} seats cost us twice as much now", "Why did you raise the price again for teams of {}?"]
SYNC = ["Sync loses my changes when I am offline for {} minutes", "When {} people edit at once the sync breaks",
        "Sync stops after {} files until I restart the app", "My phone does not sync the last {} notes"]
PRAISE = ["The new timeline is lovely, all {} of us use it", "Great support, they answered in {} minutes",
          "Templates save us {} hours every week", "We love the board, {} projects and still fast"]
AREAS = {
    "writing": ["notes", "templates", "comments", "mentions", "history"],
    "planning": ["board", "timeline", "milestones", "workload", "recurring-tasks"],
    "looks": ["dark-mode", "compact-view", "shortcuts", "themes", "widgets"],
    "sharing": ["guests", "public-links", "pdf-export", "embeds", "sso"],
}


def customers(draw, first, count):
    rows = []
    for number in range(first, first + count):
        months = draw.randint(1, 60)
        plan = draw.choices(list(PLANS), [5, 4, 2])[0]
        contract = draw.choice(["monthly", "yearly"]) if plan != "free" else "none"
        projects = max(1, round(draw.lognormvariate(1.6, 0.7)))
        seats = 1 if plan == "free" else draw.randint(2, 40)
        joined = datetime.date(2026, 6, 30) - datetime.timedelta(days=30 * months + draw.randint(0, 29))
        about = draw.choices(["", "price", "sync", "praise"], [3, 2, 2, 2])[0]
        risk = 0.6 - 0.011 * months - 0.02 * min(projects, 12) + 0.18 * (contract == "monthly") + 0.45 * (about == "price")
        rows.append({
            "team": f"team-{number:03}", "joined": joined.isoformat(), "plan": plan, "contract": contract,
            "seats": seats, "projects": projects, "paid": f"{PLANS[plan] * months:.2f}",
            "churn": "yes" if draw.random() < risk else "no", "about": about,
        })
    return rows


def tickets(draw, teams):
    said = {"price": PRICE, "sync": SYNC, "praise": PRAISE}
    rows = []
    for team in teams:
        for _ in range(draw.randint(1, 2) if team["about"] else 0):
            day = datetime.date(2026, 4, 1) + datetime.timedelta(days=draw.randint(0, 90))
            text = draw.choice(said[team["about"]]).format(draw.randint(2, 90))
            rows.append({"created": day.isoformat(), "team": team["team"], "text": text})
    rows.sort(key=lambda row: (row["created"], row["team"]))
    return rows


def events(draw):
    rows = []
    for user in range(1, 161):
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=draw.randint(0, 60))
        area = draw.choice(list(AREAS))
        left = {name: list(parts) for name, parts in AREAS.items()}
        for _ in range(draw.randint(4, 14)):
            if not left[area] or draw.random() < 0.25:
                area = draw.choice([name for name in AREAS if left[name]])
            # What stands first in an area is found first.
            parts = left[area]
            part = parts.pop(min(int(draw.expovariate(1.2)), len(parts) - 1))
            day += datetime.timedelta(days=draw.randint(1, 9))
            rows.append({"user": f"u{user}", "item": part, "time": day.isoformat()})
    rows.sort(key=lambda row: (row["time"], row["user"]))
    return rows


def write(path, rows, columns):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "fixtures/tables"
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(8)
    known = customers(draw, 1, 400)
    columns = ["team", "joined", "plan", "contract", "seats", "projects", "paid", "churn"]
    write(folder / "customers.csv", known, columns)
    write(folder / "new-customers.csv", customers(draw, 401, 12), columns[:-1])
    write(folder / "tickets.csv", tickets(draw, known), ["created", "team", "text"])
    write(folder / "events.csv", events(draw), ["user", "item", "time"])


if __name__ == "__main__":
    main()
