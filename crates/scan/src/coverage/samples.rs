//! The committed samples of the kinds, each event by itself.

use super::change::{self, New};
use atalaya_codec::framing::{Framer, Frames, lines};
use atalaya_codec::{Format, Header, sniff};
use atalaya_event::Recognizer;
use atalaya_schema::{Identity, Schema, Verification};
use atalaya_stdx::yaml;
use rustc_hash::{FxHashMap, FxHashSet};

include!(concat!(env!("OUT_DIR"), "/samples.rs"));

/// The file in each folder that tells where the samples come from.
const README: &str = "README.yml";

/// One event of a sample.
pub(super) struct Sample {
    /// Kind and file.
    pub(super) name: String,
    pub(super) verification: Verification,
    pub(super) identity: Identity,
    pub(super) header: Header,
    frame: String,
    /// The canonical fields that it carries.
    pub(super) fields: FxHashSet<String>,
    /// The canonical fields with text that can be changed, the longest first: where free text goes.
    pub(super) longest: Vec<String>,
    /// Canonical name → the first value that it has.
    values: FxHashMap<String, String>,
    /// Canonical name → record path, and where the value stands in the frame if it does.
    places: FxHashMap<String, change::Place>,
}

impl Sample {
    /// The value of a canonical field.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The frame with these values, by canonical name; `None` if it does not carry one of them.
    pub(super) fn with(&self, values: &FxHashMap<String, New>) -> Option<String> {
        let mut changes = Vec::with_capacity(values.len());
        for (name, value) in values {
            match self.places.get(name) {
                Some(place) => changes.push((place, value)),
                None if *value == New::Absent => {}
                None => return None,
            }
        }
        match self.header.format {
            Format::Json | Format::JsonLines => change::json(&self.frame, &changes),
            format => change::text(&self.frame, format, &changes),
        }
    }
}

/// All events of all samples that are recognised as the kind in whose folder they stand.
pub(super) fn all(eye: &mut Recognizer, schema: &Schema) -> Vec<Sample> {
    let mut samples = Vec::new();
    for (kind, file, bytes) in SAMPLES.iter().filter(|(_, file, _)| *file != README) {
        let verification = verification(kind, file);
        each_frame(bytes, &mut |header, frame| {
            if let Some(sample) = sample(eye, schema, header, frame)
                && schema.kind(sample.identity.kind).name == *kind
            {
                samples.push(Sample { name: format!("{kind}/{file}"), verification, ..sample });
            }
        });
    }
    samples
}

/// What the folder's README says of the file; unverified where it says nothing.
fn verification(kind: &str, file: &str) -> Verification {
    let readme = SAMPLES.iter().find(|(of, name, _)| *of == kind && *name == README);
    let text = readme.and_then(|(_, _, bytes)| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    let (documents, _) = yaml::documents(text);
    let word = documents.first().and_then(|root| root.get("samples")?.get(file)?.get("verification")?.text());
    let known = Verification::WORDS.iter().find(|(known, _)| Some(*known) == word);
    known.map_or(Verification::Unverified, |(_, verification)| *verification)
}

pub(super) fn each_frame(bytes: &[u8], each: &mut dyn FnMut(&Header, &str)) {
    let cut = Framer::new(sniff(bytes)).cut(bytes, true);
    for batch in &cut.batches {
        let part = &bytes[batch.range.clone()];
        let frames: Vec<&[u8]> = match &batch.frames {
            Frames::Ranges(ranges) => ranges.iter().map(|r| &part[r.start as usize..r.end as usize]).collect(),
            Frames::Lines => lines(part).map(|(_, _, line)| line).collect(),
            Frames::EvtxChunks => Vec::new(),
        };
        frames.iter().filter_map(|frame| std::str::from_utf8(frame).ok()).for_each(|frame| each(&batch.header, frame));
    }
}

fn sample(eye: &mut Recognizer, schema: &Schema, header: &Header, frame: &str) -> Option<Sample> {
    eye.renew();
    eye.decoder.decode(header, frame).ok()?;
    let identity = eye.identify(frame, header)?;
    let (paths, record) = (eye.decoder.paths(), eye.decoder.record(frame));
    let mut places: FxHashMap<String, change::Place> = FxHashMap::default();
    let mut values: FxHashMap<String, String> = FxHashMap::default();
    for field in record.fields() {
        let path = paths.name(field.path);
        let Some(name) = schema.canonical(identity.dialect, path) else { continue };
        let text = record.value(field).text().unwrap_or_default();
        let start = (text.as_ptr() as usize).wrapping_sub(frame.as_ptr() as usize);
        let range = (start + text.len() <= frame.len() && !text.is_empty()).then(|| start..start + text.len());
        if let Some(text) = record.value(field).text() {
            values.entry(name.clone().into_owned()).or_insert_with(|| text.to_owned());
        }
        places.entry(name.into_owned()).or_insert_with(|| change::Place { path: path.to_owned(), range });
    }
    let changeable = places.iter().filter(|(_, place)| place.range.is_some());
    let mut longest: Vec<String> = changeable.map(|(name, _)| name.clone()).collect();
    longest.sort_by_key(|name| (std::cmp::Reverse(values.get(name).map_or(0, String::len)), name.clone()));
    Some(Sample {
        name: String::new(),
        verification: Verification::Unverified,
        identity,
        header: header.clone(),
        frame: frame.to_owned(),
        fields: places.keys().cloned().collect(),
        longest,
        values,
        places,
    })
}
