//! ATT&CK's tactics and techniques in our own words, from `content/attack`.
//!
//! Embedded and read once. What cannot be read is a problem that a test finds, never a panic.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use atalaya_model::Language;
use atalaya_stdx::yaml::{self, Node};

include!(concat!(env!("OUT_DIR"), "/attack.rs"));

/// The file of the tactics, in the order of the matrix; all others hold techniques.
const TACTICS_FILE: &str = "tactics.yml";

static TACTICS: LazyLock<Read<Vec<Tactic>>> = LazyLock::new(|| read_tactics(FILES));
static TECHNIQUES: LazyLock<Read<BTreeMap<String, Technique>>> = LazyLock::new(|| read_techniques(FILES));

/// A tactic: what an attacker wants to reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tactic {
    /// The word in the tags of rules, with hyphens: `credential-access`.
    pub word: String,
    /// ATT&CK's identifier, `TA0006`.
    pub id: String,
    words: [Words; Language::ALL.len()],
}

/// A technique or sub-technique: how an attacker reaches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Technique {
    /// ATT&CK's identifier, `T1003.001`.
    pub id: String,
    tactics: Vec<&'static Tactic>,
    words: [Words; Language::ALL.len()],
}

/// A name and a meaning in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Words {
    name: String,
    means: String,
}

impl Tactic {
    /// The short name.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        &self.words[language as usize].name
    }

    /// What it means, in one or two sentences.
    #[must_use]
    pub fn means(&self, language: Language) -> &str {
        &self.words[language as usize].means
    }
}

impl Technique {
    /// The short name.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        &self.words[language as usize].name
    }

    /// What it means, in one or two sentences.
    #[must_use]
    pub fn means(&self, language: Language) -> &str {
        &self.words[language as usize].means
    }

    /// The tactics it serves.
    #[must_use]
    pub fn tactics(&self) -> &[&'static Tactic] {
        &self.tactics
    }
}

/// All tactics, in the order of the matrix.
#[must_use]
pub fn tactics() -> &'static [Tactic] {
    &TACTICS.found
}

/// The tactic that a tag of a rule names, `attack.credential-access`; underscores count as hyphens.
#[must_use]
pub fn tactic(tag: &str) -> Option<&'static Tactic> {
    let word = of_attack(tag)?.replace('_', "-").to_ascii_lowercase();
    tactics().iter().find(|tactic| tactic.word == word)
}

/// The technique with that identifier, `T1059.001`, in either case.
#[must_use]
pub fn technique(id: &str) -> Option<&'static Technique> {
    TECHNIQUES.found.get(&id.to_ascii_uppercase())
}

/// The techniques that the tags of a rule name (`attack.t1059.001`), in their order.
#[must_use]
pub fn techniques(tags: &[String]) -> Vec<&'static Technique> {
    tags.iter().filter_map(|tag| technique(of_attack(tag)?)).collect()
}

/// What is wrong with the embedded files, for developers. Empty in a program that was tested.
#[must_use]
pub fn attack_problems() -> Vec<&'static str> {
    TACTICS.problems.iter().chain(&TECHNIQUES.problems).map(String::as_str).collect()
}

fn of_attack(tag: &str) -> Option<&str> {
    let (space, word) = tag.split_once('.')?;
    space.eq_ignore_ascii_case("attack").then_some(word)
}

/// What files say, and what is wrong with them.
#[derive(Default)]
struct Read<T> {
    found: T,
    problems: Vec<String>,
}

fn read_tactics(files: &[(&str, &str)]) -> Read<Vec<Tactic>> {
    let mut read = Read::<Vec<Tactic>>::default();
    each_entry(files.iter().filter(|(name, _)| *name == TACTICS_FILE), &mut read, |tactics, word, node| {
        let id = node.get("id").and_then(Node::text).ok_or("no id")?.to_owned();
        let twice = tactics.iter().any(|tactic| tactic.word == word);
        tactics.push(Tactic { word: word.to_owned(), id, words: words(node)? });
        if twice { Err("stands twice".to_owned()) } else { Ok(()) }
    });
    read
}

fn read_techniques(files: &[(&str, &str)]) -> Read<BTreeMap<String, Technique>> {
    let mut read = Read::<BTreeMap<String, Technique>>::default();
    each_entry(files.iter().filter(|(name, _)| *name != TACTICS_FILE), &mut read, |techniques, id, node| {
        let named = node.get("tactics").and_then(Node::texts).ok_or("no tactics")?;
        let find = |word: &&str| {
            let found = tactics().iter().find(|tactic| tactic.word == *word);
            found.ok_or_else(|| format!("unknown tactic {word}"))
        };
        let tactics = named.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let technique = Technique { id: id.to_owned(), tactics, words: words(node)? };
        let before = techniques.insert(id.to_owned(), technique);
        if before.is_some() { Err("stands twice".to_owned()) } else { Ok(()) }
    });
    read
}

/// Hands every entry of the files to `add` and collects what it and the parser complain of.
fn each_entry<'a, T>(
    files: impl Iterator<Item = &'a (&'a str, &'a str)>,
    read: &mut Read<T>,
    add: impl Fn(&mut T, &str, &Node) -> Result<(), String>,
) {
    for (name, text) in files {
        let (documents, error) = yaml::documents(text);
        read.problems.extend(error.map(|error| format!("{name}: {error}")));
        for (key, node) in documents.iter().filter_map(Node::map).flatten() {
            if let Err(problem) = add(&mut read.found, &key.text, node) {
                read.problems.push(format!("{name}: {}: {problem}", key.text));
            }
        }
    }
}

/// Name and meaning in every language.
fn words(node: &Node) -> Result<[Words; Language::ALL.len()], String> {
    let mut words = <[Words; Language::ALL.len()]>::default();
    for language in Language::ALL {
        let text = |key: &str| {
            let text = node.get(language.tag()).and_then(|node| node.get(key)).and_then(Node::text);
            text.filter(|text| !text.trim().is_empty()).ok_or_else(|| format!("no {key} in {}", language.tag()))
        };
        words[language as usize] = Words { name: text("name")?.to_owned(), means: text("means")?.to_owned() };
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(techniques: &str) -> Vec<String> {
        read_techniques(&[("t.yml", techniques)]).problems
    }

    #[test]
    fn what_is_wrong_with_an_entry_is_named() {
        let check = |text: &str, problem: &str| {
            let found = problems(text);
            assert!(found.iter().any(|found| found.contains(problem)), "{text}: {found:?}");
        };
        const WORDS: &str = "en: {name: a, means: b}, es: {name: a, means: b}";
        const CHINESE: &str = "zh-TW: {name: a, means: b}";
        check(&format!("T1: {{tactics: [execution], {WORDS}}}"), "no name in zh-TW");
        check(&format!("T1: {{tactics: [cooking], {WORDS}, {CHINESE}}}"), "unknown tactic cooking");
        check(&format!("T1: {{{WORDS}}}"), "no tactics");
        check("T1: [", "t.yml");
        let whole = format!("T1: {{tactics: [execution], {WORDS}, {CHINESE}}}");
        assert_eq!(problems(&whole), [] as [String; 0]);
        let twice = read_techniques(&[("a.yml", &whole), ("b.yml", &whole)]);
        assert!(twice.problems[0].contains("stands twice"), "{:?}", twice.problems);
    }
}
