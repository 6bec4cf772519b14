//! The catalogue: identifiers and arguments in, text out.

use std::sync::LazyLock;

use atalaya_model::{Arg, Language, Message};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::number;

/// How deep messages may stand in each other as arguments; deeper ones are shown by their identifier.
pub const MESSAGE_DEPTH_MAX: usize = 8;

/// The fragments of `content/messages`: name and text, in the order of their names.
static FRAGMENTS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/fragments.rs"));

static BUILTIN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(FRAGMENTS));

/// The texts of all languages. One of them serves all threads.
pub struct Catalogue {
    bundles: [FluentBundle<FluentResource>; Language::ALL.len()],
    problems: Vec<String>,
}

impl Catalogue {
    /// The catalogue that is embedded in the program.
    #[must_use]
    pub fn builtin() -> &'static Catalogue {
        &BUILTIN
    }

    /// A catalogue of the given fragments, `(name, text)`, each named `<crate>.<language>.ftl`.
    #[must_use]
    pub fn new(fragments: &[(&str, &str)]) -> Self {
        let mut problems: Vec<String> = fragments
            .iter()
            .filter(|(name, _)| !Language::ALL.iter().any(|language| is_of(name, *language)))
            .map(|(name, _)| format!("{name}: not named <crate>.<language>.ftl"))
            .collect();
        let bundles = Language::ALL.map(|language| bundle(language, fragments, &mut problems));
        Catalogue { bundles, problems }
    }

    /// The names and texts of the embedded fragments.
    #[must_use]
    pub fn fragments() -> &'static [(&'static str, &'static str)] {
        FRAGMENTS
    }

    /// What is wrong with the fragments themselves: syntax, an identifier that comes twice. For developers.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Whether the catalogue has a text for the identifier.
    #[must_use]
    pub fn has(&self, language: Language, id: &str) -> bool {
        self.bundle(language).get_message(id).is_some_and(|message| message.value().is_some())
    }

    /// The message as a person reads it; one that the catalogue does not have is its identifier in brackets.
    #[must_use]
    pub fn text(&self, language: Language, message: &Message) -> String {
        self.text_within(language, message, MESSAGE_DEPTH_MAX)
    }

    /// What the person can do about it, where there is something to do.
    #[must_use]
    pub fn remedy(&self, language: Language, message: &Message) -> Option<String> {
        let bundle = self.bundle(language);
        let pattern = bundle.get_message(message.id)?.get_attribute("remedy")?.value();
        let args = self.arguments(language, message, MESSAGE_DEPTH_MAX);
        Some(bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
    }

    fn text_within(&self, language: Language, message: &Message, depth: usize) -> String {
        let bundle = self.bundle(language);
        let pattern = bundle.get_message(message.id).and_then(|found| found.value()).filter(|_| depth > 0);
        let Some(pattern) = pattern else { return format!("[{}]", message.id) };
        let args = self.arguments(language, message, depth);
        // Fluent shows an argument that is missing as `{$name}` in the text: visible, and the tests compare
        // the arguments of every message with those of the code.
        bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }

    fn arguments<'m>(&self, language: Language, message: &'m Message, depth: usize) -> FluentArgs<'m> {
        let value = |arg: &'m Arg| match arg {
            Arg::Text(text) => FluentValue::from(text.as_str()),
            Arg::Number(number) => number::argument(*number),
            Arg::Message(inner) => FluentValue::from(self.text_within(language, inner, depth.saturating_sub(1))),
        };
        message.args.iter().map(|(name, arg)| (*name, value(arg))).collect()
    }

    fn bundle(&self, language: Language) -> &FluentBundle<FluentResource> {
        &self.bundles[language as usize]
    }
}

fn is_of(name: &str, language: Language) -> bool {
    name.strip_suffix(".ftl").and_then(|stem| stem.split_once('.')).is_some_and(|(_, tag)| tag == language.tag())
}

fn bundle(language: Language, fragments: &[(&str, &str)], problems: &mut Vec<String>) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![identifier(language)]);
    // The marks that isolate directions are for scripts written from the right; terminals show them as rubbish.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(number::write));
    if let Err(error) = bundle.add_builtins() {
        problems.push(error.to_string());
    }
    for (name, text) in fragments.iter().filter(|(name, _)| is_of(name, language)) {
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
            problems.extend(errors.iter().map(|error| format!("{name}: at byte {}: {error}", error.pos.start)));
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            problems.extend(errors.iter().map(|error| format!("{name}: {error}")));
        }
    }
    bundle
}

fn identifier(language: Language) -> LanguageIdentifier {
    language.tag().parse().expect("the tags of the languages are well-formed")
}
