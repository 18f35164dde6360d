//! What column names mean, whatever their spelling.

use hearken_feedback::Role;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Every role that a name can tell.
pub(super) const ROLES: [Role; 12] = [
    Role::Text,
    Role::Title,
    Role::Rating,
    Role::Date,
    Role::Id,
    Role::Author,
    Role::Product,
    Role::Version,
    Role::Locale,
    Role::Segment,
    Role::Reply,
    Role::Votes,
];

/// A column's name as lower-case words joined by `_`: `thumbsUpCount` is `thumbs_up_count`.
pub(crate) fn folded(name: &str) -> String {
    let name = name.split(['(', '[']).next().unwrap_or(name);
    let mut folded = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.chars() {
        if c.is_alphanumeric() {
            let hump = c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit());
            if hump && !folded.ends_with('_') {
                folded.push('_');
            }
            folded.extend(c.to_lowercase());
        } else if c == '.' {
            folded.push('.');
        } else if !folded.ends_with(['_', '.']) && !folded.is_empty() {
            folded.push('_');
        }
        before = c;
    }
    folded.trim_matches(['_', '.']).to_owned()
}

/// The names of a role as words of a table, the surest first: a name's place is its rank.
fn table(role: Role) -> &'static [&'static str] {
    match role {
        Role::Text => &[
            "text review_text reviewtext review_body review_content content body review reviews
             feedback feedback_text comment comments comment_text verbatim verbatims
             verbatim_comment open_text free_text freetext message description details opinion
             remark remarks testimonial tweet tweet_text full_text post utterance sentence
             answer answer_text response response_text data snippet suggestion suggestions pros
             cons improvement improvements",
            // French
            "texte commentaire avis",
            // German
            "kommentar bewertungstext rezension nachricht",
            // Spanish, Italian, Dutch and Polish
            "texto comentario comentarios reseña testo commento recensione tekst",
            // Chinese, Japanese, Korean
            "评论 评论内容 内容 评价 评价内容 反馈 反馈内容 留言 レビュー 本文 コメント 感想
             리뷰 내용",
            // Russian
            "отзыв текст комментарий",
        ],
        Role::Title => &[
            "title review_title subject headline summary heading header",
            // German, French, Spanish, Italian
            "betreff titel titre titulo título titolo objet asunto",
            // Chinese, Japanese, Korean, Russian
            "标题 タイトル 제목 заголовок",
        ],
        Role::Rating => &[
            "rating star_rating review_rating stars star score review_score overall_rating
             overall rate nps_score nps csat csat_score satisfaction satisfaction_score ces
             rating_value recommended recommend is_recommended voted_up would_recommend
             likelihood_to_recommend thumb verdict",
            // German, French, Spanish, Italian
            "bewertung sterne note etoiles étoiles puntuacion puntuación calificacion
             calificación estrellas voto stelle",
            // Chinese, Japanese, Korean, Russian
            "评分 星级 評価 별점 평점 оценка",
        ],
        Role::Date => &[
            "date review_date created_at created submitted_at submission_date date_created
             creation_date created_date create_time creation_time posted_at posted post_date
             published_at published publish_date at timestamp datetime date_time time day
             review_time timestamp_created submitted received_at start_date end_date
             review_submit_date_and_time last_modified updated_at updated",
            // German, Spanish, Italian
            "datum erstellt fecha data_ora",
            // Chinese, Japanese, Korean, Russian
            "日期 时间 评论时间 日付 날짜 дата",
        ],
        Role::Id => &[
            "id review_id reviewid feedback_id comment_id ticket_id response_id submission_id
             respondent_id answer_id case_id issue_id message_id post_id tweet_id question_id
             record_id entry_id recommendationid recommendation_id uuid guid _id key number
             ticket row_id sid issue_key issue_number identifier",
            // Chinese
            "编号 评论编号 工单编号 评论id",
        ],
        Role::Author => &[
            "author author_id author_name user_id userid user username user_name reviewer
             reviewer_id reviewer_name reviewername nickname reviewer_nickname screen_name
             handle customer_id customer customer_name steamid author.steamid author.name
             author.id user.id user.name creator created_by submitted_by posted_by requester
             requester_id email e_mail email_address customer_email user_email contact full_name
             first_name last_name name your_name client client_name requester_name contact_name
             sender sender_name submitter submitter_name from.name",
            // German, French, Spanish
            "nutzer kunde kundenname auteur nom autor usuario nombre cliente",
            // Chinese, Japanese, Korean
            "用户 用户名 姓名 客户 作者 昵称 ユーザー 작성자",
        ],
        Role::Product => &[
            "product product_name app app_name application app_id package_name package bundle_id
             product_id asin parent_asin game game_name item item_name item_id movie_id project
             project_name repo repository service brand hotel hotel_name airline airline_name",
            // German, French, Spanish, Italian
            "produkt produit producto prodotto",
            // Chinese, Japanese, Korean
            "产品 商品 製品 제품",
        ],
        Role::Version => &[
            "version app_version app_version_name review_created_version product_version release
             version_name app_version_code build build_number",
            // Chinese, Japanese, Korean
            "版本 バージョン 버전",
        ],
        Role::Locale => &[
            "locale lang language ori_lang review_language reviewer_language language_code
             country country_code author_country region market storefront territory",
            // German, French, Spanish
            "sprache land langue pays idioma pais país",
            // Chinese
            "语言 国家",
        ],
        Role::Segment => &[
            "segment customer_segment user_segment plan plan_name subscription tier
             customer_type user_type account_type channel cohort persona organization
             organisation department team company_size industry user_level audience",
        ],
        Role::Reply => &[
            "reply reply_content reply_text developer_reply developer_response
             developer_reply_text developer_comment owner_response owner_answer company_response
             company_reply response_from_owner business_response admin_reply agent_reply
             support_reply response_body",
            // Chinese
            "回复 开发者回复",
        ],
        Role::Votes => &[
            "votes thumbs_up thumbs_up_count votes_up upvotes up_votes helpful_votes
             helpful_vote helpful helpful_count num_found_helpful found_helpful num_helpful
             helpfulness likes like_count n_likes favorite_count vote_count likes_count",
            // Chinese
            "点赞数 赞",
        ],
        Role::Other => &[],
    }
}

