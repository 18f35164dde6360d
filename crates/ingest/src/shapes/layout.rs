//! What tools nest in a JSON row, laid out so that every column has one meaning.
//!
//! Nothing is left out but what has a column of its own: the turns of a conversation come apart
//! into what customers wrote and what was answered, the answers of a form into a column a
//! question. Rows of other shapes are left as they are.

use serde_json::{Map, Value};
use std::collections::HashMap;

type Members = Map<String, Value>;

/// Lays out a row; `replies` are answers that a document keeps beside its rows, by id.
pub(crate) fn lay_out(members: Members, replies: &HashMap<String, String>) -> Members {
    if holds(&members, "comments", |comment| {
        comment.get("userComment").is_some() || comment.get("developerComment").is_some()
    }) {
        return android_publisher(members);
    }
    if members.contains_key("conversation_parts") {
        return intercom(members);
    }
    if members.get("type").and_then(Value::as_str) == Some("conversation") {
        return intercom(members);
    }
    if members.contains_key("answers") && members.contains_key("landed_at") {
        return typeform(members);
    }
    if members.contains_key("requester_id")
        && holds(&members, "comments", |comment| {
            comment.get("author_id").is_some()
        })
    {
        return zendesk(members);
    }
    if !replies.is_empty() && members.contains_key("relationships") {
        return app_store(members, replies);
    }
    if members.contains_key("number")
        && holds(&members, "labels", |label| label.get("name").is_some())
    {
        return github(members);
    }
    members
}

/// Whether a member is an array with such an element.
fn holds(members: &Members, name: &str, fits: impl Fn(&Value) -> bool) -> bool {
    let items = members.get(name).and_then(Value::as_array);
    items.is_some_and(|items| items.iter().any(fits))
}

fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    path.iter()
        .try_fold(value, |at, name| at.get(name))?
        .as_str()
}

/// A review's first comments of user and developer; a title stands before a tab in the text.
fn android_publisher(mut members: Members) -> Members {
    const WRITERS: [(&str, &str); 2] = [
        ("userComment", "userComment"),
        ("developerComment", "developerComment"),
    ];
    let Some(Value::Array(comments)) = members.remove("comments") else {
        return members;
    };
    let mut others = Vec::new();
    for mut comment in comments {
        let writer = WRITERS.iter().find(|(key, name)| {
            comment.get(key).is_some_and(Value::is_object) && !members.contains_key(*name)
        });
        let said = writer.and_then(|(key, _)| comment.as_object_mut()?.remove(*key));
        match (writer, said) {
            (Some((_, name)), Some(Value::Object(said))) => {
                members.insert((*name).to_owned(), Value::Object(titled(said)));
            }
            _ => others.push(comment),
        }
    }
    if !others.is_empty() {
        members.insert("comments".to_owned(), Value::Array(others));
    }
    members
}

fn titled(mut said: Members) -> Members {
    let split = said
        .get("text")
        .and_then(Value::as_str)
        .and_then(|text| text.split_once('\t'))
        .map(|(title, body)| (title.to_owned(), body.to_owned()));
    if let Some((title, body)) = split {
        if !title.trim().is_empty() {
            said.insert("title".to_owned(), title.into());
        }
        said.insert("text".to_owned(), body.into());
    }
    said
}

/// Whether an author's type is a customer's.
pub(super) fn is_customer(kind: &str) -> bool {
    matches!(kind, "user" | "lead" | "contact" | "visitor")
}

/// A conversation: what customers wrote, turn by turn, and what was answered. Notes among the team
/// and changes of state are neither.
fn intercom(mut members: Members) -> Members {
    let mut said = Vec::new();
    let mut answered = Vec::new();
    let customer = |of: &Value| {
        let author = of.get("author")?;
        let id = author.get("id").or_else(|| author.get("email"))?;
        is_customer(text(author, &["type"])?).then(|| id.clone())
    };
    let mut writer = members.get("source").and_then(customer);
    if let Some(source) = members.get_mut("source")
        && let Some(kind) = text(source, &["author", "type"])
        && !is_customer(kind)
        && let Some(Value::String(body)) = source.as_object_mut().and_then(|s| s.remove("body"))
    {
        answered.push(body);
    }
    let parts = match members.remove("conversation_parts") {
        Some(Value::Object(mut list)) => list.remove("conversation_parts"),
        other => other,
    };
    let parts = match parts {
        Some(Value::Array(parts)) => parts,
        _ => Vec::new(),
    };
    for part in parts {
        let kind = text(&part, &["author", "type"]).unwrap_or_default();
        let note = text(&part, &["part_type"]) == Some("note");
        let Some(body) = text(&part, &["body"]).filter(|body| !body.trim().is_empty() && !note)
        else {
            continue;
        };
        if is_customer(kind) {
            writer = writer.or_else(|| customer(&part));
            said.push(body.to_owned());
        } else if kind == "admin" {
            answered.push(body.to_owned());
        }
    }
    turns(&mut members, "conversation_parts", &said, &answered);
    if let Some(writer) = writer {
        members.insert("customer.id".to_owned(), writer);
    }
    members
}

/// Several turns are parted by blank lines.
fn turns(members: &mut Members, name: &str, said: &[String], answered: &[String]) {
    for (part, turns) in [("body", said), ("reply", answered)] {
        if !turns.is_empty() {
            members.insert(format!("{name}.{part}"), turns.join("\n\n").into());
        }
    }
}

