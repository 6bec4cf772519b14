//! Findings as they come, for whoever watches: so many a second, the rest counted.
//!
//! A thread of its own prints them: where nobody reads what is printed, nobody else waits.

use super::telling::{Teller, until_done};
use crate::data::ledger;
use crate::findings::Facts;
use crate::outcome;
use crate::voice::{Voice, printable};
use crate::{wire, words};
use atalaya_detection::News;
use atalaya_messages::grouped;
use atalaya_model::{Finding, Message};
use atalaya_sigma::RuleSet;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Findings that are shown within a second; all are in the ledger.
const SHOWN_PER_SECOND_MAX: u64 = 20;
/// Lines that wait to be printed.
const LINES_MAX: usize = 64;
/// Rules of organizations of which it is told that their findings are only counted.
const TOLD_BEYOND_MAX: usize = 1000;
const SECOND: Duration = Duration::from_secs(1);

/// Shows findings.
pub(super) struct Shown<'r> {
    rules: &'r RuleSet,
    voice: Voice,
    form: Form,
    /// Who tells what is beside the findings.
    teller: &'r Teller,
    second: Cell<Instant>,
    /// Shown in this second, and passed over since the last that was shown.
    shown: Cell<u64>,
    passed_over: Cell<u64>,
    lines: SyncSender<String>,
    /// Organizations and rules of which it was told that findings are only counted.
    told_beyond: RefCell<HashSet<(String, String)>>,
    printing: JoinHandle<()>,
}

/// Who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A person.
    Text,
    /// A program.
    Json,
}

impl<'r> Shown<'r> {
    pub(super) fn new(rules: &'r RuleSet, voice: Voice, form: Form, teller: &'r Teller) -> Shown<'r> {
        let second = Cell::new(Instant::now());
        let (lines, printed) = sync_channel::<String>(LINES_MAX);
        // Who does not read on is told at the end, and finds all of them in the ledger.
        let printing = thread::spawn(move || printed.iter().for_each(|line| drop(outcome::print(&line))));
        Shown {
            rules,
            voice,
            form,
            teller,
            second,
            shown: Cell::new(0),
            passed_over: Cell::new(0),
            lines,
            told_beyond: RefCell::default(),
            printing,
        }
    }

    /// Waits until what was shown is printed, for two seconds at most.
    pub(super) fn end(self) {
        let Shown { lines, printing, .. } = self;
        drop(lines);
        until_done(&printing);
    }

    /// Tells what the recorder has to tell.
    pub(super) fn tell(&self, news: &News<'_>) {
        match news {
            News::Found(finding) => self.found(finding),
            News::Beyond(finding) => self.beyond(finding),
            News::Blocked(error) => {
                self.teller.complain_of(&[ledger::record(error), Message::new("serve-findings-blocked")]);
            }
            News::Resumed => self.teller.remark(&Message::new("serve-findings-resumed")),
        }
    }

    fn found(&self, finding: &Finding) {
        if self.second.get().elapsed() >= SECOND {
            self.second.set(Instant::now());
            self.shown.set(0);
        }
        if self.shown.get() >= SHOWN_PER_SECOND_MAX {
            return self.passed_over.set(self.passed_over.get() + 1);
        }
        let line = match self.form {
            Form::Json => wire::line(&wire::findings::Found::new(finding)),
            Form::Text => self.line(finding),
        };
        if self.lines.try_send(line).is_err() {
            return self.passed_over.set(self.passed_over.get() + 1);
        }
        self.shown.set(self.shown.get() + 1);
        let before = self.passed_over.take();
        if before > 0 {
            self.teller.remark(&Message::new("serve-findings-more").with("count", grouped(before)));
        }
    }

    /// Tells once that a rule's findings are only counted from now on.
    fn beyond(&self, finding: &Finding) {
        let mut told = self.told_beyond.borrow_mut();
        let about = (finding.organization.clone(), finding.rule.clone());
        if told.len() < TOLD_BEYOND_MAX && told.insert(about) {
            let message = Message::new("serve-beyond").with("title", self.title(finding));
            self.teller.remark(&message.with("organization", finding.organization.as_str()));
        }
    }

    fn title(&self, finding: &Finding) -> String {
        if let Some(sign) = words::sign(&finding.rule) {
            return self.voice.say(&sign);
        }
        if let Some(indicator) = words::indicator(finding) {
            return printable(&self.voice.say(&indicator));
        }
        let about = self.rules.about(&finding.rule);
        about.map_or_else(|| printable(&Facts::of(finding).title), |about| self.voice.title(about))
    }

    fn line(&self, finding: &Finding) -> String {
        let (host, title) = (Facts::of(finding).host, self.title(finding));
        let message = Message::new("serve-found").with("time", finding.time.unwrap_or(finding.received).to_string());
        let message = message.with("level", words::level(finding.level)).with("title", title);
        let message = message.with("organization", finding.organization.as_str());
        format!("{}\n", self.voice.say(&message.with("host", host.unwrap_or_else(|| "-".to_owned()))))
    }
}
