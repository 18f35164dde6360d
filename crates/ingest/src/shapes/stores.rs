//! Reviews: stores, what reads them out, and public sets of them.

use super::known::PLAIN;
use super::{Fields, Shape};
use hearken_feedback::Role;

/// Told by their columns, the first that fits.
pub(super) const STORES: &[Shape] = &[
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

/// The first entry of a feed may describe the app.
fn itunes(fields: &Fields<'_>) -> Option<&'static str> {
    let app = ["im_name.label", "im_artist.label", "im_bundle_id.label"];
    let rated = !fields.get("im_rating.label").is_empty();
    let named = app.iter().any(|name| !fields.get(name).is_empty());
    (named && !rated).then_some("the app that the feed is about, not a review")
}
