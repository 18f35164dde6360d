//! The JSON Schemas of what Hearken writes (draft 2020-12), made from the types that write it.

use crate::{
    Backlog, ClassifiedLine, Dashboard, Diff, Found, Monitored, Reference, Requirements, RunFile,
    RunProfile, StatementLine, Suggested,
};
use schemars::{JsonSchema, schema_for};

/// The names under which schemas are known.
pub const SCHEMAS: [&str; 12] = [
    "dashboard",
    "requirements",
    "statements",
    "run",
    "profile",
    "classified",
    "reference",
    "monitor",
    "diff",
    "search",
    "suggested",
    "backlog",
];

/// The schema of a file of that name (`statements`: of one line); `None` for other names.
pub fn schema(name: &str) -> Option<serde_json::Value> {
    fn titled<T: JsonSchema>(title: &str) -> serde_json::Value {
        let mut schema = schema_for!(T);
        schema.insert("title".to_owned(), title.into());
        schema.to_value()
    }
    Some(match name {
        "dashboard" => titled::<Dashboard>("dashboard.json"),
        "requirements" => titled::<Requirements>("requirements.json"),
        "statements" => titled::<StatementLine>("a line of statements.jsonl"),
        "classified" => titled::<ClassifiedLine>("a line that `hearken classify` prints"),
        "profile" => titled::<RunProfile>("profile.json"),
        "reference" => titled::<Reference>("reference.json of a head"),
        "monitor" => titled::<Monitored>("what `hearken monitor --json` prints"),
        "diff" => titled::<Diff>("what `hearken diff --json` prints"),
        "search" => titled::<Found>("what `hearken search --json` prints"),
        "suggested" => titled::<Suggested>("what `hearken suggest-reply --json` prints"),
        "backlog" => titled::<Backlog>("backlog.json"),
        "run" => titled::<RunFile>("run.json"),
        _ => return None,
    })
}
