//! Small models with random weights, as folders on disk.

use safetensors::tensor::{Dtype, TensorView};
use serde_json::{Value, json};
use std::path::Path;

pub(crate) const WIDTH: usize = 32;
const WORDS: [&str; 14] = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "app", "is", "slow", "fast", "and", "it",
    "crash", "##es",
];
pub(crate) const POSITIONS: usize = 16;
const HIDDEN: usize = 64;

type Shapes = Vec<(String, Vec<usize>)>;

/// Writes `config.json`, `tokenizer.json` and `model.safetensors` of an architecture.
pub(crate) fn write(folder: &Path, architecture: &str) {
    std::fs::create_dir_all(folder).unwrap();
    let (config, shapes) = match architecture {
        "bert" => bert(),
        "distilbert" => distilbert(),
        "roberta" => roberta(),
        other => panic!("no small {other}"),
    };
    json_file(&folder.join("config.json"), &config);
    json_file(&folder.join("tokenizer.json"), &tokenizer());
    weights(&folder.join("model.safetensors"), &shapes);
}

fn bert() -> (Value, Shapes) {
    let config = json!({
        "model_type": "bert", "vocab_size": WORDS.len(), "hidden_size": WIDTH,
        "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": HIDDEN,
        "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "max_position_embeddings": POSITIONS,
        "type_vocab_size": 2, "initializer_range": 0.02, "layer_norm_eps": 1e-12,
        "pad_token_id": 0, "position_embedding_type": "absolute",
    });
    let mut shapes = embeddings("embeddings", POSITIONS, 2);
    layers(&mut shapes, "encoder");
    (config, shapes)
}

fn roberta() -> (Value, Shapes) {
    let config = json!({
        "model_type": "roberta", "vocab_size": WORDS.len(), "hidden_size": WIDTH,
        "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": HIDDEN,
        "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1,
        "max_position_embeddings": POSITIONS, "type_vocab_size": 1, "layer_norm_eps": 1e-5,
        "pad_token_id": 1, "position_embedding_type": "absolute",
    });
    let mut shapes = embeddings("roberta.embeddings", POSITIONS, 1);
    layers(&mut shapes, "roberta.encoder");
    (config, shapes)
}

fn distilbert() -> (Value, Shapes) {
    let config = json!({
        "model_type": "distilbert", "vocab_size": WORDS.len(), "dim": WIDTH, "n_layers": 2,
        "n_heads": 2, "hidden_dim": HIDDEN, "activation": "gelu",
        "max_position_embeddings": POSITIONS, "initializer_range": 0.02, "pad_token_id": 0,
    });
    let mut shapes: Shapes = vec![
        (
            "distilbert.embeddings.word_embeddings.weight".into(),
            vec![WORDS.len(), WIDTH],
        ),
        (
            "distilbert.embeddings.position_embeddings.weight".into(),
            vec![POSITIONS, WIDTH],
        ),
    ];
    norm(&mut shapes, "distilbert.embeddings.LayerNorm");
    for layer in 0..2 {
        let at = format!("distilbert.transformer.layer.{layer}");
        for part in ["q_lin", "k_lin", "v_lin", "out_lin"] {
            linear(&mut shapes, &format!("{at}.attention.{part}"), WIDTH, WIDTH);
        }
        norm(&mut shapes, &format!("{at}.sa_layer_norm"));
        linear(&mut shapes, &format!("{at}.ffn.lin1"), WIDTH, HIDDEN);
        linear(&mut shapes, &format!("{at}.ffn.lin2"), HIDDEN, WIDTH);
        norm(&mut shapes, &format!("{at}.output_layer_norm"));
    }
    (config, shapes)
}

fn embeddings(at: &str, positions: usize, kinds: usize) -> Shapes {
    let mut shapes = vec![
        (
            format!("{at}.word_embeddings.weight"),
            vec![WORDS.len(), WIDTH],
        ),
        (
            format!("{at}.position_embeddings.weight"),
            vec![positions, WIDTH],
        ),
        (
            format!("{at}.token_type_embeddings.weight"),
            vec![kinds, WIDTH],
        ),
    ];
    norm(&mut shapes, &format!("{at}.LayerNorm"));
    shapes
}

fn layers(shapes: &mut Shapes, encoder: &str) {
    for layer in 0..2 {
        let at = format!("{encoder}.layer.{layer}");
        for part in ["self.query", "self.key", "self.value", "output.dense"] {
            linear(shapes, &format!("{at}.attention.{part}"), WIDTH, WIDTH);
        }
        norm(shapes, &format!("{at}.attention.output.LayerNorm"));
        linear(shapes, &format!("{at}.intermediate.dense"), WIDTH, HIDDEN);
        linear(shapes, &format!("{at}.output.dense"), HIDDEN, WIDTH);
        norm(shapes, &format!("{at}.output.LayerNorm"));
    }
}

fn linear(shapes: &mut Shapes, at: &str, inputs: usize, outputs: usize) {
    shapes.push((format!("{at}.weight"), vec![outputs, inputs]));
    shapes.push((format!("{at}.bias"), vec![outputs]));
}

fn norm(shapes: &mut Shapes, at: &str) {
    shapes.push((format!("{at}.weight"), vec![WIDTH]));
    shapes.push((format!("{at}.bias"), vec![WIDTH]));
}

/// A tokenizer with fixed padding and a limit of 4, which loading must override.
pub(crate) fn tokenizer() -> Value {
    let vocabulary: serde_json::Map<String, Value> = WORDS
        .iter()
        .enumerate()
        .map(|(id, word)| ((*word).to_owned(), json!(id)))
        .collect();
    let special: Vec<Value> = WORDS[..5]
        .iter()
        .enumerate()
        .map(|(id, word)| {
            json!({"id": id, "content": word, "single_word": false, "lstrip": false,
                   "rstrip": false, "normalized": false, "special": true})
        })
        .collect();
    json!({
        "version": "1.0",
        "truncation": {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0},
        "padding": {"strategy": {"Fixed": 4}, "direction": "Right", "pad_to_multiple_of": null,
                    "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
        "added_tokens": special,
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                       "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                       {"Sequence": {"id": "A", "type_id": 0}},
                       {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}],
            "special_tokens": {
                "[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": vocabulary},
    })
}

pub(crate) fn json_file(path: &Path, value: &Value) {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).unwrap();
    }
    std::fs::write(path, serde_json::to_vec_pretty(value).unwrap()).unwrap();
}

fn weights(path: &Path, shapes: &Shapes) {
    let mut state = 7u64;
    let mut next = move || {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 40) as f32 / (1u64 << 24) as f32 - 0.5
    };
    let data: Vec<(String, Vec<usize>, Vec<u8>)> = shapes
        .iter()
        .map(|(name, shape)| {
            let count = shape.iter().product();
            let bytes = (0..count).flat_map(|_| next().to_le_bytes()).collect();
            (name.clone(), shape.clone(), bytes)
        })
        .collect();
    let views = data.iter().map(|(name, shape, bytes)| {
        (
            name,
            TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap(),
        )
    });
    safetensors::serialize_to_file(views, None, path).unwrap();
}
