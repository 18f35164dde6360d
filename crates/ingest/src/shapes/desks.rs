//! Help desks, conversations, issues, and surveys.

use super::known::PLAIN;
use super::{Fields, Shape};
use hearken_feedback::Role;

/// Told by their columns, the first that fits.
pub(super) const DESKS: &[Shape] = &[
    // https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
    Shape {
        name: "Zendesk",
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
        name: "Zendesk",
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
        answers: "short_text.*",
        ..PLAIN
    },
    Shape {
        name: "Typeform",
        needs: "# submit_date start_date|network_id|tags",
        roles: &[(Role::Id, "#"), (Role::Date, "submit_date")],
        answers: "*",
        ..PLAIN
    },
    Shape {
        name: "SurveyMonkey",
        needs: "respondent_id collector_id",
        roles: &[
            (Role::Id, "respondent_id"),
            (Role::Date, "end_date start_date date_modified date_created"),
        ],
        answers: "*",
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
        answers: "*",
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
];

const ZENDESK: &[(Role, &str)] = &[
    (Role::Id, "id ticket_id"),
    (Role::Title, "subject"),
    (Role::Rating, "satisfaction_score"),
    (Role::Date, "created_at requested"),
    (Role::Author, "requester_id requester_email requester"),
    (Role::Segment, "organization via"),
];

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
