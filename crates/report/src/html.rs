//! The report as one HTML file that needs nothing else: no network, and for reading no script.
//!
//! Two readings of the spool: the first counts and chooses, the second packs the details. What is above the details is
//! static, in all languages, of which a reader sees one; `report.js` brings the list of all findings to life.

mod blind;
mod blocks;
mod document;
pub(crate) mod escape;
mod finding;
mod fired;
mod frame;
mod head;
mod heat;
mod index;
mod list;
mod marks;
mod matrix;
mod method;
mod moments;
mod names;
mod page;
mod parcel;
mod rules;
mod stories;
mod subject;
mod survey;
mod when;

use crate::spool::{Line, Spool};
use crate::{Material, Outcome, ReportError, told};
use blocks::Blocks;
use fired::Fired;
use page::Page;
use std::io::Write;
use survey::{Entry, Survey};

/// Findings in the report; what goes beyond is counted.
pub const FINDINGS_MAX: usize = 100_000;
/// Bytes of details in the report as they stand there, compressed and written as text. What does not fit is left out, the
/// records of less serious findings first, and it is said at the finding.
pub const DETAIL_BYTES_MAX: usize = 34 << 20;
/// Bytes of the whole report, roughly: where many rules fired, less is left for the details.
const REPORT_BYTES_MAX: usize = 38 << 20;
/// Of these, bytes for the index.
const INDEX_BYTES: usize = 3 << 20;

/// What the sections are written from.
struct Context<'a> {
    material: &'a Material<'a>,
    survey: Survey,
    fired: Fired<'a>,
}

/// Writes the report.
///
/// # Errors
///
/// Where the spool cannot be read or the file cannot be written.
pub fn html(material: &Material<'_>, out: &mut dyn Write) -> Result<Outcome, ReportError> {
    let mut spool = Spool::open(material.findings)?;
    let survey = Survey::of(material.findings)?;
    let fired = with_words(&survey, material, &mut spool)?;
    let context = Context { material, survey, fired };
    let mut written = 0;
    let mut put = |text: &str| {
        written += text.len();
        out.write_all(text.as_bytes()).map_err(ReportError::Write).map(|()| written)
    };
    put(&document::opening(material.run.language))?;
    let mut page = Page::new();
    head::write(&mut page, &context);
    page.raw("<main>\n");
    stories::first(&mut page, &context, &mut spool)?;
    when::write(&mut page, &context);
    matrix::write(&mut page, &context);
    heat::write(&mut page, &context);
    stories::all(&mut page, &context);
    put(&page.take())?;
    list::write(&mut page, &context, &mut spool)?;
    rules::write(&mut page, &context);
    blind::write(&mut page, material.report);
    method::write(&mut page, &context);
    page.raw("</main>\n");
    let room = (REPORT_BYTES_MAX - INDEX_BYTES).saturating_sub(put(&page.take())?).min(DETAIL_BYTES_MAX);
    let mut blocks = Blocks::new(context.survey.chosen.len(), room);
    let mut put = |text: &str| put(text).map(|_| ());
    blocks.write(&context, &mut spool, &mut put)?;
    index::write(&context, &mut blocks, &mut put)?;
    put(&document::closing())?;
    Ok(Outcome {
        findings: context.survey.chosen.len() as u64,
        beyond: context.survey.beyond(),
        without_record: blocks.without_record,
        sorted: true,
        ..Outcome::default()
    })
}

/// The rules that fired, those that were not loaded too.
fn with_words<'a>(survey: &Survey, material: &'a Material<'_>, spool: &mut Spool) -> Result<Fired<'a>, ReportError> {
    let mut fired = Fired::of(survey, material.rules);
    for ((_, number), pair) in &survey.pairs {
        if fired.get(*number).about.is_none() {
            let line = spool.at(pair.first.stand)?;
            fired.learn(*number, &line);
        }
    }
    Ok(fired)
}

impl Context<'_> {
    /// The SHA-256 of a file, where the report lists it.
    fn digest(&self, file: &str) -> Option<&str> {
        let input = self.material.report.inputs.first.iter().find(|input| input.name == file)?;
        (!input.sha256.is_empty()).then_some(input.sha256.as_str())
    }

    /// What happened, as `explain` tells it.
    fn happened(&self, entry: &Entry, line: &Line) -> Vec<atalaya_model::Message> {
        let rule = self.fired.get(entry.rule);
        told::happened(&rule.logsource, rule.tags(), line)
    }
}
