//! Where the models lie, and opening them.

use crate::failure::Failure;
use crate::routes::Others;
use anyhow::Result;
use clap::{Args, ValueEnum};
use hearken_embedding::{Device, Encoder, Precision, UpperLayers};
use hearken_fcnn::Head;
use hearken_feedback::{Kind, Label, Quality, Sentiment};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Which models a run uses.
#[derive(Debug, Args)]
pub(crate) struct ModelArguments {
    /// Encoder of the vectors that themes are made from: a folder, or a hub id that was fetched; auto
    /// takes by language what languages.toml in the folder of the models says [default: auto]
    #[arg(long, value_name = "auto|FOLDER|OWNER/NAME", help_heading = "Models")]
    encoder: Option<String>,
    /// Folder of the trained heads and the default encoder
    #[arg(
        long,
        value_name = "DIR",
        env = "HEARKEN_MODELS",
        help_heading = "Models"
    )]
    pub(crate) models: Option<PathBuf>,
    #[command(flatten)]
    arithmetic: ArithmeticArguments,
}

impl ModelArguments {
    /// The encoder that the user names.
    fn named(&self) -> Option<&str> {
        self.encoder.as_deref().filter(|name| *name != "auto")
    }
}

/// How encoders compute.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct ArithmeticArguments {
    /// In what numbers the encoder multiplies: eight-bit integers, bf16, or f32; candle is the slow
    /// reference that these are measured against, in f32
    #[arg(
        long,
        value_enum,
        default_value = "int8",
        default_value_if("device", "cuda", "candle"),
        help_heading = "Models"
    )]
    precision: Arithmetic,
    /// Where the encoder computes; on an NVIDIA GPU (a build with `--features cuda`) candle does, in f32
    #[arg(long, value_enum, default_value_t, help_heading = "Models")]
    device: Place,
}

/// Where an encoder computes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Place {
    #[default]
    Cpu,
    Cuda,
}

/// Precisions of the packed encoder, and candle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Arithmetic {
    #[default]
    Int8,
    Bf16,
    F32,
    Candle,
}

impl ArithmeticArguments {
    /// Opens the encoder in a folder.
    pub(crate) fn open(self, folder: &Path) -> Result<Box<dyn Encoder>> {
        let device = match self.device {
            Place::Cpu => Device::Cpu,
            Place::Cuda if self.precision == Arithmetic::Candle => Device::Cuda,
            Place::Cuda => {
                return Err(Failure::error(
                    "the packed encoder computes on the processor alone",
                    "leave out --precision where --device is cuda",
                ));
            }
        };
        let precision = match self.precision {
            Arithmetic::Candle => return Ok(hearken_embedding::open_on(folder, device)?),
            Arithmetic::Int8 => Precision::Int8,
            Arithmetic::Bf16 => Precision::Bf16,
            Arithmetic::F32 => Precision::F32,
        };
        Ok(hearken_embedding::open_packed(folder, precision)?)
    }
}

/// Lets a head's own layers run along with the encoder, where that can.
pub(crate) fn attach(encoder: &mut dyn Encoder, head: &Head) -> Result<Option<usize>> {
    let Some(upper) = head.upper() else {
        return Ok(None);
    };
    Ok(encoder.attach(&UpperLayers {
        after: upper.after,
        attention_heads: upper.attention_heads,
        epsilon: upper.epsilon,
        layers: upper.layers.clone(),
    })?)
}

/// The folder that holds the heads, the default encoder and what was fetched.
#[derive(Debug, Clone)]
pub(crate) struct Models {
    root: PathBuf,
}

impl Models {
    /// The named folder, or the first that holds heads: `models` here, beside the program, above
    /// it (where it was built), or among the user's data.
    pub(crate) fn find(named: Option<&Path>) -> Result<Self> {
        let candidates = match named {
            Some(named) => vec![named.to_owned()],
            None => candidates(),
        };
        let found = candidates
            .iter()
            .find(|root| root.join("sentiment/head.json").is_file());
        match found {
            Some(root) => Ok(Self { root: root.clone() }),
            None => {
                let looked: Vec<String> = candidates
                    .iter()
                    .map(|root| root.display().to_string())
                    .collect();
                Err(Failure::error(
                    format!("no trained heads were found in {}", looked.join(", ")),
                    "name the folder `models` of Hearken's repository with --models",
                ))
            }
        }
    }

