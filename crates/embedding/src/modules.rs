//! What the files of sentence-transformers say of a model beside its weights: how the tokens' vectors become one, what
//! stands before each text, and how many tokens a text may have.

use crate::Error;
use serde_json::Value;
use std::path::Path;

const MODULES: &str = "modules.json";
const POOLING: &str = "1_Pooling";
const PROMPTS: &str = "config_sentence_transformers.json";
const LIMITS: &str = "sentence_bert_config.json";

/// How a text's token vectors become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pooling {
    Mean,
    FirstToken,
}

/// What the files say; where they are missing, what sentence-transformers takes then.
#[derive(Debug)]
pub(crate) struct Modules {
    pub(crate) pooling: Pooling,
    /// What the model was trained to find before every text, such as "query: "; mostly nothing.
    pub(crate) prompt: String,
    /// The most tokens of a text, where a file says.
    pub(crate) longest: Option<usize>,
}

impl Modules {
    /// Reads the files in a model's folder.
    ///
    /// # Errors
    /// [`Error::Damaged`] for a file that is none, and for what changes vectors and is not supported.
    pub(crate) fn read(folder: &Path) -> Result<Self, Error> {
        let files = Files(folder);
        let place = match files.json(MODULES)? {
            Some(modules) => files.pooling_place(&modules)?,
            None => Some(POOLING.to_owned()),
        };
        let mut pooling = Pooling::Mean;
        let mut without_prompt = false;
        if let Some(place) = place {
            let file = format!("{place}/config.json");
            if let Some(told) = files.json(&file)? {
                pooling = pooling_of(&told).ok_or_else(|| {
                    files.wrong(&file, "only mean and first-token pooling are supported")
                })?;
                without_prompt = told["include_prompt"] == false;
            }
        }
        let prompt = match files.json(PROMPTS)? {
            Some(told) => files.prompt(&told)?,
            None => String::new(),
        };
        if without_prompt && !prompt.is_empty() {
            return Err(files.wrong(
                PROMPTS,
                "a prompt that is read and left out of the mean is not supported",
            ));
        }
        let limits = files.json(LIMITS)?.unwrap_or_default();
        Ok(Self {
            pooling,
            prompt,
            longest: limits["max_seq_length"].as_u64().map(|most| most as usize),
        })
    }
}

/// A model's folder.
struct Files<'a>(&'a Path);

impl Files<'_> {
    /// A file's JSON; `None` where it is not there.
    fn json(&self, file: &str) -> Result<Option<Value>, Error> {
        match crate::folder::json(self.0, file) {
            Ok(value) => Ok(Some(value)),
            Err(Error::File { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn wrong(&self, file: &str, detail: &str) -> Error {
        Error::Damaged {
            folder: self.0.into(),
            file: file.into(),
            detail: detail.into(),
        }
    }

    /// Where the pooling lies among the modules; `None` where there is none. Normalizing needs no word: every
    /// embedding becomes a unit vector here.
    fn pooling_place(&self, modules: &Value) -> Result<Option<String>, Error> {
        let mut place = None;
        for module in modules.as_array().into_iter().flatten() {
            let kind = module["type"].as_str().unwrap_or_default();
            match kind.rsplit('.').next().unwrap_or_default() {
                "Transformer" | "Normalize" => {}
                "Pooling" => place = module["path"].as_str().map(str::to_owned),
                _ => {
                    let what = format!("the module `{kind}` is not supported");
                    return Err(self.wrong(MODULES, &what));
                }
            }
        }
        Ok(place)
    }

    /// The prompt that is taken where nobody names one.
    fn prompt(&self, told: &Value) -> Result<String, Error> {
        let Some(name) = told["default_prompt_name"].as_str() else {
            return Ok(String::new());
        };
        match told["prompts"][name].as_str() {
            Some(prompt) => Ok(prompt.to_owned()),
            None => Err(self.wrong(PROMPTS, &format!("the prompt `{name}` is not there"))),
        }
    }
}

/// By name, as newer files have it, or by switches; `None` for any other.
fn pooling_of(told: &Value) -> Option<Pooling> {
    let by_name = |name: &str| match name {
        // A unit vector does not tell by what a sum was divided.
        "mean" | "mean_sqrt_len_tokens" => Some(Pooling::Mean),
        "cls" => Some(Pooling::FirstToken),
        _ => None,
    };
    match &told["pooling_mode"] {
        Value::String(name) => return by_name(name),
        Value::Array(names) => {
            return match &names[..] {
                [Value::String(name)] => by_name(name),
                _ => None,
            };
        }
        _ => {}
    }
    let switches = told.as_object().into_iter().flatten();
    let said: Vec<(&str, bool)> = switches
        .filter_map(|(key, value)| Some((key.strip_prefix("pooling_mode_")?, value.as_bool()?)))
        .collect();
    let taken: Vec<&str> = said
        .iter()
        .filter_map(|(mode, on)| on.then_some(*mode))
        .collect();
    match taken[..] {
        [] if said.iter().all(|(mode, _)| *mode != "mean_tokens") => Some(Pooling::Mean),
        ["mean_tokens"] => Some(Pooling::Mean),
        ["cls_token"] => Some(Pooling::FirstToken),
        [mode] => by_name(mode),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pooling_is_told_by_name_or_by_switches() {
        for (told, pooling) in [
            (json!({}), Some(Pooling::Mean)),
            (
                json!({"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": false}),
                Some(Pooling::Mean),
            ),
            (
                json!({"pooling_mode_mean_tokens": false, "pooling_mode_cls_token": true}),
                Some(Pooling::FirstToken),
            ),
            (
                json!({"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": true}),
                None,
            ),
            (json!({"pooling_mode_mean_tokens": false}), None),
            (json!({"pooling_mode_max_tokens": true}), None),
            (
                json!({"pooling_mode_mean_sqrt_len_tokens": true}),
                Some(Pooling::Mean),
            ),
            (json!({"pooling_mode": "cls"}), Some(Pooling::FirstToken)),
            (json!({"pooling_mode": ["mean"]}), Some(Pooling::Mean)),
            (json!({"pooling_mode": ["mean", "cls"]}), None),
            (json!({"pooling_mode": "lasttoken"}), None),
        ] {
            assert_eq!(pooling_of(&told), pooling, "{told}");
        }
    }
}
