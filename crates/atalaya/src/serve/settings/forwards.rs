//! Where findings are forwarded to, as the settings say.

use super::super::forwarding::is_loopback;
use super::{Reading, tls};
use atalaya_ledger::Question;
use atalaya_model::{Level, Message};
use atalaya_notify::{ClientTls, Format, Forward, LinkError, Target, Transport, client_tls};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Forwards of a centre.
const FORWARDS_MAX: usize = 16;
/// What may be set of a forward.
const OF_FORWARD: [&str; 9] =
    ["name", "to", "format", "organization", "level", "ca", "certificate", "key", "token_file"];
/// Bytes of a token.
const TOKEN_BYTES_MAX: usize = 4096;

impl Reading<'_> {
    /// Where findings go, of organizations that have sources.
    pub(super) fn forwards(&mut self, table: &DeTable<'_>, organizations: &[&str]) -> Vec<Forward> {
        let Some(value) = table.get("forwards") else { return Vec::new() };
        let Some(list) = value.get_ref().as_array().filter(|list| list.len() <= FORWARDS_MAX) else {
            let message = Message::new("serve-config-forwards").with("limit", FORWARDS_MAX as u64);
            self.wrong(&value.span(), message);
            return Vec::new();
        };
        let mut forwards: Vec<Forward> = Vec::new();
        for one in list.iter() {
            let Some(forward) = self.forward(one, organizations) else { continue };
            if forwards.iter().any(|other| other.name == forward.name) {
                self.wrong(&one.span(), Message::new("serve-config-forward-twice").with("name", forward.name));
                continue;
            }
            forwards.push(forward);
        }
        forwards
    }

    fn forward(&mut self, value: &Spanned<DeValue<'_>>, organizations: &[&str]) -> Option<Forward> {
        let span = value.span();
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(&span, Message::new("serve-config-forwards").with("limit", FORWARDS_MAX as u64));
            return None;
        };
        self.known(table, &OF_FORWARD);
        let name = self.needed(table, &span, "name").and_then(|(word, span)| self.name(word, &span));
        let target = self.needed(table, &span, "to").and_then(|(word, span)| self.target(&word, &span));
        let is_web = target.as_ref().is_some_and(|target| target.transport.is_web());
        let format = self.format(table, if is_web { Format::Ocsf } else { Format::Cef });
        let organization = self.text_of(table, "organization");
        if let Some((word, span)) = organization.as_ref().filter(|(word, _)| !organizations.contains(&word.as_str())) {
            let message = Message::new("serve-config-forward-nobody").with("value", word.as_str());
            self.wrong(span, message);
        }
        let organization = organization.map(|(word, _)| word);
        let level = self.level(table);
        let (name, target) = (name?, target?);
        let tls = self.forward_tls(table, &span, target.transport)?;
        let token = match self.text_of(table, "token_file") {
            Some((file, span)) => Some(self.token(&file, &span, &target)?),
            None => None,
        };
        let question = Question { organization, level, ..Question::default() };
        Some(Forward { name, target, tls, token, format, question })
    }

    fn target(&mut self, word: &str, span: &Range<usize>) -> Option<Target> {
        let target = word.parse().ok();
        if target.is_none() {
            let names = Transport::WORDS.map(|(word, _)| word).join(", ");
            // What is asked for there may be a secret.
            let shown = word.split('/').take(3).collect::<Vec<_>>().join("/");
            let message = Message::new("serve-config-target").with("value", shown);
            self.wrong(span, message.with("names", names));
        }
        target
    }

    /// The token in a file that nobody else reads; it is not sent where others could read it on its way.
    fn token(&mut self, file: &str, span: &Range<usize>, target: &Target) -> Option<String> {
        let path = self.folder.join(file);
        let named = |message: &'static str| Message::new(message).with("file", path.display().to_string());
        if !(target.transport.is_web() && (target.transport.is_secret() || is_loopback(&target.host))) {
            self.wrong(span, Message::new("serve-config-forward-token"));
            return None;
        }
        if tls::is_open(&path) {
            self.wrong(span, named("serve-config-tls-open"));
            return None;
        }
        let bytes = self.pem(file, span)?;
        let token = std::str::from_utf8(&bytes).map(str::trim).unwrap_or_default();
        let is_visible = token.bytes().all(|byte| byte.is_ascii_graphic());
        if token.is_empty() || token.len() > TOKEN_BYTES_MAX || !is_visible {
            self.wrong(span, named("serve-config-forward-no-token"));
            return None;
        }
        Some(token.to_owned())
    }

    fn format(&mut self, table: &DeTable<'_>, usual: Format) -> Format {
        let Some((word, span)) = self.text_of(table, "format") else { return usual };
        let format = Format::WORDS.iter().find(|(known, _)| *known == word).map(|(_, format)| *format);
        format.unwrap_or_else(|| {
            let names = Format::WORDS.map(|(word, _)| word).join(", ");
            let message = Message::new("serve-config-word").with("name", "format").with("value", word);
            self.wrong(&span, message.with("names", names));
            usual
        })
    }

    fn level(&mut self, table: &DeTable<'_>) -> Level {
        let Some((word, span)) = self.text_of(table, "level") else { return Level::default() };
        let level = Level::ALL.into_iter().find(|level| level.as_str() == word);
        level.unwrap_or_else(|| {
            let names = Level::ALL.map(Level::as_str).join(", ");
            let message = Message::new("serve-config-word").with("name", "level").with("value", word);
            self.wrong(&span, message.with("names", names));
            Level::default()
        })
    }

    /// What is spoken where it is to be secret; the files stand beside that of the settings.
    #[allow(clippy::option_option, reason = "nothing is wrong and nothing is asked for are two answers")]
    fn forward_tls(
        &mut self,
        table: &DeTable<'_>,
        span: &Range<usize>,
        transport: Transport,
    ) -> Option<Option<ClientTls>> {
        let (ca, certificate, key) =
            (self.text_of(table, "ca"), self.text_of(table, "certificate"), self.text_of(table, "key"));
        if !transport.is_secret() {
            if ca.is_some() || certificate.is_some() || key.is_some() {
                self.wrong(span, Message::new("serve-config-forward-open"));
                return None;
            }
            return Some(None);
        }
        let (Some((ca, at)), true) = (ca, certificate.is_some() == key.is_some()) else {
            self.wrong(span, Message::new("serve-config-forward-tls"));
            return None;
        };
        let authorities = self.pem(&ca, &at)?;
        let own = match certificate.zip(key) {
            None => None,
            Some(((certificate, at), (key, key_at))) => {
                let path = self.folder.join(&key);
                if tls::is_open(&path) {
                    let message = Message::new("serve-config-tls-open").with("file", path.display().to_string());
                    self.wrong(&key_at, message);
                }
                Some((self.pem(&certificate, &at)?, self.pem(&key, &key_at)?))
            }
        };
        let own = own.as_ref().map(|(certificate, key)| (&certificate[..], &key[..]));
        match client_tls(&authorities, own) {
            Ok(config) => Some(Some(config)),
            Err(LinkError::Authority) => {
                self.wrong(&at, Message::new("serve-config-tls-authority").with("file", ca));
                None
            }
            Err(LinkError::Own) => {
                self.wrong(span, Message::new("serve-config-forward-own"));
                None
            }
        }
    }

    fn pem(&mut self, file: &str, span: &Range<usize>) -> Option<Vec<u8>> {
        self.file(&self.folder.join(file), span)
    }
}
