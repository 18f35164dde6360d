//! The tools, with the columns that they document.

use super::{Fields, Questions, Shape};
use hearken_feedback::Role;

/// Where every row is feedback.
fn none(_: &Fields<'_>) -> Option<&'static str> {
    None
}

const PLAIN: Shape = Shape {
    name: "",
    needs: "",
    texts: "",
    roles: &[],
    questions: Questions::None,
    skips: none,
    way_out: "",
};

/// Told by their columns, the first that fits.
pub(super) const SHAPES: &[Shape] = &[
    // https://support.google.com/googleplay/android-developer/answer/6135870
    Shape {
        name: "Google Play Console",
        needs: "package_name star_rating review_text|review_title|review_link",
        texts: "review_text",
        roles: &[
            (Role::Title, "review_title"),
            (Role::Rating, "star_rating"),
            (
                Role::Date,
                "review_submit_date_and_time review_submit_millis_since_epoch \
                 review_last_update_date_and_time review_last_update_millis_since_epoch",
            ),
            (Role::Product, "package_name"),
            (Role::Version, "app_version_name app_version_code"),
            (Role::Locale, "reviewer_language"),
            (Role::Reply, "developer_reply_text"),
        ],
        way_out: "export the monthly file of reviews, which has `Review Text`",
        ..PLAIN
    },
    // https://developers.google.com/android-publisher/api-ref/rest/v3/reviews, laid out
    Shape {
        name: "Android Publisher API",
        needs: "review_id user_comment.text|user_comment.star_rating",
        texts: "user_comment.text",
        roles: &[
            (Role::Id, "review_id"),
            (Role::Title, "user_comment.title"),
            (Role::Rating, "user_comment.star_rating"),
            (Role::Date, "user_comment.last_modified.seconds"),
            (Role::Author, "author_name"),
            (
                Role::Version,
                "user_comment.app_version_name user_comment.app_version_code",
            ),
            (Role::Locale, "user_comment.reviewer_language"),
            (Role::Reply, "developer_comment.text"),
            (Role::Votes, "user_comment.thumbs_up_count"),
            // The device's, not the app's.
            (Role::Other, "user_comment.device_metadata.product_name"),
        ],
        ..PLAIN
    },
    // https://github.com/JoMingyu/google-play-scraper
    Shape {
        name: "google-play-scraper",
        needs: "review_id content score thumbs_up_count",
        texts: "content",
        roles: &[
            (Role::Id, "review_id"),
            (Role::Author, "user_name"),
            (Role::Rating, "score"),
            (Role::Date, "at"),
            (Role::Version, "review_created_version app_version"),
            (Role::Reply, "reply_content"),
            (Role::Votes, "thumbs_up_count"),
        ],
        ..PLAIN
    },
    // https://github.com/facundoolano/google-play-scraper
    Shape {
        name: "google-play-scraper",
        needs: "user_name text score_text thumbs_up",
        texts: "text",
        roles: &[
            (Role::Id, "id"),
            (Role::Author, "user_name"),
            (Role::Title, "title"),
            (Role::Rating, "score"),
            (Role::Date, "date"),
            (Role::Version, "version"),
            (Role::Reply, "reply_text"),
            (Role::Votes, "thumbs_up"),
        ],
        ..PLAIN
    },
    // https://developer.apple.com/documentation/appstoreconnectapi/customerreview
    Shape {
        name: "App Store Connect API",
        needs: "attributes.rating attributes.body attributes.created_date|attributes.territory",
        texts: "attributes.body",
        roles: &[
            (Role::Id, "id"),
            (Role::Title, "attributes.title"),
            (Role::Rating, "attributes.rating"),
            (Role::Date, "attributes.created_date"),
            (Role::Author, "attributes.reviewer_nickname"),
            (Role::Locale, "attributes.territory"),
            (Role::Reply, "response.response_body"),
        ],
        ..PLAIN
    },
    // https://itunes.apple.com/us/rss/customerreviews/id=…/json: Atom (RFC 4287) in `{label}`
    Shape {
        name: "iTunes RSS feed",
        needs: "im_rating.label|im_name.label content.label|im_image title.label",
        texts: "content.label",
        roles: &[
            (Role::Id, "id.label"),
            (Role::Title, "title.label"),
            (Role::Rating, "im_rating.label"),
            (Role::Date, "updated.label"),
            (Role::Author, "author.name.label"),
            (Role::Version, "im_version.label"),
            (Role::Votes, "im_vote_sum.label"),
        ],
        skips: itunes,
        ..PLAIN
    },
    // The business portal's export of service reviews
    Shape {
        name: "Trustpilot",
        needs: "review_stars review_content review_created|review_username|source_of_review",
        texts: "review_content",
        roles: &[
            (Role::Id, "review_id"),
            (Role::Title, "review_title"),
            (Role::Rating, "review_stars"),
            (Role::Date, "review_created"),
            (Role::Author, "review_consumer_user_id review_username"),
            (Role::Locale, "review_language"),
            (
                Role::Product,
                "webshop_name business_unit_display_name domain_url",
            ),
            (Role::Segment, "location_name"),
            (
                Role::Reply,
                "company_reply company_response company_reply_text",
            ),
        ],
        ..PLAIN
    },
    // https://documentation-apidocumentation.trustpilot.com/business-units-api
    Shape {
        name: "Trustpilot API",
        needs: "stars text consumer.display_name|consumer.id",
        texts: "text",
        roles: &[
            (Role::Id, "id"),
            (Role::Title, "title"),
            (Role::Rating, "stars"),
            (Role::Date, "created_at"),
            (Role::Author, "consumer.id consumer.display_name"),
            (Role::Locale, "language"),
            (
                Role::Product,
                "business_unit.display_name business_unit.identifying_name business_unit.id",
            ),
            (Role::Reply, "company_reply.text"),
            (Role::Votes, "number_of_likes"),
        ],
        ..PLAIN
    },
    // https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
    Shape {
        name: "Zendesk JSON",
        needs: "subject|raw_subject description requester_id",
        texts: "description comments.body",
        roles: &[
            (Role::Id, "id"),
            (Role::Title, "subject raw_subject"),
            (Role::Rating, "satisfaction_rating.score"),
            (Role::Date, "created_at"),
            (Role::Author, "requester_id"),
            (Role::Segment, "via.channel"),
            (Role::Reply, "comments.reply"),
        ],
        ..PLAIN
    },
    Shape {
        name: "Zendesk CSV",
        needs: "requester subject description|comment|comments",
        texts: "description comment comments",
        roles: ZENDESK,
        ..PLAIN
    },
    Shape {
        name: "Zendesk view",
        needs: "requester requester_email|requester_id|assignee|group|submitter status \
                created_at|requested|updated|updated_at|requester_updated|satisfaction_score|via",
        texts: "description",
        roles: ZENDESK,
        way_out: "export the account's tickets as JSON, where `description` and `comments` are",
        ..PLAIN
    },
    // https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations
    Shape {
        name: "Intercom",
        needs: "source.author.type source.type|source.delivered_as state|open|contacts.type",
        texts: "source.body conversation_parts.body",
        roles: &[
            (Role::Id, "id"),
            (Role::Title, "source.subject"),
            (Role::Rating, "conversation_rating.rating"),
            (Role::Date, "created_at"),
            (Role::Author, "customer.id source.author.id"),
            (Role::Segment, "source.type"),
            (Role::Reply, "conversation_parts.reply"),
        ],
        skips: intercom,
        ..PLAIN
    },
    // https://www.typeform.com/developers/responses/reference/retrieve-responses, laid out
    Shape {
        name: "Typeform API",
        needs: "response_id|token landed_at submitted_at",
        texts: "long_text.*",
        roles: &[
            (Role::Id, "response_id token"),
            (Role::Rating, "nps.* opinion_scale.* rating.*"),
            (Role::Date, "submitted_at"),
        ],
        questions: Questions::Ask,
        ..PLAIN
    },
    Shape {
        name: "Typeform",
        needs: "# submit_date start_date|network_id|tags",
        roles: &[(Role::Id, "#"), (Role::Date, "submit_date")],
        questions: Questions::Ask,
        ..PLAIN
    },
    Shape {
        name: "SurveyMonkey",
        needs: "respondent_id collector_id",
        roles: &[
            (Role::Id, "respondent_id"),
            (Role::Date, "end_date start_date date_modified date_created"),
        ],
        questions: Questions::Ask,
        ..PLAIN
    },
    // Header rows are joined by `headers`
    Shape {
        name: "Qualtrics",
        needs: "start_date end_date response_id progress|finished|recorded_date",
        roles: &[
            (Role::Id, "response_id"),
            (Role::Date, "recorded_date end_date start_date"),
        ],
        questions: Questions::Ask,
        ..PLAIN
    },
    // https://docs.github.com/en/rest/issues/issues and `gh issue list --json`
    Shape {
        name: "GitHub issues",
        needs: "number title body user.login|author.login html_url|url|created_at",
        texts: "body",
        roles: &[
            (Role::Id, "number"),
            (Role::Title, "title"),
            (Role::Date, "created_at"),
            (Role::Author, "user.login author.login"),
            (
                Role::Product,
                "repository.full_name repository.name_with_owner repository_url",
            ),
            (Role::Segment, "author_association"),
            (Role::Votes, "reactions.total_count"),
        ],
        skips: github,
        ..PLAIN
    },
    // https://cseweb.ucsd.edu/~jmcauley/datasets/amazon_v2/
    Shape {
        name: "Amazon reviews 2018",
        needs: "overall asin reviewer_id review_text",
        texts: "review_text",
        roles: &[
            (Role::Title, "summary"),
            (Role::Rating, "overall"),
            (Role::Date, "unix_review_time review_time"),
            (Role::Author, "reviewer_id"),
            (Role::Product, "asin"),
            (Role::Votes, "vote"),
        ],
        ..PLAIN
    },
    // https://amazon-reviews-2023.github.io/
    Shape {
        name: "Amazon reviews 2023",
        needs: "rating title text parent_asin user_id",
        texts: "text",
        roles: &[
            (Role::Title, "title"),
            (Role::Rating, "rating"),
            (Role::Date, "timestamp"),
            (Role::Author, "user_id"),
            (Role::Product, "parent_asin"),
            (Role::Votes, "helpful_vote"),
        ],
        ..PLAIN
    },
    // The API's reviews, and its columns in a sheet
    Shape {
        name: "Appbot",
        needs: "subject body rating published_at|date detected_language|translated_body|store_id",
        texts: "body",
        roles: &[
            (Role::Id, "id review_id"),
            (Role::Title, "subject"),
            (Role::Rating, "rating"),
            (Role::Date, "published_at date"),
            (Role::Author, "author"),
            (Role::Product, "app_name app app_id app_store_id"),
            (Role::Version, "version"),
            (
                Role::Locale,
                "country country_code detected_language language",
            ),
            (Role::Reply, "reply_text reply"),
        ],
        ..PLAIN
    },
    // https://partner.steamgames.com/doc/store/getreviews
    Shape {
        name: "Steam reviews",
        needs: "recommendationid review voted_up",
        texts: "review",
        roles: &[
            (Role::Id, "recommendationid"),
            (Role::Rating, "voted_up"),
            (Role::Date, "timestamp_created"),
            (Role::Author, "author.steamid"),
            (Role::Locale, "language"),
            (Role::Votes, "votes_up"),
        ],
        ..PLAIN
    },
];

const ZENDESK: &[(Role, &str)] = &[
    (Role::Id, "id ticket_id"),
    (Role::Title, "subject"),
    (Role::Rating, "satisfaction_score"),
    (Role::Date, "created_at requested"),
    (Role::Author, "requester_id requester_email requester"),
    (Role::Segment, "organization via"),
];

/// Forms and surveys that have no columns of their own but few signs.
const GOOGLE_FORMS: &Shape = &Shape {
    name: "Google Forms",
    questions: Questions::Ask,
    ..PLAIN
};

const NPS: &Shape = &Shape {
    name: "NPS survey",
    ..PLAIN
};

/// What Google Forms calls its first column, in the languages of its users.
const TIMESTAMP: [&str; 12] = [
    "timestamp",
    "zeitstempel",
    "horodateur",
    "marca_temporal",
    "informazioni_cronologiche",
    "carimbo_de_data_hora",
    "tijdstempel",
    "sygnatura_czasowa",
    "отметка_времени",
    "タイムスタンプ",
    "时间戳记",
    "타임스탬프",
];

/// Surveys told by signs that other exports could have as well, so that they come last: the first
/// column of Google Forms beside questions; a score beside classes of promoters.
pub(super) fn survey(names: &[String], classes: Option<usize>) -> Option<&'static Shape> {
    let stamped = names
        .first()
        .is_some_and(|first| TIMESTAMP.contains(&first.as_str()));
    let questions = names.iter().any(|name| name.matches('_').count() >= 2);
    if stamped && questions {
        return Some(GOOGLE_FORMS);
    }
    let nps = names
        .iter()
        .any(|name| name.split(['_', '.']).any(|word| word == "nps"));
    (nps || classes.is_some()).then_some(NPS)
}

/// The first entry of a feed may describe the app.
fn itunes(fields: &Fields<'_>) -> Option<&'static str> {
    let app = ["im_name.label", "im_artist.label", "im_bundle_id.label"];
    let rated = !fields.get("im_rating.label").is_empty();
    let named = app.iter().any(|name| !fields.get(name).is_empty());
    (named && !rated).then_some("the app that the feed is about, not a review")
}

/// The interface lists pull requests among the issues.
fn github(fields: &Fields<'_>) -> Option<&'static str> {
    let marked = ["pull_request", "pull_request.url", "pull_request.html_url"];
    let linked = ["html_url", "url"];
    let pull = marked.iter().any(|name| !fields.get(name).is_empty())
        || fields.get("is_pull_request") == "true"
        || linked
            .iter()
            .any(|name| fields.get(name).contains("/pull/"));
    pull.then_some("a pull request, not an issue")
}

/// Outbound messages and bots' greetings that nobody answered.
fn intercom(fields: &Fields<'_>) -> Option<&'static str> {
    let author = fields.get("source.author.type");
    let silent = fields.get("conversation_parts.body").is_empty();
    (!super::layout::is_customer(author) && silent)
        .then_some("a conversation in which no customer wrote")
}
