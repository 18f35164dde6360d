//! Exports of known tools: what the tool is called, which columns hold what, what is no feedback.

use hearken_feedback::{Feedback, Placed, Role};
use hearken_ingest::{Error, Ingested, Input, Settings, Splitting, read, statements};
use std::path::Path;

fn ingest(name: &str) -> Result<Ingested, Error> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exports");
    let input = Input::File(folder.join(name));
    read(&[input], &Settings::default(), &mut |_, _| ())
}

#[track_caller]
fn fixture(name: &str) -> Ingested {
    ingest(name).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn row(read: &Ingested, row: u64) -> &Feedback {
    let found = read.feedback.iter().find(|of| of.row.row == row);
    found.unwrap_or_else(|| panic!("row {row} is not used"))
}

fn texts(feedback: &Feedback) -> Vec<&str> {
    let cells = feedback.cells.iter();
    cells.map(|cell| cell.text.as_str()).collect()
}

/// What models read of a row.
fn said(read: &Ingested, row: u64) -> Vec<String> {
    let all = statements(&read.feedback, Splitting::Clauses);
    let own = |index: usize| read.feedback[index].row.row == row;
    let own = all.into_iter().filter(|statement| own(statement.feedback));
    own.map(|statement| statement.text).collect()
}

fn day(feedback: &Feedback) -> Option<String> {
    feedback.date.map(|day| day.to_string())
}

fn rating(feedback: &Feedback) -> Option<(f64, f64, f64)> {
    let rating = feedback.rating?;
    Some((rating.value, rating.min, rating.max))
}

fn skipped(read: &Ingested) -> Vec<(u64, &str)> {
    let entries = read.entries.iter();
    entries
        .filter_map(|entry| match &entry.placed {
            Placed::Skipped(what) => Some((entry.row.row, what.as_str())),
            _ => None,
        })
        .collect()
}

/// File; tool and format; the columns that have a role.
const TOOLS: [(&str, &str, &str); 29] = [
    (
        "google-play.csv",
        "Google Play Console csv",
        "product=Package Name; version=App Version Name; locale=Reviewer Language; \
         date=Review Submit Date and Time; rating=Star Rating; title=Review Title; \
         text=Review Text; reply=Developer Reply Text",
    ),
    (
        "google-play-short.csv",
        "Google Play Console csv",
        "product=Package Name; version=App Version; locale=Reviewer Language; \
         date=Review Submit Date and Time; rating=Star Rating; text=Review Text",
    ),
    (
        "android-publisher.json",
        "Android Publisher API json",
        "id=reviewId; author=authorName; text=userComment.text; \
         date=userComment.lastModified.seconds; rating=userComment.starRating; \
         locale=userComment.reviewerLanguage; version=userComment.appVersionName; \
         votes=userComment.thumbsUpCount; title=userComment.title; reply=developerComment.text",
    ),
    (
        "array.json",
        "google-play-scraper json",
        "id=reviewId; author=userName; text=content; rating=score; votes=thumbsUpCount; \
         version=reviewCreatedVersion; date=at; reply=replyContent",
    ),
    (
        "play-scraper-node.json",
        "google-play-scraper json",
        "id=id; author=userName; date=date; rating=score; title=title; text=text; \
         reply=replyText; version=version; votes=thumbsUp",
    ),
    (
        "app-store-connect.json",
        "App Store Connect API json",
        "id=id; rating=attributes.rating; title=attributes.title; text=attributes.body; \
         author=attributes.reviewerNickname; date=attributes.createdDate; \
         locale=attributes.territory; reply=response.responseBody",
    ),
    (
        "itunes.json",
        "iTunes RSS feed json",
        "author=author.name.label; date=updated.label; rating=im:rating.label; \
         version=im:version.label; text=content.label; title=title.label; id=id.label; \
         votes=im:voteSum.label",
    ),
    (
        "itunes-one.json",
        "iTunes RSS feed json",
        "author=author.name.label; date=updated.label; rating=im:rating.label; \
         version=im:version.label; id=id.label; title=title.label; text=content.label; \
         votes=im:voteSum.label",
    ),
    (
        "trustpilot.csv",
        "Trustpilot csv",
        "date=Review Created (UTC); author=Review Consumer User Id; title=Review Title; \
         text=Review Content; rating=Review Stars; locale=Review Language; \
         product=Webshop Name; reply=Company Reply; segment=Location Name; id=Review Id",
    ),
    (
        "trustpilot.json",
        "Trustpilot API json",
        "id=id; author=consumer.id; product=businessUnit.displayName; rating=stars; title=title; \
         text=text; locale=language; date=createdAt; reply=companyReply.text; \
         votes=numberOfLikes",
    ),
    (
        "zendesk.json",
        "Zendesk JSON json",
        "id=id; segment=via.channel; date=created_at; title=subject; text=description; \
         author=requester_id; rating=satisfaction_rating.score; text=comments.body; \
         reply=comments.reply",
    ),
    (
        "zendesk.csv",
        "Zendesk CSV csv",
        "id=Id; author=Requester email; title=Subject; text=Description; date=Created at; \
         rating=Satisfaction Score",
    ),
    (
        "zendesk-view.csv",
        "Zendesk view csv",
        "id=Id; author=Requester id; text=Subject; date=Created at; rating=Satisfaction Score; \
         segment=Via",
    ),
    (
        "intercom.json",
        "Intercom json",
        "id=id; date=created_at; segment=source.type; title=source.subject; text=source.body; \
         author=customer.id",
    ),
    (
        "intercom-parts.json",
        "Intercom json",
        "id=id; date=created_at; segment=source.type; title=source.subject; text=source.body; \
         rating=conversation_rating.rating; text=conversation_parts.body; \
         reply=conversation_parts.reply; author=customer.id",
    ),
    (
        "typeform.csv",
        "Typeform csv",
        "id=#; text=What do you use Birdlog for?; text=What is missing?; \
         rating=How likely are you to recommend Birdlog?; date=Submit Date (UTC)",
    ),
    (
        "typeform.json",
        "Typeform API json",
        "id=response_id; date=submitted_at; segment=hidden.plan; text=long_text.use; \
         text=long_text.missing; rating=nps.recommend",
    ),
    (
        "survey-monkey.csv",
        "SurveyMonkey csv",
        "id=Respondent ID; date=End Date; rating=How likely is it that you would recommend \
         Birdlog to a friend or colleague who watches birds, however rarely?; text=Which of \
         these do you use? Select all that apply.: Other (please specify); \
         text=What should we improve first?",
    ),
    (
        "qualtrics.csv",
        "Qualtrics csv",
        "date=EndDate; id=ResponseId; rating=How satisfied are you with Birdlog?; \
         text=Why do you say so?",
    ),
    (
        "google-forms.csv",
        "Google Forms csv",
        "date=Timestamp; author=Email Address; text=What do you like about Birdlog?; \
         text=What annoys you?; text=Comments",
    ),
    (
        "nps-classes.csv",
        "NPS survey csv",
        "author=Email; rating=Score; text=Comment; segment=NPS Category; date=Created At",
    ),
    (
        "nps.csv",
        "NPS survey csv",
        "id=Response ID; rating=NPS Score; text=Comment; segment=Plan; date=Submitted At",
    ),
    (
        "github.json",
        "GitHub issues json",
        "product=repository_url; id=number; title=title; author=user.login; date=created_at; \
         segment=author_association; text=body; votes=reactions.total_count",
    ),
    (
        "amazon-2018.jsonl",
        "Amazon reviews 2018 jsonl",
        "rating=overall; votes=vote; author=reviewerID; product=asin; text=reviewText; \
         title=summary; date=unixReviewTime",
    ),
    (
        "amazon-2023.jsonl",
        "Amazon reviews 2023 jsonl",
        "rating=rating; title=title; text=text; product=parent_asin; author=user_id; \
         date=timestamp; votes=helpful_vote",
    ),
    (
        "appbot.json",
        "Appbot json",
        "id=id; product=app_id; author=author; rating=rating; title=subject; text=body; \
         date=published_at; version=version; locale=country; reply=reply_text",
    ),
    (
        "steam.jsonl",
        "Steam reviews jsonl",
        "id=recommendationid; author=author.steamid; locale=language; text=review; \
         date=timestamp_created; rating=voted_up; votes=votes_up",
    ),
    (
        "mail.csv",
        " csv",
        "id=id; title=subject; text=body; date=received",
    ),
    (
        "percent.csv",
        " csv",
        "id=id; rating=Satisfaction; text=Comment",
    ),
];

#[test]
fn tools_are_told_by_their_columns() {
    for (name, tool, roles) in TOOLS {
        let read = fixture(name);
        let source = &read.sources[0];
        let called = source.tool.as_deref().unwrap_or_default();
        assert_eq!(format!("{called} {}", source.format), tool, "{name}");
        let columns = source.columns.iter().filter(|of| of.role != Role::Other);
        let told: Vec<String> = columns
            .map(|column| format!("{:?}={}", column.role, column.name))
            .map(|told| told[..1].to_lowercase() + &told[1..])
            .collect();
        assert_eq!(told.join("; "), roles, "{name}");
    }
}

#[test]
fn what_is_no_feedback_is_skipped_with_its_name() {
    for (name, row, what) in [
        (
            "itunes.json",
            1,
            "the app that the feed is about, not a review",
        ),
        ("github.json", 2, "a pull request, not an issue"),
        (
            "intercom-parts.json",
            3,
            "a conversation in which no customer wrote",
        ),
    ] {
        assert_eq!(skipped(&fixture(name)), [(row, what)], "{name}");
    }
}

#[test]
fn a_view_without_bodies_says_so() {
    let view = fixture("zendesk-view.csv");
    assert_eq!(
        view.sources[0].note.as_deref(),
        Some(
            "this Zendesk view has no bodies, so that subjects alone are read: export the \
             account's tickets as JSON, where `description` and `comments` are"
        )
    );
    let bare = ingest("zendesk-view-bare.csv").expect_err("it has nothing to read");
    assert_eq!(
        bare.hint().as_deref(),
        Some("export the account's tickets as JSON, where `description` and `comments` are")
    );
    assert_eq!(fixture("zendesk.csv").sources[0].note, None);
}

#[test]
fn customers_are_read_and_agents_are_the_reply() {
    let chats = fixture("intercom-parts.json");
    let first = row(&chats, 1);
    assert_eq!(
        texts(first),
        [
            "<p>The map stays gray 😕</p>",
            "<p>Yes, twice. It is still gray.</p>"
        ]
    );
    assert_eq!(
        said(&chats, 1),
        ["The map stays gray 😕", "Yes, twice.", "It is still gray."]
    );
    let reply = |of: &Feedback| of.reply.as_ref().map(|reply| reply.text.clone());
    assert_eq!(
        reply(first).as_deref(),
        Some("<p>We are on it &amp; write again.</p>")
    );
    assert_eq!(day(first).as_deref(), Some("2025-05-08"));
    assert_eq!(texts(row(&chats, 2)), ["<p>I cannot find them</p>"]);
    let tickets = fixture("zendesk.json");
    let first = row(&tickets, 1);
    assert_eq!(first.cells.len(), 3);
    assert_eq!(reply(first).as_deref(), Some("Which card was it?"));
    assert_eq!(rating(first), Some((0.0, 0.0, 1.0)));
    assert_eq!(rating(row(&tickets, 2)), None);
    let apple = fixture("app-store-connect.json");
    assert_eq!(
        reply(row(&apple, 1)).as_deref(),
        Some("Please sign in again on both.")
    );
    assert_eq!(reply(row(&apple, 2)), None);
}

#[test]
fn titles_come_apart_and_are_not_said_twice() {
    let android = fixture("android-publisher.json");
    assert_eq!(
        texts(row(&android, 1)),
        ["Lost sightings", "All my lists are gone since the update."]
    );
    assert_eq!(
        texts(row(&android, 2)),
        ["Prima app, maar de kaart laadt traag"]
    );
    for (name, of, first) in [
        (
            "trustpilot.csv",
            1,
            "Refund took three weeks and nobody wrote to me.",
        ),
        ("app-store-connect.json", 2, "Tolle App!"),
        (
            "amazon-2018.jsonl",
            1,
            "Sharp pictures, and it fits in a coat pocket.",
        ),
    ] {
        assert_eq!(said(&fixture(name), of)[0], first, "{name}");
    }
}

#[test]
fn days_are_those_of_the_exports_own_clock() {
    let dates = fixture("dates.csv");
    let days: Vec<Option<String>> = dates.feedback.iter().map(day).collect();
    let days: Vec<Option<&str>> = days.iter().map(Option::as_deref).collect();
    assert_eq!(
        days,
        [
            Some("2025-04-03"),
            Some("2025-04-25"),
            Some("2025-04-28"),
            Some("2025-05-01"),
            Some("2025-05-03"),
            None
        ]
    );
    for (name, of, told) in [
        ("app-store-connect.json", 1, "2025-03-06"),
        ("itunes.json", 2, "2025-03-07"),
        ("google-forms.csv", 2, "2025-05-20"),
        ("android-publisher.json", 1, "2025-03-06"),
        ("amazon-2018.jsonl", 2, "2017-01-02"),
        ("amazon-2023.jsonl", 1, "2023-02-14"),
    ] {
        assert_eq!(
            day(row(&fixture(name), of)).as_deref(),
            Some(told),
            "{name}"
        );
    }
}

#[test]
fn ratings_keep_their_scale() {
    for (name, of, told) in [
        ("percent.csv", 1, (80.0, 0.0, 100.0)),
        ("percent.csv", 3, (4.0, 0.0, 100.0)),
        ("csat.csv", 1, (5.0, 1.0, 5.0)),
        ("csat.csv", 2, (2.0, 1.0, 5.0)),
        ("csat.csv", 5, (4.0, 1.0, 5.0)),
        ("nps-classes.csv", 3, (3.0, 0.0, 10.0)),
        ("typeform.json", 2, (6.0, 0.0, 10.0)),
        ("survey-monkey.csv", 2, (4.0, 0.0, 10.0)),
        ("zendesk.csv", 2, (1.0, 0.0, 1.0)),
    ] {
        assert_eq!(
            rating(row(&fixture(name), of)),
            Some(told),
            "{name} row {of}"
        );
    }
    let classes = fixture("nps-classes.csv");
    let classes: Vec<Option<&str>> = classes
        .feedback
        .iter()
        .map(|of| of.segment.as_deref())
        .collect();
    assert_eq!(
        classes,
        [Some("Promoter"), Some("Passive"), Some("Detractor")]
    );
    assert_eq!(row(&fixture("amazon-2018.jsonl"), 1).votes, Some(1204));
}

#[test]
fn quoted_mail_and_signatures_are_shown_and_not_read() {
    let mail = fixture("mail.csv");
    for (of, words) in [
        (
            1,
            &["Re: Map stays gray", "It is still gray after the update."][..],
        ),
        (
            2,
            &["AW: Rechnung", "Die Rechnung stimmt immer noch nicht."],
        ),
        (3, &["Export", "Where is the export? 🙏"]),
        (4, &["Re: Export", "I found it & it works."]),
        (
            5,
            &[
                "Log",
                "The log says",
                "cannot open list",
                "retry in 5 s and then the app closes.",
            ],
        ),
        (6, &["Fwd: Hello", "Please add owls."]),
    ] {
        assert_eq!(said(&mail, of), words, "row {of}");
    }
    assert!(texts(row(&mail, 1))[1].ends_with("> Ada"));
}

#[test]
fn damage_in_a_line_costs_no_more_than_that_line() {
    for (name, row, reason) in [
        (
            "lone-surrogate.jsonl",
            4,
            "not valid JSON at column 30: invalid escape",
        ),
        ("deep.jsonl", 2, "nested more than 128 levels deep"),
    ] {
        let read = fixture(name);
        let bad: Vec<_> = read
            .entries
            .iter()
            .filter(|of| of.placed != Placed::Used)
            .collect();
        assert_eq!(bad.len(), 1, "{name}");
        assert_eq!(bad[0].row.row, row, "{name}");
        assert_eq!(
            bad[0].placed,
            Placed::Unreadable(reason.to_owned()),
            "{name}"
        );
    }
    let cut = fixture("lone-surrogate.jsonl");
    assert_eq!(texts(row(&cut, 1)), ["Great 😀 app"]);
    assert_eq!(said(&cut, 2), ["Cut in the middle of a smiley"]);
    let twice = fixture("double-keys.jsonl");
    assert_eq!(texts(row(&twice, 1)), ["The second text counts"]);
    let loose = fixture("not-quite.json");
    assert_eq!(texts(row(&loose, 2)), ["Infinity is a word here, NaN too"]);
    let lines: Vec<Option<u64>> = loose.entries.iter().map(|entry| entry.line).collect();
    assert_eq!(lines, [2, 3, 4].map(Some));
}
