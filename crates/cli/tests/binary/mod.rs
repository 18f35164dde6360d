//! The binary as users call it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// How a run ended and what it said.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("it speaks UTF-8");
        let stderr = text(output.stderr);
        assert!(!stderr.contains("panicked"), "{stderr}");
        Self {
            code: output.status.code().expect("it ends by itself"),
            stdout: text(output.stdout),
            stderr,
        }
    }
}

/// The binary with the models of the repository, to be run in a folder. It keeps nothing of encoded
/// texts, so that no run depends on an earlier one, and speaks English whatever the machine speaks.
///
/// # Panics
/// Where the encoder is not there: a test that runs without it would show nothing.
pub(crate) fn command(folder: &Path) -> Command {
    let models = root().join("models");
    assert!(
        models.join("encoder/model.safetensors").is_file(),
        "the encoder is not there: run scripts/fetch-encoder first"
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearken"));
    for name in ["COLUMNS", "HF_ENDPOINT", "NO_COLOR", "RAYON_NUM_THREADS"] {
        command.env_remove(name);
    }
    command
        .current_dir(folder)
        .env("HEARKEN_MODELS", models)
        .env("HEARKEN_CACHE", "")
        .env("LC_ALL", "C")
        .stdin(Stdio::null());
    command
}

/// Runs the binary in a folder.
pub(crate) fn hearken(folder: &Path, arguments: &[&str]) -> Ran {
    let output = command(folder).args(arguments).output();
    Ran::from(output.expect("it can be started"))
}

/// The top of the repository.
pub(crate) fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the repository is there")
}
