use crate::{Error, Folder};
use rayon::prelude::*;
use tokenizers::{Tokenizer, TruncationDirection, TruncationParams, TruncationStrategy};

/// A tokenizer that never pads and cuts at the model's limit.
pub(crate) struct Tokens {
    tokenizer: Tokenizer,
    /// What stands before every text.
    prompt: String,
}

impl Tokens {
    pub(crate) fn load(folder: &Folder) -> Result<Self, Error> {
        let bytes = folder.tokenizer()?;
        // tokenizers 0.23 panics over JSON that breaks off within some of its parts.
        serde_json::from_slice::<serde::de::IgnoredAny>(&bytes)
            .map_err(|error| folder.damaged("tokenizer.json", &error))?;
        let mut tokenizer = Tokenizer::from_bytes(bytes)
            .map_err(|error| folder.damaged("tokenizer.json", &error))?;
        // The file may carry fixed padding and another limit (the default encoder's says 128 for
        // both): what counts is what the model can take.
        tokenizer.with_padding(None);
        tokenizer
            .with_truncation(Some(TruncationParams {
                direction: TruncationDirection::Right,
                max_length: folder.max_tokens(),
                strategy: TruncationStrategy::LongestFirst,
                stride: 0,
            }))
            .map_err(|error| folder.damaged("tokenizer.json", &error))?;
        let vocabulary = folder.config_number("vocab_size")?;
        let largest = tokenizer.get_vocab(true).into_values().max().unwrap_or(0) as usize;
        if largest >= vocabulary {
            return Err(folder.damaged(
                "tokenizer.json",
                &format!("it gives token {largest}, but the model knows {vocabulary} tokens"),
            ));
        }
        Ok(Self {
            tokenizer,
            prompt: folder.prompt().to_owned(),
        })
    }

    /// The token ids of a text, special tokens included.
    pub(crate) fn of(&self, text: &str) -> Result<Vec<u32>, Error> {
        let prompted;
        let text = match self.prompt.as_str() {
            "" => text,
            prompt => {
                prompted = format!("{prompt}{text}");
                &prompted
            }
        };
        match self.tokenizer.encode_fast(text, true) {
            Ok(encoding) => Ok(encoding.get_ids().to_vec()),
            Err(error) => Err(Error::Tokenize(error.to_string())),
        }
    }

    /// The token ids of each text.
    pub(crate) fn ids(&self, texts: &[&str]) -> Result<Vec<Vec<u32>>, Error> {
        texts.par_iter().map(|text| self.of(text)).collect()
    }
}
