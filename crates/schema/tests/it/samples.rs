//! Our samples, cut and decoded as the program does it, are the kind whose folder they stand in.

use crate::decoded::{Bench, files};
use atalaya_codec::framing::{Batch, Framer, Frames, lines};
use atalaya_codec::{Format, auditd, cef, csv, json, kv, leef, sniff, syslog, text, w3c, web, xml, zeek};
use atalaya_model::Sink;
use atalaya_schema::{DialectIx, Encoding, Schema};
use std::path::Path;

/// The word for a format in `content/kinds`.
fn word(format: Format) -> &'static str {
    match format {
        Format::Evtx => "evtx",
        Format::JsonLines | Format::Json => "json",
        Format::WindowsXml => "windows-xml",
        Format::ZeekTsv => "zeek-tsv",
        Format::W3c => "w3c",
        Format::Csv => "csv",
        Format::Auditd => "auditd",
        Format::Syslog => "syslog",
        Format::Cef => "cef",
        Format::Leef => "leef",
        Format::KeyValue => "key-value",
        Format::WebAccess => "web-access",
        Format::Text => "text",
    }
}

/// Logs that are text, in which the time cannot be told from the rest.
const WITHOUT_TIME: &[&str] = &["web.apache_error"];

/// Decodes one frame and says of which kind it is and whether its time was found.
fn identify(bench: &mut Bench, batch: &Batch, frame: &str) -> Result<(String, bool), String> {
    bench.buf.clear();
    let columns = batch.header.columns.as_deref();
    let mut sink = Sink { frame, paths: &mut bench.paths, buf: &mut bench.buf };
    let sink = &mut sink;
    match batch.header.format {
        Format::Evtx => return Err("no EVTX among the samples".into()),
        Format::JsonLines | Format::Json => json::decode(sink, frame),
        Format::WindowsXml => xml::decode(sink, frame),
        Format::ZeekTsv => zeek::decode(sink, columns.unwrap(), frame),
        Format::W3c => w3c::decode(sink, columns.unwrap(), frame),
        Format::Csv => csv::decode(sink, columns.unwrap(), frame),
        Format::Auditd => auditd::decode(sink, frame),
        Format::Syslog => syslog::decode(sink, frame),
        Format::Cef => cef::decode(sink, frame),
        Format::Leef => leef::decode(sink, frame),
        Format::KeyValue => kv::decode(sink, frame),
        Format::WebAccess => web::decode(sink, frame),
        Format::Text => text::decode(sink, frame),
    }
    .map_err(|fault| fault.to_string())?;
    let format = word(batch.header.format);
    let first = bench.binder.identify(format, &bench.paths, &bench.buf.record(frame)).ok_or("no kind")?;
    for expansion in bench.binder.expansions(first.dialect).to_vec() {
        let path = bench.paths.dotted(&expansion.path).map_err(|_| "no path")?;
        let Some(inner) = bench.buf.record(frame).get_text(path).map(str::to_owned) else { continue };
        let mut sink = Sink { frame, paths: &mut bench.paths, buf: &mut bench.buf };
        match expansion.encoding {
            Encoding::Json => json::decode_below(&mut sink, path, &inner),
            Encoding::Xml if inner.starts_with("<EventData") => xml::decode_fragment(&mut sink, path, &inner),
            Encoding::Xml => xml::decode(&mut sink, &inner),
            Encoding::KvLines => kv::expand_lines(&mut sink, path, &inner),
            Encoding::Auditd => auditd::decode(&mut sink, &inner),
        }
        .map_err(|fault| fault.to_string())?;
    }
    extract(bench, first.dialect, frame);
    let record = bench.buf.record(frame);
    let id = bench.binder.identify(format, &bench.paths, &record).ok_or("no kind once expanded")?;
    let schema = Schema::builtin();
    let timed = bench.binder.time(&id, &bench.paths, &record).is_some();
    crate::kept::check(bench, &id, frame);
    Ok((schema.kind(id.kind).name.clone(), timed))
}

/// Adds what the dialect's patterns find.
fn extract(bench: &mut Bench, dialect: DialectIx, frame: &str) {
    for extraction in Schema::builtin().extractions(dialect) {
        let path = bench.paths.dotted(&extraction.path).unwrap();
        let Some(text) = bench.buf.record(frame).get_text(path).map(str::to_owned) else { continue };
        let mut sink = Sink { frame, paths: &mut bench.paths, buf: &mut bench.buf };
        extraction.find(&text, &mut |name, part| sink.text(path, name, part).unwrap());
    }
}

#[test]
fn every_pattern_of_ours_compiles() {
    let files = Schema::builtin_files().iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let (_, diagnostics) = Schema::load(&files.collect::<Vec<_>>());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

/// Every frame of a file, decoded.
fn each(path: &Path, mut seen: impl FnMut(&str, Result<(String, bool), String>)) {
    let bytes = std::fs::read(path).unwrap();
    let format = sniff(&bytes);
    let mut bench = Bench::new();
    let cut = Framer::new(format).cut(&bytes, true);
    for batch in &cut.batches {
        let part = &bytes[batch.range.clone()];
        let frames: Vec<&[u8]> = match &batch.frames {
            Frames::Ranges(ranges) => ranges.iter().map(|r| &part[r.start as usize..r.end as usize]).collect(),
            _ => lines(part).map(|(_, _, line)| line).collect(),
        };
        for frame in frames {
            let frame = std::str::from_utf8(frame).unwrap();
            let found = identify(&mut bench, batch, frame);
            seen(frame, found);
        }
    }
}

#[test]
fn every_sample_is_the_kind_it_stands_for() {
    let samples =
        Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../content/kinds/samples");
    let mut wrong = Vec::new();
    for path in files(&samples, "").into_iter().filter(|path| !path.ends_with("README.yml")) {
        let kind = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut frames = 0;
        each(&path, |frame, found| {
            frames += 1;
            match found {
                Ok((found, timed)) if found == kind && (timed || WITHOUT_TIME.contains(&kind.as_str())) => {}
                found => wrong.push(format!("{kind}/{name}: {found:?}: {:.120}", frame)),
            }
        });
        if frames == 0 {
            wrong.push(format!("{kind}/{name}: no frames"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
