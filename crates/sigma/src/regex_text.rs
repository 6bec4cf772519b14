//! Regular expressions: checked when a rule is read, compiled when it is first needed.
//!
//! The syntax is that of the `regex` crate: no look-around and no back-references, so that time is
//! linear in the text. Size and nesting are bounded.

use crate::expr::RegexText;
use crate::fold::{fold, fold_char};
use atalaya_model::Message;
use regex_automata::meta::{Config, Regex};
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;
use regex_syntax::ast::ErrorKind;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Bytes the compiled form of one expression may take.
pub const REGEX_BYTES_MAX: usize = 4 << 20;
/// Bytes the lazily built automaton of one expression may take per thread.
const REGEX_CACHE_BYTES_MAX: usize = 1 << 20;
/// How deep an expression may be nested.
const REGEX_DEPTH_MAX: u32 = 100;
/// Literals that [`required`] collects at the most before it gives up.
const REQUIRED_MAX: usize = 32;

fn syntax(regex: &RegexText) -> syntax::Config {
    syntax::Config::new()
        .case_insensitive(regex.ignore_case)
        .multi_line(regex.multi_line)
        .dot_matches_new_line(regex.dot_all)
        .nest_limit(REGEX_DEPTH_MAX)
}

/// Whether the expression can be used; a message that says why not. One that repeats by number is compiled halfway,
/// since it may be short and still too large.
pub(crate) fn check(regex: &RegexText) -> Result<(), Message> {
    let hir = syntax::parse_with(&regex.pattern, &syntax(regex)).map_err(|error| refusal(regex, Some(&error)))?;
    if regex.pattern.contains('{') {
        let config = thompson::Config::new().nfa_size_limit(Some(REGEX_BYTES_MAX));
        thompson::Compiler::new().configure(config).build_from_hir(&hir).map_err(|_| too_large(regex))?;
    }
    Ok(())
}

/// The expression, parsed.
pub(crate) fn parsed(regex: &RegexText) -> Option<Hir> {
    syntax::parse_with(&regex.pattern, &syntax(regex)).ok()
}

fn refusal(regex: &RegexText, error: Option<&regex_syntax::Error>) -> Message {
    let message = |id| Message::new(id).with("pattern", regex.pattern.as_str());
    let Some(regex_syntax::Error::Parse(error)) = error else {
        return message("rule-regex-invalid").with("fault", "syntax");
    };
    let fault = match error.kind() {
        ErrorKind::UnsupportedLookAround => return message("rule-regex-unsupported").with("feature", "look-around"),
        ErrorKind::UnsupportedBackreference => {
            return message("rule-regex-unsupported").with("feature", "backreference");
        }
        ErrorKind::GroupUnclosed => "group-unclosed",
        ErrorKind::GroupUnopened => "group-unopened",
        ErrorKind::ClassUnclosed => "class-unclosed",
        ErrorKind::ClassRangeInvalid | ErrorKind::ClassRangeLiteral | ErrorKind::ClassEscapeInvalid => "class-range",
        ErrorKind::EscapeUnexpectedEof | ErrorKind::EscapeUnrecognized => "escape",
        ErrorKind::RepetitionMissing => "repetition-missing",
        ErrorKind::RepetitionCountInvalid
        | ErrorKind::RepetitionCountDecimalEmpty
        | ErrorKind::RepetitionCountUnclosed
        | ErrorKind::DecimalInvalid => "repetition-count",
        ErrorKind::NestLimitExceeded(_) => "depth",
        _ => "syntax",
    };
    message("rule-regex-invalid").with("fault", fault)
}

fn too_large(regex: &RegexText) -> Message {
    Message::new("rule-regex-too-large").with("pattern", regex.pattern.as_str()).with("limit", REGEX_BYTES_MAX)
}

/// The expression compiled, or a message that says why it is refused (too large).
pub(crate) fn compile(regex: &RegexText) -> Result<Regex, Message> {
    let config = Config::new()
        .nfa_size_limit(Some(REGEX_BYTES_MAX))
        .hybrid_cache_capacity(REGEX_CACHE_BYTES_MAX)
        .onepass(false)
        .dfa(false);
    Regex::builder().configure(config).syntax(syntax(regex)).build(&regex.pattern).map_err(|error| {
        match error.size_limit() {
            Some(_) => too_large(regex),
            None => refusal(regex, error.syntax_error()),
        }
    })
}

/// Literals of which every text that matches contains at least one, case folded; `None` if none are found.
pub(crate) fn required(regex: &RegexText) -> Option<Vec<String>> {
    let hir = parsed(regex)?;
    let literals = required_in(&hir)?;
    literals.iter().all(|literal| literal.len() >= 3).then_some(literals)
}

fn required_in(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![fold(std::str::from_utf8(&literal.0).ok()?)]),
        HirKind::Capture(capture) => required_in(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required_in(&repetition.sub),
        HirKind::Concat(parts) => best_of_concat(parts),
        HirKind::Alternation(parts) => {
            let mut union = Vec::new();
            for part in parts {
                union.extend(required_in(part)?);
            }
            (union.len() <= REQUIRED_MAX).then_some(union)
        }
        HirKind::Class(class) => Some(vec![single(class)?.to_string()]),
        _ => None,
    }
}

/// The character that a class means once case is folded, if it is one.
fn single(class: &Class) -> Option<char> {
    let mut folded = match class {
        Class::Unicode(class) => {
            let ranges = class.ranges();
            let small = ranges.iter().map(|range| range.end() as u32 - range.start() as u32 + 1).sum::<u32>() <= 8;
            let chars = ranges.iter().flat_map(|range| range.start()..=range.end());
            small.then(|| chars.map(fold_char).collect::<Vec<_>>())?
        }
        Class::Bytes(_) => return None,
    };
    folded.dedup();
    if let [single] = folded.as_slice() { Some(*single) } else { None }
}

/// The longest run of literals, or the best requirement of a part, whichever has the longer shortest literal.
fn best_of_concat(parts: &[Hir]) -> Option<Vec<String>> {
    let mut best: Option<Vec<String>> = None;
    let mut offer = |candidate: Vec<String>| {
        let worth = |literals: &Vec<String>| literals.iter().map(String::len).min().unwrap_or(0);
        if best.as_ref().is_none_or(|best| worth(&candidate) > worth(best)) {
            best = Some(candidate);
        }
    };
    let mut run = String::new();
    for part in parts {
        match part.kind() {
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) => run.push_str(&fold(text)),
                Err(_) => offer(vec![std::mem::take(&mut run)]),
            },
            HirKind::Class(class) if single(class).is_some() => run.extend(single(class)),
            HirKind::Look(_) => {}
            _ => {
                offer(vec![std::mem::take(&mut run)]);
                if let Some(required) = required_in(part) {
                    offer(required);
                }
            }
        }
    }
    offer(vec![run]);
    best.filter(|literals| literals.iter().all(|literal| !literal.is_empty()))
}