    /// The folder itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The default encoder's folder.
    pub(crate) fn encoder(&self) -> PathBuf {
        self.root.join("encoder")
    }

    /// Where an encoder of the hub lies once it is fetched.
    pub(crate) fn fetched(&self, id: &str) -> PathBuf {
        self.root.join("hub").join(id.replace('/', "--"))
    }

    /// Opens the encoder that a user names, or the default one; with its name.
    fn open_encoder(&self, arguments: &ModelArguments) -> Result<(Box<dyn Encoder>, String)> {
        let (folder, name) = match arguments.named() {
            Some(name) => (self.encoder_named(name)?, name),
            None => (self.encoder(), "sentence-transformers/all-MiniLM-L6-v2"),
        };
        Ok((arguments.arithmetic.open(&folder)?, name.to_owned()))
    }

    /// The folder of an encoder that a user names by folder or hub id.
    pub(crate) fn encoder_named(&self, name: &str) -> Result<PathBuf> {
        let folder = PathBuf::from(name);
        if folder.is_dir() {
            return Ok(folder);
        }
        let id = hearken_embedding::download::Manifest::unpinned(name)?.repo;
        let fetched = self.fetched(&id);
        if fetched.join("model.safetensors").is_file() {
            return Ok(fetched);
        }
        Err(Failure::error(
            format!("the encoder {id} is not on this machine"),
            format!("fetch it with `hearken fetch {id}`, or name its folder"),
        ))
    }
}

/// Opens the encoder alone, and tells what it is called.
pub(crate) fn encoder(arguments: &ModelArguments) -> Result<(Box<dyn Encoder>, String)> {
    Models::find(arguments.models.as_deref())?.open_encoder(arguments)
}

/// The folder of a head that a user names: its folder, or its name among those that ship.
pub(crate) fn head_folder(name: &Path, models: Option<&Path>) -> Result<PathBuf> {
    if name.join("head.json").is_file() {
        return Ok(name.to_owned());
    }
    let shipped = Models::find(models)
        .map(|models| models.root.join(name))
        .ok();
    match shipped {
        Some(folder) if folder.join("head.json").is_file() => Ok(folder),
        _ => Err(Failure::error(
            format!("there is no head in {}", name.display()),
            "name a folder that `hearken train` wrote, or a head that ships: kind, sentiment, quality",
        )),
    }
}

fn candidates() -> Vec<PathBuf> {
    let mut roots = vec![PathBuf::from("models")];
    if let Ok(program) = std::env::current_exe() {
        // target/release/hearken lies three folders below the repository.
        for above in program.ancestors().skip(1).take(3) {
            roots.push(above.join("models"));
        }
    }
    let data = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/share")));
    roots.extend(data.map(|data| data.join("hearken/models")));
    roots
}

/// The heads that a run classifies with.
pub(crate) struct Heads {
    pub(crate) sentiment: Head,
    pub(crate) kind: Head,
    /// What a problem or a request is about; a folder of models may lack it.
    pub(crate) quality: Option<Head>,
    /// The user's own, by name.
    pub(crate) own: Vec<(String, Head)>,
}

/// Everything that a run reads texts with.
pub(crate) struct Readers {
    /// Makes the vectors of the themes.
    pub(crate) encoder: Box<dyn Encoder>,
    /// What that encoder is called.
    pub(crate) encoder_name: String,
    /// Makes the features of the heads, where that is another encoder.
    pub(crate) features: Option<Box<dyn Encoder>>,
    pub(crate) heads: Heads,
    /// What reads the languages that the heads' encoder cannot read.
    pub(crate) others: Option<Others>,
    /// Whether the encoder was named by the user, who wants the vectors of every text by it.
    pub(crate) named: bool,
    /// The encoder's numbers for heads' own layers, by the heads' hashes.
    branches: BTreeMap<String, usize>,
}

/// A head that is asked of texts.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) head: &'a Head,
    /// By which number the encoder runs the head's own layers, where it does.
    pub(crate) branch: Option<usize>,
}

