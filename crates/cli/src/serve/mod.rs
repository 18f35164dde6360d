//! `hearken serve`: the trained networks behind a small HTTP endpoint.
//!
//! Nothing that is sent is written anywhere; the metrics hold numbers alone.

mod classify;
mod connections;
mod http;
mod limits;
mod metrics;
mod predict;
mod suggest;

use crate::failure::{Failure, Outcome};
use crate::models::ModelArguments;
use anyhow::Result;
use clap::Args;
use limits::Limits;
use metrics::Metrics;
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{Write, stderr};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// Answer requests over HTTP
///
/// POST /classify takes {"texts": [...]} and says kind and sentiment of each; with --recommend,
/// POST /suggest takes {"user": "...", "items": [...], "top": 10}; with --tabular, POST /predict takes
/// {"rows": [{"column": value, ...}]}. GET /health says whether it runs,
/// GET /metrics how (Prometheus). It listens on this machine alone unless another address is named,
/// has no encryption and no log-in, and keeps nothing of what it is sent. An interrupt or SIGTERM
/// lets requests under way end first.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7420")]
    listen: SocketAddr,
    /// Folder of a recommender, for POST /suggest
    #[arg(long, value_name = "DIR")]
    recommend: Option<PathBuf>,
    /// Folder of a model for a table, for POST /predict
    #[arg(long, value_name = "DIR")]
    tabular: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    models: ModelArguments,
}

/// Something that answers the POST requests of one path. Takes whatever JSON was sent, and works for as
/// long as that takes; a bounded number of threads ask it at once.
pub(crate) trait Answers: Send + Sync {
    /// The path, without its slash.
    fn path(&self) -> &'static str;

    /// The answer, or what is wrong.
    fn answer(&self, asked: Value) -> Result<Value, Refused>;

    /// Lines of its own for GET /metrics.
    fn metrics(&self, _to: &mut Metrics) {}
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Refused {
    /// What was asked cannot be answered; says what is wrong with it.
    Asked(String),
    /// A network failed.
    Failed(anyhow::Error),
}

impl From<anyhow::Error> for Refused {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

/// What a JSON body must be like, or why it is not.
fn asked<T: serde::de::DeserializeOwned>(body: Value) -> Result<T, Refused> {
    if !body.is_object() {
        return Err(Refused::Asked("the body is not a JSON object".to_owned()));
    }
    serde_json::from_value(body).map_err(|error| Refused::Asked(error.to_string()))
}

pub(crate) fn run(arguments: Arguments) -> Result<Outcome> {
    let mut services: Vec<Arc<dyn Answers>> = Vec::new();
    services.push(Arc::new(classify::Classify::open(
        &arguments.models,
        arguments.limits,
    )?));
    if let Some(folder) = &arguments.recommend {
        services.push(Arc::new(suggest::Suggest::open(folder)?));
    }
    if let Some(folder) = &arguments.tabular {
        let models = arguments.models.models.clone();
        let service = predict::Predict::open(folder, models, arguments.limits)?;
        services.push(Arc::new(service));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let served = runtime.block_on(serve(arguments.listen, services, arguments.limits));
    // What does not end by itself is left behind.
    runtime.shutdown_background();
    served.map(|()| Outcome::Done)
}

async fn serve(at: SocketAddr, services: Vec<Arc<dyn Answers>>, limits: Limits) -> Result<()> {
    let listener = tokio::net::TcpListener::bind(at).await.map_err(|error| {
        Failure::error(
            format!("cannot listen on {at}: {error}"),
            "name another address or port with --listen",
        )
    })?;
    // Whoever reads where it listens may tell it to end at once.
    let end = http::told_to_end()?;
    let mut told = format!("listening on http://{}:", listener.local_addr()?);
    for service in &services {
        let _ = write!(told, " POST /{},", service.path());
    }
    writeln!(stderr(), "{told} GET /health, GET /metrics")?;
    if !at.ip().is_loopback() {
        writeln!(
            stderr(),
            "warning: {at} can be reached from other machines, without encryption and without a log-in"
        )?;
    }
    http::serve(listener, services, limits, end).await
}