/// Words beside which a role's name means something else: `avg_rating`, `replied_at`.
fn blockers(role: Role) -> &'static str {
    match role {
        Role::Rating => "avg average mean total count num n number id date text label sentiment",
        Role::Date => {
            "reply replied response responded resolved closed edited due birth first release
             purchase data"
        }
        Role::Votes => "unhelpful funny down",
        Role::Text | Role::Title => {
            "id count length len date type kind url link lang language reply developer owner
             forum video product item app time score rating label sentiment quality"
        }
        Role::Product | Role::Version => "count os android ios price review",
        _ => "",
    }
}

/// Names and last words of columns that classify a text.
const LABELS: &str = "
    label labels sentiment polarity criticality code codes class classes category categories
    subcategory annotation annotations target ground_truth intent intents topic topics tag tags
    theme themes emotion kind type split part parts fold cluster group status state priority
    severity question prompt domain source prediction aspect stance";

/// Questions that are answered with a number.
const SCALE_QUESTIONS: [&str; 4] = [
    "how_likely_are_you",
    "how_likely_is_it",
    "how_satisfied",
    "wie_wahrscheinlich",
];

/// Words of columns whose bare digits are a phone or card number.
const NUMBERS_OF_PEOPLE: &str =
    "phone mobile tel telephone cell whatsapp card iban account contact fax msisdn";

/// Columns of other people than the author.
const PEOPLE: &str = "assignee assignee_name agent agent_name submitter_name owner_name
    display_name teammate moderator review_username review_user_name reviewer_nickname";

/// The names of a role, the surest first.
fn names(role: Role) -> &'static [&'static str] {
    static NAMES: LazyLock<BTreeMap<Role, Vec<&str>>> = LazyLock::new(|| {
        let split = |role| {
            let lines = table(role).iter();
            lines.flat_map(|line| line.split_whitespace()).collect()
        };
        ROLES.into_iter().map(|role| (role, split(role))).collect()
    });
    NAMES.get(&role).map_or(&[], Vec::as_slice)
}

/// Whether a word is one of those in a table.
fn among(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|known| known == word)
}

