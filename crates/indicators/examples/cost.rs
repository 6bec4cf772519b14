//! What looking for indicators costs: `cargo run --release -p atalaya-indicators --example cost -- EVENTS.ndjson`.
//!
//! Every text of an event is a field. Indicators are made up: a third addresses, a third names in the DNS, a third hashes, with a
//! hundredth networks and a hundredth URLs among them; none of them is in the events. What is timed is the looking alone, on one thread.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::{Duration, Instant};

use atalaya_indicators::{Builder, Indicator, Known, Seeker, Set, Value};
use atalaya_model::Time;
use serde_json::Value as Json;

/// Events that are looked at, again and again: as many as stay near the processor, as one does that was decoded just now.
const EVENTS: usize = 400;
/// How often in one round.
const TIMES: usize = 50;
/// Of a hundred thousand indicators those of one sort.
const SORTS: [(u64, Option<&str>); 4] =
    [(100_000, Some("ip")), (100_000, Some("domain")), (100_000, Some("url")), (100_000, Some("sha256"))];
/// Rounds, of which the best counts.
const ROUNDS: usize = 7;

fn main() {
    let file = std::env::args().nth(1).expect("a file of NDJSON");
    let text = std::fs::read_to_string(file).unwrap();
    let events: Vec<Vec<String>> = chosen(&text).map(|line| texts(&serde_json::from_str(line).unwrap())).collect();
    let bytes: usize = chosen(&text).map(str::len).sum();
    let texts: usize = events.iter().flatten().map(String::len).sum();
    println!(
        "{} events, {} bytes of JSON and {} bytes of texts each",
        events.len(),
        bytes / events.len(),
        texts / events.len()
    );
    println!("| indicators | bytes of the set | for each | built in ms | ns for an event | GB/s of texts | hits |");
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    for (count, sort) in [0, 1000, 100_000, 1_000_000].map(|count| (count, None)).into_iter().chain(SORTS) {
        let began = Instant::now();
        let set = set(count, sort);
        let built = began.elapsed();
        let (best, hits) = (0..ROUNDS).map(|_| looked(&set, &events)).min().unwrap();
        let each = best.as_nanos() as usize / events.len() / TIMES;
        let rate = (texts * TIMES) as f64 / best.as_nanos() as f64;
        let per = set.bytes() / count.max(1) as usize;
        println!(
            "| {count} {} | {} | {per} | {} | {each} | {rate:.2} | {hits} |",
            sort.unwrap_or("of all sorts"),
            set.bytes(),
            built.as_millis()
        );
    }
}

/// Events from everywhere in the file.
fn chosen(text: &str) -> impl Iterator<Item = &str> {
    text.lines().step_by((text.lines().count() / EVENTS).max(1)).take(EVENTS)
}

fn texts(json: &Json) -> Vec<String> {
    match json {
        Json::String(text) => vec![text.clone()],
        Json::Array(all) => all.iter().flat_map(texts).collect(),
        Json::Object(all) => all.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn looked(set: &Set, events: &[Vec<String>]) -> (Duration, usize) {
    let (mut seeker, mut hits) = (Seeker::default(), 0);
    let began = Instant::now();
    for event in (0..TIMES).flat_map(|_| events) {
        let Some(scope) = set.scope("ministry") else { continue };
        (0..).zip(event).for_each(|(number, text)| seeker.look(set, scope, Time(0), number, text));
        if !seeker.is_empty() {
            hits += seeker.take().len();
        }
    }
    (began.elapsed(), hits)
}

fn set(count: u64, sort: Option<&str>) -> Set {
    let mut builder = Builder::default();
    for id in 0..count {
        let chance = (id + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let (high, low) = (chance >> 32, chance & 0xffff_ffff);
        let text = match (id % 100, id % 3) {
            (0, _) => format!("{}.{}.{}.0/24", 11 + high % 200, high >> 8 & 255, high >> 16 & 255),
            (1, _) => format!("http://h{high:x}.example.com/{low:x}"),
            (_, 0) => format!("{}.{}.{}.{}", 11 + high % 200, high >> 8 & 255, high >> 16 & 255, high >> 24 & 255),
            (_, 1) => format!("n{high:x}.{}", ["com", "net", "org", "info", "top", "xyz"][(low % 6) as usize]),
            _ => format!("{chance:016x}{:016x}{high:016x}{low:016x}", !chance),
        };
        let value = Value::guessed(&text).unwrap();
        if sort.is_some_and(|sort| value.sort().as_str() != sort) {
            continue;
        }
        let indicator = Indicator { terms: vec![vec![value]], ..Indicator::default() };
        builder.add(&Known { id, organization: None, origin: "a feed", indicator: &indicator });
    }
    builder.build()
}