impl Readers {
    /// Opens the encoder and the heads.
    pub(crate) fn open(arguments: &ModelArguments) -> Result<Self> {
        let models = Models::find(arguments.models.as_deref())?;
        let heads = Heads {
            sentiment: head::<Sentiment>(&models.root.join("sentiment"))?,
            kind: head::<Kind>(&models.root.join("kind"))?,
            quality: quality(&models)?,
            own: Vec::new(),
        };
        let wanted = heads.sentiment.encoder();
        if wanted != heads.kind.encoder() {
            return Err(Failure::error(
                "the heads for sentiment and kind were trained on different encoders",
                "train both on one encoder with `hearken train`",
            ));
        }
        let quality = heads.quality.as_ref();
        if quality.is_some_and(|quality| quality.encoder() != wanted) {
            return Err(Failure::error(
                "the head for quality was trained on another encoder than those for sentiment and kind",
                "train it on theirs with `hearken train`, or take its folder away",
            ));
        }
        let (mut encoder, name) = models.open_encoder(arguments)?;
        let mut features = match wanted {
            Some(wanted) if wanted != encoder.identity() => {
                Some(for_heads(&models, wanted, arguments.arithmetic)?)
            }
            _ => None,
        };
        let mut branches = BTreeMap::new();
        let reads = features.as_mut().unwrap_or(&mut encoder);
        let shipped = [&heads.sentiment, &heads.kind];
        for head in shipped.into_iter().chain(quality) {
            if let Some(branch) = attach(&mut **reads, head)? {
                branches.insert(head.sha256()?, branch);
            }
        }
        Ok(Self {
            encoder,
            encoder_name: name,
            features,
            heads,
            others: Others::open(&models)?,
            named: arguments.named().is_some(),
            branches,
        })
    }

    /// Lets the own layers of a head beside those that ship run along with the encoder that reads for the heads.
    pub(crate) fn attach(&mut self, head: &Head) -> Result<()> {
        let encoder = self.features.as_mut().unwrap_or(&mut self.encoder);
        if let Some(branch) = attach(&mut **encoder, head)? {
            self.branches.insert(head.sha256()?, branch);
        }
        Ok(())
    }

    /// Whether n-grams read a text of which nothing else is known.
    pub(crate) fn is_other(&self, text: &str) -> bool {
        let others = self.others.as_ref();
        others.is_some_and(|others| others.take_alone(text))
    }

    /// A head, and by which number the encoder runs its own layers.
    pub(crate) fn asked<'a>(&self, head: &'a Head) -> Result<Asked<'a>> {
        let branch = match head.upper() {
            Some(_) => self.branches.get(&head.sha256()?).copied(),
            None => None,
        };
        Ok(Asked { head, branch })
    }
}

/// The default encoder, where it is the one that the heads were trained on.
fn for_heads(
    models: &Models,
    wanted: &str,
    arithmetic: ArithmeticArguments,
) -> Result<Box<dyn Encoder>> {
    let encoder = arithmetic.open(&models.encoder())?;
    if encoder.identity() == wanted {
        return Ok(encoder);
    }
    Err(Failure::error(
        "the heads were trained on another encoder than the one in the models folder",
        "fetch the default encoder again with `scripts/fetch-encoder`, or train heads for this one with `hearken train`",
    ))
}

/// The head for quality, where there is one.
fn quality(models: &Models) -> Result<Option<Head>> {
    let folder = models.root.join("quality");
    let there = folder.join("head.json").is_file();
    there.then(|| head::<Quality>(&folder)).transpose()
}

/// A head that gives the labels of its kind, in their order.
pub(crate) fn head<L: Label>(folder: &Path) -> Result<Head> {
    let head = Head::load(folder).map_err(|error| {
        Failure::error(
            format!("cannot use the head in {}: {error}", folder.display()),
            "get the folder `models` of Hearken's repository again, or train the head with `hearken train`",
        )
    })?;
    let expected: Vec<&str> = L::ALL.iter().map(|label| label.word()).collect();
    if head.labels() != expected {
        return Err(Failure::error(
            format!(
                "the head in {} gives {}, not {}",
                folder.display(),
                head.labels().join(", "),
                expected.join(", ")
            ),
            "train it with `--label-order` in that order",
        ));
    }
    Ok(head)
}