/// How well a name fits a role, 0 the best; `None` where it does not.
pub(crate) fn rank(role: Role, name: &str) -> Option<usize> {
    /// Worse than any place in a list.
    const STEP: usize = 1000;
    let folded = folded(name);
    let place = |name: &str| {
        let place = |name: &str| names(role).iter().position(|known| *known == name);
        place(name).or_else(|| place(&name.replace('.', "_")))
    };
    // A mere `name` may be a product's: any other column goes before it.
    if role == Role::Author && folded == "name" {
        return Some(3 * STEP);
    }
    if let Some(place) = place(&folded) {
        return Some(place);
    }
    if role == Role::Rating
        && SCALE_QUESTIONS
            .iter()
            .any(|words| folded.starts_with(words))
    {
        return Some(STEP);
    }
    let blocked = folded
        .split(['_', '.'])
        .any(|word| among(blockers(role), word));
    if blocked {
        return None;
    }
    // `source.author.name`: the end of the path decides. A mere `name` is anything's.
    let inner = std::iter::successors(folded.split_once('.'), |(_, rest)| rest.split_once('.'));
    let inner = inner.map(|(_, rest)| rest).filter(|rest| *rest != "name");
    if let Some(place) = inner.filter_map(place).min() {
        return Some(STEP + place);
    }
    let last = folded.rsplit('.').next().unwrap_or(&folded);
    // `app_rating`, `issue_body`: the last words decide, where they are sure ones.
    let sure = match role {
        Role::Text => 20,
        Role::Title | Role::Rating | Role::Date => 8,
        Role::Id => 1,
        Role::Author | Role::Votes | Role::Reply | Role::Other => 0,
        Role::Product | Role::Version | Role::Locale | Role::Segment => 3,
    };
    let (_, ending) = last.split_once('_')?;
    let endings = std::iter::successors(Some(ending), |rest| {
        rest.split_once('_').map(|(_, rest)| rest)
    });
    endings
        .filter_map(place)
        .filter(|place| *place < sure)
        .min()
        .map(|place| 2 * STEP + place)
}

/// Columns that people or programs added to classify a text: never the text, a title or a rating,
/// however alike their content looks.
pub(crate) fn is_label(name: &str) -> bool {
    let folded = folded(name);
    let last = folded.rsplit(['.', '_']).next().unwrap_or(&folded);
    let first = folded.split(['.', '_']).next().unwrap_or(&folded);
    among(LABELS, &folded) || among(LABELS, last) || matches!(first, "label" | "is" | "labels")
}

/// Whether a name is one that exports use, for any role; tells a header from a row.
pub(crate) fn is_known(name: &str) -> bool {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 40 || name.ends_with(['.', '!']) {
        return false;
    }
    let folded = folded(name);
    // "I love it" ends in no known name; "Good app" does, so phrases must match whole.
    ROLES
        .into_iter()
        .any(|role| names(role).contains(&folded.as_str()))
        || (is_label(name) && !name.contains(' '))
}

/// Whether a column's values name or reach a person.
pub(crate) fn is_personal(name: &str) -> bool {
    let folded = folded(name);
    let last = folded.rsplit('.').next().unwrap_or(&folded);
    among(PEOPLE, last) || rank(Role::Author, name).is_some()
}

/// Whether a column's bare digits are a phone or card number.
pub(crate) fn holds_numbers_of_people(name: &str) -> bool {
    folded(name)
        .split(['_', '.'])
        .any(|word| among(NUMBERS_OF_PEOPLE, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter() {
        assert_eq!(folded("thumbsUpCount"), "thumbs_up_count");
        assert_eq!(folded("Review Text (EN)"), "review_text");
        assert_eq!(folded("NPS"), "nps");
        assert_eq!(folded("author.steamid"), "author.steamid");
        assert_eq!(
            rank(Role::Votes, "thumbsUpCount"),
            rank(Role::Votes, "Thumbs up count")
        );
    }

    #[test]
    fn names_that_only_resemble_a_role_are_not_it() {
        assert_eq!(rank(Role::Date, "replied_at"), None);
        assert_eq!(rank(Role::Rating, "n_ratings"), None);
        assert_eq!(rank(Role::Votes, "num_found_unhelpful"), None);
        assert_eq!(rank(Role::Rating, "criticality"), None);
        assert!(rank(Role::Rating, "app_rating").is_some());
        assert!(rank(Role::Locale, "author_country").is_some());
        assert!(rank(Role::Rating, "rating.value").is_some());
        assert!(rank(Role::Rating, "How likely are you to recommend us?").is_some());
    }

    #[test]
    fn names_of_people_are_personal_and_names_of_things_are_not() {
        for name in [
            "Name",
            "source.author.name",
            "user.email",
            "app.user_name",
            "requester.name",
            "Kunde",
            "author.id",
            "Assignee",
            "consumer.displayName",
            "Review Username",
        ] {
            assert!(is_personal(name), "{name}");
        }
        for name in ["device.name", "product.name", "file name", "company.name"] {
            assert!(!is_personal(name), "{name}");
        }
        assert!(rank(Role::Author, "reviews.username") < rank(Role::Author, "name"));
    }

    #[test]
    fn labels_are_known() {
        for name in [
            "sentiment",
            "label",
            "criticality",
            "code",
            "label_name",
            "is_bug",
        ] {
            assert!(is_label(name), "{name}");
        }
        assert!(!is_label("text"));
    }
}
