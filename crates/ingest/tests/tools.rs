//! Exports of known tools: what the tool is called, which columns hold what, what is no feedback.

use hearken_feedback::{Placed, Role};
use hearken_ingest::{Error, Ingested, Input, Settings, read};
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

fn skipped(read: &Ingested) -> Vec<(u32, &str)> {
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
        "Zendesk json",
        "id=id; segment=via.channel; date=created_at; title=subject; text=description; \
         author=requester_id; rating=satisfaction_rating.score; text=comments.body; \
         reply=comments.reply",
    ),
    (
        "zendesk.csv",
        "Zendesk csv",
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
         text=long_text.missing; rating=nps.recommend; text=short_text.why",
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
