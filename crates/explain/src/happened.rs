//! What happened: a sentence by the kind of log, then the command, the place, and the fields not yet said.

use atalaya_model::Message;

use crate::finding::Finding;
use crate::tales::{self, Tale};
use crate::text::{says_something, within_sentence};

/// Sentences that a finding is told in.
pub const SENTENCES_MAX: usize = 4;
/// Matched fields that the last sentence names; an ellipsis stands for more.
pub const REST_FIELDS_MAX: usize = 8;
/// Values of one matched field that the last sentence names; an ellipsis stands for more.
pub const REST_VALUES_MAX: usize = 3;

/// The field that stands for the whole text of an event.
const KEYWORDS: &str = "*";
/// Fields that say which event it is; a sentence that was chosen by the event's number has said it.
const IDENTIFYING: &[&str] = &["EventID", "Provider_Name", "Channel", "Source"];
/// Products in the cloud: what reports there is an account or tenant, not a machine.
const CLOUD: &[&str] =
    &["aws", "azure", "gcp", "m365", "okta", "onelogin", "github", "bitbucket", "google_workspace", "cisco.duo"];

/// What happened: one to four sentences, the most important first. Arguments are texts and numbers.
#[must_use]
pub fn happened(finding: &Finding<'_>) -> Vec<Message> {
    let tale = tales::choose(finding);
    let mut telling = Telling { finding, said: Vec::new(), sentences: Vec::new() };
    telling.tell(&tale);
    telling.tell_second(&tale);
    telling.tell_place();
    telling.tell_rest(&tale);
    telling.sentences.truncate(SENTENCES_MAX);
    telling.sentences
}

/// The sentences so far, and the values that stand in them.
struct Telling<'f, 'a> {
    finding: &'f Finding<'a>,
    said: Vec<&'a str>,
    sentences: Vec<Message>,
}

impl Telling<'_, '_> {
    fn tell(&mut self, tale: &Tale) {
        let finding = self.finding;
        let mut sentence = Message::new(tale.id);
        for argument in tale.with {
            if *argument == "count" {
                sentence = sentence.with("count", finding.count);
            } else if let Some(value) = finding.value(argument) {
                sentence = sentence.with(argument, within_sentence(value));
                self.said.push(value);
            }
        }
        self.sentences.push(sentence);
    }

    /// The recognized text, else the command line, else how it ended.
    fn tell_second(&mut self, first: &Tale) {
        if let Some(text) = self.finding.field(KEYWORDS).filter(|text| !self.is_said(text)) {
            self.said.push(text);
            self.sentences.push(Message::new("explain-keyword").with("text", within_sentence(text)));
            return;
        }
        let of_program = first.with.contains(&"process");
        for tale in if of_program { tales::SECOND_OF_PROGRAM } else { tales::SECOND } {
            let value = tale.with.iter().find_map(|word| self.finding.value(word));
            if value.is_some_and(|value| !self.is_said(value)) {
                return self.tell(tale);
            }
        }
    }

    /// Machine, account and source address, those that are not said yet.
    fn tell_place(&mut self) {
        let is_new = |word: &&str| self.finding.value(word).is_some_and(|value| !self.is_said(value));
        let words: Vec<&str> = ["host", "user", "src_ip"].into_iter().filter(|word| self.is_place(word)).collect();
        let words: Vec<&str> = words.into_iter().filter(is_new).collect();
        if let Some(tale) = tales::PLACES.iter().find(|tale| tale.with == words) {
            self.tell(tale);
        }
    }

    /// Whether the entity tells where: not an account of a cloud service, not the own end of a connection.
    fn is_place(&self, word: &str) -> bool {
        let source = self.finding.logsource;
        let is = |part: &Option<String>, words: &[&str]| part.as_deref().is_some_and(|part| words.contains(&part));
        match word {
            "host" => !is(&source.product, CLOUD) && !CLOUD.iter().any(|cloud| self.finding.kind.starts_with(cloud)),
            "src_ip" => !is(&source.category, &["network_connection"]),
            _ => true,
        }
    }

    fn tell_rest(&mut self, tale: &Tale) {
        let told_by_number = tale.by_event;
        let left = self.finding.matched.iter().filter(|(field, values)| {
            *field != KEYWORDS
                && !(told_by_number && IDENTIFYING.contains(field))
                && values.iter().any(|value| says_something(value) && !self.is_said(value))
        });
        let left: Vec<String> = left.map(|(field, values)| field_text(field, values)).collect();
        if left.is_empty() {
            return;
        }
        let more = if left.len() > REST_FIELDS_MAX { "; …" } else { "" };
        let fields = format!("{}{more}", left.iter().take(REST_FIELDS_MAX).cloned().collect::<Vec<_>>().join("; "));
        let sentence = match (self.finding.is_correlation(), tale.is_general) {
            (true, _) => Message::new("explain-shared"),
            (false, true) => Message::new("explain-rest-only"),
            (false, false) => Message::new("explain-rest"),
        };
        self.sentences.push(sentence.with("fields", fields));
    }

    /// Whether the value stands in a sentence already: an account also without its domain, a path also on its device.
    fn is_said(&self, value: &str) -> bool {
        let value = value.trim();
        self.said.iter().any(|said| {
            let said = said.trim();
            let account = said.rsplit_once('\\').map(|(_, name)| name).filter(|name| !name.contains('.'));
            below_volume(said).eq_ignore_ascii_case(below_volume(value))
                || account.is_some_and(|name| name.eq_ignore_ascii_case(value))
        })
    }
}

/// The path without its volume: `C:` or `\Device\HarddiskVolume2`.
fn below_volume(path: &str) -> &str {
    const DEVICE: &str = "\\device\\harddiskvolume";
    let device = path.get(..DEVICE.len()).filter(|start| start.eq_ignore_ascii_case(DEVICE));
    if device.is_some() {
        return path[DEVICE.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
    }
    match path.as_bytes() {
        [letter, b':', b'\\', ..] if letter.is_ascii_alphabetic() => &path[2..],
        _ => path,
    }
}

/// `Field = value, value`.
fn field_text(field: &str, values: &[&str]) -> String {
    let told = values.iter().filter(|value| says_something(value)).map(|value| within_sentence(value));
    let told: Vec<String> = told.take(REST_VALUES_MAX + 1).collect();
    let more = if told.len() > REST_VALUES_MAX { ", …" } else { "" };
    format!("{} = {}{more}", within_sentence(field), told[..told.len().min(REST_VALUES_MAX)].join(", "))
}
