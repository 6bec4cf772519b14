//! What clients of Elasticsearch ask before they send, and what they are answered.
//!
//! As their documentation has the sequences; nothing of what they set up is kept, since events go where their kind belongs.

use hyper::{Method, StatusCode};
use serde_json::json;

use super::call::Family;
use super::reply::Answer;

/// The version that clients are told: they speak to servers of their own major version, or the one before.
const VERSION: &str = "8.17.0";

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Who is there.
    Root,
    /// The licence.
    License,
    /// The features.
    Features,
    /// How the cluster is.
    Health,
    /// To set up a template, a policy, a pipeline, a stream.
    SetUp,
    /// Whether one of these is there.
    IsSetUp,
}

/// What clients set up before they send.
const SET_UP: [&str; 8] =
    ["_index_template", "_component_template", "_template", "_ilm", "_data_stream", "_ingest", "_alias", "_security"];

impl Asked {
    /// What a request asks; `None` where that is not known.
    pub(super) fn of(method: &Method, words: &[&str]) -> Option<Asked> {
        let reads = *method == Method::GET || *method == Method::HEAD;
        let sets = *method == Method::PUT || *method == Method::POST;
        match words {
            [""] if reads => Some(Asked::Root),
            ["_license", ..] if reads => Some(Asked::License),
            ["_xpack", ..] if reads => Some(Asked::Features),
            ["_cluster", "health", ..] if reads => Some(Asked::Health),
            [first, ..] if SET_UP.contains(first) && sets => Some(Asked::SetUp),
            [first, ..] if SET_UP.contains(first) && reads => Some(Asked::IsSetUp),
            _ => None,
        }
    }
}

/// The answer; to `HEAD` without its body, which the connection leaves out.
pub(super) fn answer(asked: Asked) -> Answer {
    let body = match asked {
        Asked::Root => json!({
            "name": "atalaya", "cluster_name": "atalaya", "cluster_uuid": "atalaya",
            "version": {
                "number": VERSION, "build_flavor": "default", "build_type": "tar", "build_hash": "unknown",
                "build_date": "2024-12-11T12:08:05.663969764Z", "build_snapshot": false, "lucene_version": "9.12.0",
                "minimum_wire_compatibility_version": "7.17.0", "minimum_index_compatibility_version": "7.0.0"
            },
            "tagline": "You Know, for Search"
        }),
        Asked::License => json!({ "license": { "status": "active", "uid": "atalaya", "type": "basic" } }),
        Asked::Features => json!({ "features": { "ilm": { "available": false, "enabled": false } } }),
        Asked::Health => json!({ "cluster_name": "atalaya", "status": "green", "timed_out": false }),
        Asked::SetUp => json!({ "acknowledged": true }),
        Asked::IsSetUp => {
            let error = json!({ "type": "resource_not_found_exception", "reason": "nothing is set up here" });
            let body = json!({ "error": error, "status": 404 });
            return Answer::well(Family::Elastic, &body).with_status(StatusCode::NOT_FOUND);
        }
    };
    Answer::well(Family::Elastic, &body)
}
