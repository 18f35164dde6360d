//! Requests in, answers out; every refusal is a JSON object that says why.

use super::connections::Bounded;
use super::limits::Limits;
use super::metrics::{Metrics, Requests};
use super::{Answers, Refused};
use crate::failure;
use anyhow::Result;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::future::Future;
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore};
use tokio::time::timeout;

/// What all requests share.
struct Shared {
    services: Vec<Arc<dyn Answers>>,
    limits: Limits,
    /// A permit for each request that may be worked on at once.
    free: Arc<Semaphore>,
    requests: Requests,
}

/// Why a request is refused: the status, the kind for the metrics, and the words.
struct Refusal(StatusCode, &'static str, String);

/// Serves until `end` comes; then requests under way have the time of a request.
pub(super) async fn serve(
    listener: TcpListener,
    services: Vec<Arc<dyn Answers>>,
    limits: Limits,
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let shared = Arc::new(Shared {
        free: Arc::new(Semaphore::new(
            limits.max_requests.get().min(Semaphore::MAX_PERMITS),
        )),
        requests: Requests::new(services.iter().map(|service| service.path())),
        services,
        limits,
    });
    let mut router = Router::new()
        .route(
            "/health",
            get(|| async { axum::Json(json!({ "status": "ok" })) }),
        )
        .route("/metrics", get(metrics));
    for service in &shared.services {
        let path = format!("/{}", service.path());
        let service = Arc::clone(service);
        let answer = move |State(shared): State<Arc<Shared>>, request: Request| {
            counted(shared, Arc::clone(&service), request)
        };
        router = router.route(&path, post(answer));
    }
    let router = router
        .fallback(unknown)
        .method_not_allowed_fallback(other_method)
        .with_state(shared);
    let ended = Arc::new(Notify::new());
    let told = {
        let ended = Arc::clone(&ended);
        async move {
            end.await;
            ended.notify_one();
        }
    };
    let (most, silence) = (limits.max_connections.get(), limits.silence());
    let bounded = Bounded::new(listener, most, silence);
    let served = axum::serve(bounded, router).with_graceful_shutdown(told);
    tokio::select! {
        served = served => served?,
        () = async {
            ended.notified().await;
            tokio::time::sleep(limits.time()).await;
        } => {}
    }
    Ok(())
}

/// Waits for an interrupt, or for what service managers send; either counts from this call on.
pub(super) fn told_to_end() -> Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

async fn counted(shared: Arc<Shared>, service: Arc<dyn Answers>, request: Request) -> Response {
    let started = Instant::now();
    let path = service.path();
    let answer = answered(&shared, service, request).await;
    let (kind, response) = match answer {
        Ok(value) => (None, axum::Json(value).into_response()),
        Err(refusal) => (Some(refusal.1), refusal.into_response()),
    };
    shared
        .requests
        .count(path, response.status().as_u16(), kind, started.elapsed());
    response
}

/// Reads, checks and answers a request, within the limits.
async fn answered(
    shared: &Shared,
    service: Arc<dyn Answers>,
    request: Request,
) -> Result<Value, Refusal> {
    let limits = shared.limits;
    let Ok(permit) = Arc::clone(&shared.free).try_acquire_owned() else {
        let words = format!("{} requests are under way; come again", limits.max_requests);
        return Err(Refusal(StatusCode::SERVICE_UNAVAILABLE, "busy", words));
    };
    let (head, body) = request.into_parts();
    check(&head.headers, limits)?;
    let late = |_| {
        let words = format!("it took longer than {} s", limits.time().as_secs());
        Refusal(StatusCode::REQUEST_TIMEOUT, "late", words)
    };
    let until = tokio::time::Instant::now() + limits.time();
    let bytes = timeout(limits.time(), to_bytes(body, limits.max_body.get()))
        .await
        .map_err(late)?;
    let bytes = bytes.map_err(|_| too_large(limits))?;
    let asked: Value = serde_json::from_slice(&bytes).map_err(|error| {
        Refusal(
            StatusCode::BAD_REQUEST,
            "malformed",
            format!("the body is not JSON: {error}"),
        )
    })?;
    // The permit stays with the work, which goes on where the request's time is over.
    let work = tokio::task::spawn_blocking(move || {
        let answer = service.answer(asked);
        drop(permit);
        answer
    });
    let late = |_| {
        let words = format!("there was no answer within {} s", limits.time().as_secs());
        Refusal(StatusCode::GATEWAY_TIMEOUT, "late", words)
    };
    let broken = || {
        let words = "the answer could not be computed".to_owned();
        Refusal(StatusCode::INTERNAL_SERVER_ERROR, "failed", words)
    };
    match tokio::time::timeout_at(until, work).await.map_err(late)? {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(Refused::Asked(words))) => {
            Err(Refusal(StatusCode::UNPROCESSABLE_ENTITY, "refused", words))
        }
        Ok(Err(Refused::Failed(error))) => {
            failure::tell(&error);
            Err(broken())
        }
        Err(_) => Err(broken()),
    }
}

/// What can be told before the body is read. Only JSON by its own name is taken, so that no page in a
/// browser can ask without this server's consent, which it never gives.
fn check(headers: &HeaderMap, limits: Limits) -> Result<(), Refusal> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let kind = text(header::CONTENT_TYPE)
        .and_then(|kind| kind.split(';').next())
        .map(str::trim);
    if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
        let words = "send JSON, with the header \"Content-Type: application/json\"".to_owned();
        return Err(Refusal(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "malformed",
            words,
        ));
    }
    let length = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > limits.max_body.get() as u64) {
        return Err(too_large(limits));
    }
    Ok(())
}

fn too_large(limits: Limits) -> Refusal {
    let words = format!(
        "the body is cut short or larger than {} bytes",
        limits.max_body
    );
    Refusal(StatusCode::PAYLOAD_TOO_LARGE, "too_large", words)
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.0, axum::Json(json!({ "error": self.2 }))).into_response();
        if self.0 == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, 1.into());
        }
        response
    }
}

async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    let mut metrics = Metrics::default();
    shared.requests.tell(&mut metrics);
    let under_way = shared.limits.max_requests.get() - shared.free.available_permits();
    metrics.gauge(
        "hearken_requests_under_way",
        "Requests that are worked on.",
        &[(String::new(), under_way as f64)],
    );
    for service in &shared.services {
        service.metrics(&mut metrics);
    }
    let kind = [(
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    )];
    (kind, Body::from(metrics.text())).into_response()
}

async fn unknown(State(shared): State<Arc<Shared>>) -> Response {
    let paths: Vec<String> = shared
        .services
        .iter()
        .map(|service| format!("POST /{}", service.path()))
        .collect();
    let words = format!(
        "there is nothing here; there are {}, GET /health and GET /metrics",
        paths.join(", ")
    );
    Refusal(StatusCode::NOT_FOUND, "unknown", words).into_response()
}

async fn other_method() -> Response {
    let words =
        "this path has another method: POST to ask, GET for /health and /metrics".to_owned();
    Refusal(StatusCode::METHOD_NOT_ALLOWED, "method", words).into_response()
}
