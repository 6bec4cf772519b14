//! The embedded fragments agree with each other: same messages, same attributes, same arguments in all languages.

use std::collections::{BTreeMap, BTreeSet};

use atalaya_messages::Catalogue;
use atalaya_model::Language;
use fluent_syntax::ast;
use fluent_syntax::parser::parse;
use fluent_syntax::serializer::serialize;

/// A message of a fragment.
pub(crate) struct Entry {
    /// The fragment it stands in.
    pub fragment: String,
    /// The arguments of the text and of its attributes.
    pub arguments: BTreeSet<String>,
    /// The attributes' names.
    pub attributes: BTreeSet<String>,
    /// The text and the attributes as written.
    pub source: String,
    /// Whether a comment right above says that code makes the identifier at run time (`# dynamic: …`).
    pub dynamic: bool,
}

/// The messages of a language by identifier.
pub(crate) fn entries(language: Language) -> BTreeMap<String, Entry> {
    let suffix = format!(".{}.ftl", language.tag());
    let mut found = BTreeMap::new();
    for (name, text) in Catalogue::fragments() {
        let Some(fragment) = name.strip_suffix(&suffix) else { continue };
        let resource = parse(*text).unwrap_or_else(|(_, errors)| panic!("{name}: {errors:?}"));
        for message in resource.body.into_iter().filter_map(message) {
            let id = message.id.name.to_owned();
            assert!(found.insert(id.clone(), entry(fragment, message)).is_none(), "{id} stands twice ({name})");
        }
    }
    found
}

fn message(entry: ast::Entry<&str>) -> Option<ast::Message<&str>> {
    if let ast::Entry::Message(message) = entry { Some(message) } else { None }
}

fn entry(fragment: &str, mut message: ast::Message<&str>) -> Entry {
    let comment = message.comment.take();
    let dynamic = comment.is_some_and(|comment| comment.content.iter().any(|line| line.starts_with("dynamic:")));
    let attributes = message.attributes.iter().map(|attribute| attribute.id.name.to_owned()).collect();
    assert!(message.value.is_some(), "{} has no text", message.id.name);
    let source = serialize(&ast::Resource { body: vec![ast::Entry::Message(message)] });
    let source = source.split_once('=').expect("a message has a text").1.trim().to_owned();
    Entry { fragment: fragment.to_owned(), arguments: arguments(&source), attributes, source, dynamic }
}

/// The names after `$`.
fn arguments(source: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    source.split('$').skip(1).map(name).collect()
}

#[test]
fn the_embedded_fragments_are_well_formed() {
    assert_eq!(Catalogue::builtin().problems(), [] as [String; 0]);
}

#[test]
fn every_message_exists_in_every_language_with_the_same_attributes_and_arguments() {
    let english = entries(Language::En);
    assert!(!english.is_empty());
    let mut wrong = Vec::new();
    for language in [Language::Es, Language::ZhTw] {
        let other = entries(language);
        let tag = language.tag();
        wrong.extend(english.keys().filter(|id| !other.contains_key(*id)).map(|id| format!("{id}: not in {tag}")));
        wrong.extend(other.keys().filter(|id| !english.contains_key(*id)).map(|id| format!("{id}: only in {tag}")));
        for (id, entry) in &english {
            let Some(translated) = other.get(id) else { continue };
            if entry.fragment != translated.fragment {
                wrong.push(format!("{id}: in {} and, in {tag}, in {}", entry.fragment, translated.fragment));
            }
            if entry.attributes != translated.attributes {
                wrong.push(format!("{id}: other attributes in {tag}"));
            }
            if entry.arguments != translated.arguments {
                wrong.push(format!("{id}: other arguments in {tag}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Messages that are rightly the same in Spanish as in English: names, and words of both languages.
const SAME_IN_SPANISH: &[&str] = &[];

#[test]
fn spanish_is_not_english() {
    let english = entries(Language::En);
    let same: Vec<String> = entries(Language::Es)
        .into_iter()
        .filter(|(id, entry)| !SAME_IN_SPANISH.contains(&id.as_str()) && !is_only_arguments(&entry.source))
        .filter(|(id, entry)| english.get(id).is_some_and(|english| english.source == entry.source))
        .map(|(id, _)| id)
        .collect();
    assert!(same.is_empty(), "untranslated: {same:#?}");
}

#[test]
fn chinese_is_written_in_chinese() {
    let latin: Vec<String> = entries(Language::ZhTw)
        .into_iter()
        .filter(|(_, entry)| !is_only_arguments(&entry.source))
        .filter(|(_, entry)| !entry.source.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)))
        .map(|(id, _)| id)
        .collect();
    assert!(latin.is_empty(), "no Chinese in: {latin:#?}");
}

#[test]
fn chinese_uses_the_words_of_taiwan() {
    const MAINLAND: &[&str] = &["信息", "文件夾", "軟件", "日志", "默認", "網絡", "服務器", "硬盤", "內存", "字節"];
    let wrong: Vec<String> = entries(Language::ZhTw)
        .into_iter()
        .filter(|(_, entry)| MAINLAND.iter().any(|word| entry.source.contains(word)))
        .map(|(id, _)| id)
        .collect();
    assert!(wrong.is_empty(), "words of the mainland in: {wrong:#?}");
}

/// Whether nothing but arguments, digits and punctuation would remain: nothing to translate.
fn is_only_arguments(source: &str) -> bool {
    let mut depth = 0_i32;
    !source.chars().any(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0 && c.is_alphabetic()
    })
}
