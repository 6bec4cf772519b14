//! What others reach, as published: measured on a comparable machine, not run here.

use serde_json::{Value, json};

/// An engine's figures.
pub(super) struct Published {
    pub engine: &'static str,
    pub input: &'static str,
    pub rules: &'static str,
    /// Events per second of one core, the loading of rules subtracted.
    pub speed: &'static str,
    pub peak_mb: &'static str,
    /// Of 202 regression cases, how many fire.
    pub cases: &'static str,
}

/// The engines that are compared.
pub(super) const PUBLISHED: &[Published] = &[
    Published { engine: "chainsaw 2.16", input: "EVTX", rules: "2,291", speed: "1,100", peak_mb: "238", cases: "176" },
    Published {
        engine: "hayabusa 4.0",
        input: "EVTX",
        rules: "3,763 (own)",
        speed: "1,350",
        peak_mb: "632",
        cases: "194",
    },
    Published { engine: "zircolite 3.7", input: "EVTX", rules: "2,395", speed: "890", peak_mb: "137", cases: "202" },
    Published {
        engine: "rsigma 0.26, routed",
        input: "NDJSON, 2.3 KB events",
        rules: "2,407",
        speed: "29,000 to 34,000",
        peak_mb: "204",
        cases: "0 on EVTX, 195 on prepared JSON",
    },
];

pub(super) fn json() -> Value {
    let engine = |row: &Published| {
        json!({
            "engine": row.engine,
            "input": row.input,
            "rules": row.rules,
            "events_per_core_s": row.speed,
            "peak_mb": row.peak_mb,
            "of_202_regression_cases": row.cases,
        })
    };
    json!({
        "note": "published measurements on a comparable machine, not run here",
        "engines": PUBLISHED.iter().map(engine).collect::<Vec<_>>(),
    })
}
