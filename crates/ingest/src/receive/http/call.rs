//! Which call a request is.

use hyper::Method;
use hyper::Request;

use super::elastic::Asked;
use super::otlp::Encoding;

/// Bytes of an index's name, as Elasticsearch has it; each item of an answer repeats it.
const INDEX_BYTES_MAX: usize = 255;

/// A call that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Call {
    /// Lines of JSON.
    Ndjson,
    /// Elasticsearch's `_bulk`, with the index of the path.
    Bulk {
        /// The index that stands in the path.
        index: String,
    },
    /// Splunk's event collector: objects.
    HecEvent,
    /// Lines as they are.
    HecRaw,
    /// Which acknowledgements were given.
    HecAck,
    /// Whether the collector takes anything.
    HecHealth,
    /// Logs of OpenTelemetry; in what, where that is known.
    Otlp(Option<Encoding>),
    /// What clients of Elasticsearch ask before they send.
    Elastic(Asked),
}

/// Whose form an answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Ours.
    Own,
    /// Elasticsearch's.
    Elastic,
    /// Splunk's.
    Splunk,
    /// OpenTelemetry's.
    Otlp(Encoding),
}

impl Family {
    /// Whose form is expected at a path.
    pub(super) fn of(path: &str) -> Family {
        match path {
            path if path.starts_with("/services/") => Family::Splunk,
            "/ndjson" => Family::Own,
            path if path.starts_with("/v1/") => Family::Otlp(Encoding::Json),
            _ => Family::Elastic,
        }
    }

    /// What its answers are written in.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Family::Otlp(encoding) => encoding.content_type(),
            Family::Own | Family::Elastic | Family::Splunk => Encoding::Json.content_type(),
        }
    }
}

impl Call {
    /// The call that a request is; `None` where none is known.
    pub(super) fn of<B>(request: &Request<B>) -> Option<Call> {
        match of(request.method(), request.uri().path()) {
            Some(Call::Otlp(_)) => Some(Call::Otlp(Encoding::of(request.headers()))),
            call => call,
        }
    }

    /// Whose form its answer has.
    pub(super) fn family(&self) -> Family {
        match self {
            Call::Ndjson => Family::Own,
            Call::Bulk { .. } | Call::Elastic(_) => Family::Elastic,
            Call::Otlp(encoding) => Family::Otlp(encoding.unwrap_or(Encoding::Json)),
            Call::HecEvent | Call::HecRaw | Call::HecAck | Call::HecHealth => Family::Splunk,
        }
    }
}

fn of(method: &Method, path: &str) -> Option<Call> {
    let is_sent = *method == Method::POST || *method == Method::PUT;
    if let Some(rest) = path.strip_prefix("/services/collector") {
        return hec(method, rest.trim_end_matches('/'));
    }
    match path.trim_matches('/').split('/').collect::<Vec<_>>()[..] {
        ["ndjson"] => (*method == Method::POST).then_some(Call::Ndjson),
        ["v1", "logs"] => (*method == Method::POST).then_some(Call::Otlp(None)),
        ["_bulk"] => is_sent.then(|| Call::Bulk { index: String::new() }),
        [index, "_bulk"] => (is_sent && index.len() <= INDEX_BYTES_MAX).then(|| Call::Bulk { index: index.to_owned() }),
        ref words => Asked::of(method, words).map(Call::Elastic),
    }
}

fn hec(method: &Method, path: &str) -> Option<Call> {
    let post = *method == Method::POST;
    match path {
        "" | "/event" | "/event/1.0" if post => Some(Call::HecEvent),
        "/raw" | "/raw/1.0" if post => Some(Call::HecRaw),
        "/ack" if post => Some(Call::HecAck),
        "/health" | "/health/1.0" if *method == Method::GET => Some(Call::HecHealth),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_known_by_method_and_path() {
        let bulk = |index: &str| Some(Call::Bulk { index: index.to_owned() });
        let cases = [
            ("POST", "/ndjson", Some(Call::Ndjson)),
            ("GET", "/ndjson", None),
            ("POST", "/_bulk", bulk("")),
            ("PUT", "/logs-1/_bulk", bulk("logs-1")),
            ("GET", "/_bulk", None),
            ("POST", "/services/collector", Some(Call::HecEvent)),
            ("POST", "/services/collector/event/1.0", Some(Call::HecEvent)),
            ("POST", "/services/collector/raw", Some(Call::HecRaw)),
            ("POST", "/services/collector/ack", Some(Call::HecAck)),
            ("GET", "/services/collector/health", Some(Call::HecHealth)),
            ("POST", "/services/other", None),
            ("POST", "/v1/logs", Some(Call::Otlp(None))),
            ("POST", "/v1/traces", None),
            ("HEAD", "/", Some(Call::Elastic(Asked::Root))),
            ("DELETE", "/", None),
        ];
        for (method, path, expected) in cases {
            assert_eq!(of(&method.parse().unwrap(), path), expected, "{method} {path}");
        }
    }
}