/// A ticket: the description is its first comment; what the requester added later, and what was
/// answered in public.
fn zendesk(mut members: Members) -> Members {
    let Some(Value::Array(comments)) = members.remove("comments") else {
        return members;
    };
    let requester = members.get("requester_id").cloned();
    let described = members.get("description").and_then(Value::as_str);
    let described = described.unwrap_or_default().trim().to_owned();
    let mut said = Vec::new();
    let mut answered = Vec::new();
    for comment in &comments {
        let public = comment.get("public") != Some(&Value::Bool(false));
        let body = text(comment, &["plain_body"]).or_else(|| text(comment, &["body"]));
        let Some(body) = body.filter(|body| !body.trim().is_empty() && public) else {
            continue;
        };
        if comment.get("author_id") != requester.as_ref() {
            answered.push(body.to_owned());
        } else if body.trim() != described {
            said.push(body.to_owned());
        }
    }
    turns(&mut members, "comments", &said, &answered);
    members
}

/// A form's answers: a column a question, named by the field's type and its reference, since the
/// questions themselves are not in the responses.
fn typeform(mut members: Members) -> Members {
    let answers = match members.remove("answers") {
        Some(Value::Array(answers)) => answers,
        _ => Vec::new(),
    };
    for mut answer in answers {
        let kind = text(&answer, &["type"]).unwrap_or_default().to_owned();
        let field = text(&answer, &["field", "type"])
            .unwrap_or(&kind)
            .to_owned();
        let id = text(&answer, &["field", "ref"]).or_else(|| text(&answer, &["field", "id"]));
        let name = format!("{field}.{}", id.unwrap_or("answer"));
        let value = answer
            .as_object_mut()
            .and_then(|answer| answer.remove(&kind));
        let value = match value {
            Some(Value::Object(mut choice)) => choice
                .remove("label")
                .or_else(|| choice.remove("labels"))
                .or_else(|| choice.remove("other"))
                .unwrap_or(Value::Object(choice)),
            Some(value) => value,
            None => answer,
        };
        members.insert(name, value);
    }
    members
}

/// A review's answer stands among the document's included resources.
fn app_store(mut members: Members, replies: &HashMap<String, String>) -> Members {
    let id = members
        .get("relationships")
        .and_then(|links| text(links, &["response", "data", "id"]));
    if let Some(reply) = id.and_then(|id| replies.get(id)) {
        members.insert("response.responseBody".to_owned(), reply.clone().into());
    }
    members
}

/// An issue's labels by their names.
fn github(mut members: Members) -> Members {
    let labels = members.get("labels").and_then(Value::as_array);
    let names: Option<Vec<Value>> = labels.map(|labels| {
        labels
            .iter()
            .filter_map(|label| label.get("name").cloned())
            .collect()
    });
    if let Some(names) = names {
        members.insert("labels".to_owned(), Value::Array(names));
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn laid_out(row: Value) -> Value {
        let Value::Object(members) = row else {
            panic!("a row is an object");
        };
        Value::Object(lay_out(members, &HashMap::new()))
    }

    #[test]
    fn turns_come_apart_by_who_wrote_them() {
        let part = |kind: &str, part: &str, body: &str| json!({"part_type": part, "body": body, "author": {"type": kind, "id": kind}});
        let row = laid_out(json!({
            "type": "conversation",
            "source": {"body": "<p>Hi!</p>", "author": {"type": "admin"}},
            "conversation_parts": {"conversation_parts": [
                part("user", "comment", "<p>It is slow</p>"),
                part("admin", "note", "<p>angry one</p>"),
                part("admin", "comment", "<p>Sorry</p>"),
                part("bot", "comment", "<p>Rate us</p>"),
                part("user", "comment", "<p>Still slow</p>"),
            ]},
        }));
        assert_eq!(
            row,
            json!({
                "type": "conversation",
                "source": {"author": {"type": "admin"}},
                "conversation_parts.body": "<p>It is slow</p>\n\n<p>Still slow</p>",
                "conversation_parts.reply": "<p>Hi!</p>\n\n<p>Sorry</p>",
                "customer.id": "user",
            })
        );
    }

    #[test]
    fn a_title_before_a_tab_comes_apart() {
        let review = |text: &str| {
            let row = laid_out(json!({"comments": [{"userComment": {"text": text}}]}));
            row["userComment"].clone()
        };
        assert_eq!(
            review("Good\tWorks well"),
            json!({"text": "Works well", "title": "Good"})
        );
        assert_eq!(review("\tWorks well"), json!({"text": "Works well"}));
        assert_eq!(review("Works well"), json!({"text": "Works well"}));
    }

    #[test]
    fn answers_become_columns() {
        let row = laid_out(json!({
            "landed_at": "2025-05-20T09:12:00Z",
            "answers": [
                {"type": "text", "text": "Maps", "field": {"id": "a", "type": "long_text"}},
                {"type": "number", "number": 9, "field": {"id": "b", "type": "nps"}},
                {"type": "choice", "choice": {"label": "Plus"}, "field": {"ref": "plan", "type": "multiple_choice"}},
            ],
        }));
        assert_eq!(row["long_text.a"], "Maps");
        assert_eq!(row["nps.b"], 9);
        assert_eq!(row["multiple_choice.plan"], "Plus");
    }

    #[test]
    fn comments_of_a_ticket_are_said_or_answered() {
        let comment = |author: u64, public: bool, body: &str| json!({"author_id": author, "public": public, "body": body});
        let row = laid_out(json!({
            "requester_id": 7,
            "description": "It broke",
            "comments": [
                comment(7, true, "It broke"),
                comment(9, false, "known bug"),
                comment(9, true, "Which version?"),
                comment(7, true, "4.1.2"),
            ],
        }));
        assert_eq!(row["comments.body"], "4.1.2");
        assert_eq!(row["comments.reply"], "Which version?");
    }
}
