//! Counts and times, in the text format of Prometheus (version 0.0.4).

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper ends of the bins of a request's time, in seconds.
const BINS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// Lines of metrics.
#[derive(Debug, Default)]
pub(crate) struct Metrics(String);

impl Metrics {
    pub(super) fn text(self) -> String {
        self.0
    }

    /// A number that rises and falls, by its labels (`name="value",…`, or none).
    pub(crate) fn gauge(&mut self, name: &str, help: &str, values: &[(String, f64)]) {
        self.write(name, "gauge", help, values);
    }

    /// A number that only rises.
    pub(crate) fn counter(&mut self, name: &str, help: &str, values: &[(String, f64)]) {
        self.write(name, "counter", help, values);
    }

    fn write(&mut self, name: &str, kind: &str, help: &str, values: &[(String, f64)]) {
        self.head(name, kind, help);
        for (labels, value) in values {
            self.line(name, labels, *value);
        }
    }

    // Writing to a string does not fail.
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &str, value: f64) {
        let _ = if labels.is_empty() {
            writeln!(self.0, "{name} {value}")
        } else {
            writeln!(self.0, "{name}{{{labels}}} {value}")
        };
    }
}

/// A label as it stands in a line.
pub(crate) fn label(name: &str, value: &str) -> String {
    let value = value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("{name}=\"{value}\"")
}

/// How the requests of one path went.
#[derive(Debug, Default)]
struct OfPath {
    by_status: BTreeMap<u16, u64>,
    errors: BTreeMap<&'static str, u64>,
    /// Requests by time, in the bins of their own; the last is for those beyond.
    times: [u64; BINS.len() + 1],
    seconds: f64,
}

/// How all requests went.
#[derive(Debug)]
pub(super) struct Requests(Mutex<BTreeMap<&'static str, OfPath>>);

impl Requests {
    pub(super) fn new(paths: impl Iterator<Item = &'static str>) -> Self {
        Self(Mutex::new(
            paths.map(|path| (path, OfPath::default())).collect(),
        ))
    }

    pub(super) fn count(
        &self,
        path: &'static str,
        status: u16,
        error: Option<&'static str>,
        time: Duration,
    ) {
        let mut paths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of = paths.entry(path).or_default();
        let seconds = time.as_secs_f64();
        let bin = BINS
            .iter()
            .position(|end| seconds <= *end)
            .unwrap_or(BINS.len());
        *of.by_status.entry(status).or_default() += 1;
        of.times[bin] += 1;
        of.seconds += seconds;
        if let Some(error) = error {
            *of.errors.entry(error).or_default() += 1;
        }
    }

    pub(super) fn tell(&self, metrics: &mut Metrics) {
        let paths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut by_status, mut errors) = (Vec::new(), Vec::new());
        for (path, of) in &*paths {
            let path = label("path", &format!("/{path}"));
            for (status, count) in &of.by_status {
                by_status.push((
                    format!("{path},{}", label("status", &status.to_string())),
                    *count as f64,
                ));
            }
            for (kind, count) in &of.errors {
                errors.push((format!("{path},{}", label("kind", kind)), *count as f64));
            }
        }
        metrics.counter(
            "hearken_requests_total",
            "Requests answered, by status.",
            &by_status,
        );
        metrics.counter(
            "hearken_errors_total",
            "Requests refused, by kind.",
            &errors,
        );
        let name = "hearken_request_seconds";
        metrics.head(name, "histogram", "Time of a request.");
        for (path, of) in &*paths {
            let path = label("path", &format!("/{path}"));
            let mut below = 0;
            for (count, end) in of.times.iter().zip(
                BINS.map(|end| end.to_string())
                    .iter()
                    .map(String::as_str)
                    .chain(["+Inf"]),
            ) {
                below += count;
                metrics.line(
                    &format!("{name}_bucket"),
                    &format!("{path},{}", label("le", end)),
                    below as f64,
                );
            }
            metrics.line(&format!("{name}_sum"), &path, of.seconds);
            metrics.line(&format!("{name}_count"), &path, below as f64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_fall_into_bins_that_add_up() {
        let requests = Requests::new(["classify"].into_iter());
        for milliseconds in [1, 3, 3, 20_000] {
            requests.count("classify", 200, None, Duration::from_millis(milliseconds));
        }
        requests.count("classify", 503, Some("busy"), Duration::ZERO);
        let mut metrics = Metrics::default();
        requests.tell(&mut metrics);
        let text = metrics.text();
        for line in [
            "hearken_requests_total{path=\"/classify\",status=\"200\"} 4",
            "hearken_errors_total{path=\"/classify\",kind=\"busy\"} 1",
            "hearken_request_seconds_bucket{path=\"/classify\",le=\"0.001\"} 2",
            "hearken_request_seconds_bucket{path=\"/classify\",le=\"0.005\"} 4",
            "hearken_request_seconds_bucket{path=\"/classify\",le=\"10\"} 4",
            "hearken_request_seconds_bucket{path=\"/classify\",le=\"+Inf\"} 5",
            "hearken_request_seconds_count{path=\"/classify\"} 5",
        ] {
            assert!(
                text.lines().any(|found| found == line),
                "{line} in:\n{text}"
            );
        }
        assert_eq!(label("a", "x\"\\\n"), "a=\"x\\\"\\\\\\n\"");
    }
}
