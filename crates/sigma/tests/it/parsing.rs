//! What is wrong with rules is said, where, and never hides the rest.

use atalaya_model::{Arg, Level, LogSource, Severity};
use atalaya_sigma::ast::{
    Comparison, CorrelationCondition, CorrelationKind, Detection, Document, Literal, Modifier, Rule, Search,
};
use atalaya_sigma::parse::parse;
use atalaya_sigma::{Placeholders, RuleSet};

/// A rule around a detection section.
fn rule(detection: &str) -> String {
    let indented: String = detection.lines().map(|line| format!("  {line}\n")).collect();
    format!("title: T\nlogsource: {{product: p}}\ndetection:\n{indented}")
}

fn diagnostics(text: &str) -> Vec<(Severity, &'static str, u32, u32)> {
    let (_, diagnostics) = parse("f.yml", text);
    assert!(diagnostics.iter().all(|d| d.place.file == "f.yml"));
    diagnostics.iter().map(|d| (d.severity, d.message.id, d.place.line, d.place.column)).collect()
}

fn one_rule(text: &str) -> Rule {
    let (documents, diagnostics) = parse("f.yml", text);
    match &documents[..] {
        [Document::Rule(rule)] => rule.clone(),
        _ => panic!("{documents:?} {diagnostics:?}"),
    }
}

fn detection(text: &str) -> Detection {
    one_rule(&rule(text)).detection
}

#[test]
fn errors_refuse_a_rule_and_say_where() {
    let check = |detection: &str, id: &str, line: u32, column: u32| {
        let found = diagnostics(&rule(detection));
        assert_eq!(found, [(Severity::Error, id, line, column)], "{detection}");
        assert!(parse("f.yml", &rule(detection)).0.is_empty(), "{detection}");
    };
    check("s: {a: 1}", "rule-key-missing", 4, 3);
    check("condition: s", "rule-search-unknown", 4, 14);
    check("s: {a: 1}\ncondition: t", "rule-search-unknown", 5, 14);
    check("s: {a: 1}\ncondition: 1 of t*", "rule-pattern-selects-none", 5, 14);
    check("s: {a: 1}\ncondition: s and", "rule-condition-ends", 5, 14);
    check("s: {a: 1}\ncondition: s s", "rule-condition-syntax", 5, 14);
    check("s: {a: 1}\ncondition: s | count() by a > 5", "rule-condition-aggregation", 5, 14);
    check("s: {}\ncondition: s", "rule-search-empty", 4, 6);
    check("s: []\ncondition: s", "rule-search-empty", 4, 6);
    check("s: {a|contain: x}\ncondition: s", "rule-modifier-unknown", 4, 7);
    check("s: {a|contains|contains: x}\ncondition: s", "rule-modifier-twice", 4, 7);
    check("s: {a|i: x}\ncondition: s", "rule-modifier-needs", 4, 7);
    check("s: {'|cidr': 10.0.0.0/8}\ncondition: s", "rule-modifier-needs-field", 4, 7);
    check("s: {a|cidr: 10.0.0/8}\ncondition: s", "rule-value-not-network", 4, 15);
    check("s: {a|cidr: 10.0.0.0/33}\ncondition: s", "rule-value-not-network", 4, 15);
    check("s: {a|lt: many}\ncondition: s", "rule-value-not-number", 4, 13);
    check("s: {a|hour: noon}\ncondition: s", "rule-value-not-number", 4, 15);
    check("s: {a|exists: maybe}\ncondition: s", "rule-value-not-bool", 4, 17);
    check("s: {a|base64: 5}\ncondition: s", "rule-value-not-text", 4, 17);
    check("s: {a|fieldref: 5}\ncondition: s", "rule-value-not-text", 4, 19);
    check("s: {a|re: '(?=b)'}\ncondition: s", "rule-regex-unsupported", 4, 13);
    check("s: {a|contains: null}\ncondition: s", "rule-value-null", 4, 19);
    check("s: {a: []}\ncondition: s", "rule-values-missing", 4, 10);
    check("s: {a: {b: 1}}\ncondition: s", "rule-value-not-scalar", 4, 10);
}

#[test]
fn modifiers_that_contradict_are_refused() {
    let conflicting = [
        "re|contains",
        "cidr|contains",
        "contains|startswith",
        "base64|base64offset",
        "wide|utf16be",
        "exists|all",
        "lt|gt",
        "re|base64",
        "fieldref|re",
        "cased|re",
        "windash|cidr",
        "exists|neq",
        "hour|day",
    ];
    for modifiers in conflicting {
        let text = rule(&format!("s: {{a|{modifiers}: '1'}}\ncondition: s"));
        let ids: Vec<_> = diagnostics(&text).iter().map(|(_, id, ..)| *id).collect();
        assert_eq!(ids, ["rule-modifier-conflict"], "{modifiers}");
    }
    let agreeing = [
        "cidr|neq",
        "contains|all|neq",
        "wide|base64offset|contains",
        "re|i|m|s",
        "hour|gte",
        "windash|contains|all",
        "fieldref|endswith",
        "fieldref|neq",
        "expand|contains",
        "cased|startswith",
        "base64|contains",
    ];
    for modifiers in agreeing {
        let value = if modifiers.starts_with("cidr") { "10.0.0.0/8" } else { "12" };
        let text = rule(&format!("s: {{a|{modifiers}: ['{value}', '{value}']}}\ncondition: s"));
        assert_eq!(diagnostics(&text), [], "{modifiers}");
    }
}

#[test]
fn an_unknown_modifier_is_told_with_the_nearest_one() {
    let (_, diagnostics) = parse("f.yml", &rule("s: {a|endwith: x}\ncondition: s"));
    assert_eq!(diagnostics[0].message.args, [("modifier", Arg::from("endwith")), ("nearest", Arg::from("endswith"))]);
}

#[test]
fn warnings_leave_the_rule_in_use() {
    let check = |head: &str, detection: &str, id: &str| {
        let text = format!("{head}\n{}", rule(detection));
        let found: Vec<_> = diagnostics(&text).iter().map(|(severity, id, ..)| (*severity, *id)).collect();
        assert_eq!(found, [(Severity::Warning, id)], "{text}");
        one_rule(&text);
    };
    let sound = "s: {a: 1}\ncondition: s";
    check("id: 123", sound, "rule-id-not-uuid");
    check("level: severe", sound, "rule-level-unknown");
    check("status: ready", sound, "rule-status-unknown");
    check("date: 2019/10/23", sound, "rule-date-invalid");
    check("modified: 2019-13-01", sound, "rule-date-invalid");
    check("tags: {a: b}", sound, "rule-key-ignored");
    check("level: low", "s: {a: 1}\nt: {b: 1}\ncondition: s", "rule-search-unused");
    check("level: low", "s: {a: 1}\ncondition: s\ntimeframe: 5m", "rule-timeframe-ignored");
    check("level: low", "s: {a: ['', null]}\ncondition: s", "rule-null-in-list");
    check("level: low", "s: {a|contains|all: x}\ncondition: s", "rule-all-single");
}

#[test]
fn documents_without_their_parts_are_refused() {
    let check = |text: &str, ids: &[&str]| {
        let found: Vec<_> = diagnostics(text).iter().map(|(_, id, ..)| *id).collect();
        assert_eq!(found, ids, "{text}");
    };
    check("", &["rule-file-empty"]);
    check("- a", &["rule-not-map"]);
    check("just text", &["rule-not-map"]);
    check("a: 1", &["rule-key-missing"; 3]);
    check("title: T\nlogsource: {product: p}", &["rule-key-missing"]);
    check("title: T\ndetection: {s: {a: 1}, condition: s}", &["rule-key-missing"]);
    check("title: T\nlogsource: {definition: d}\ndetection: {s: {a: 1}, condition: s}", &["rule-logsource-empty"]);
    check("title: T\nlogsource: windows\ndetection: {s: {a: 1}, condition: s}", &["rule-key-type"]);
    check("title: T\nlogsource: {product: p}\ndetection: [s]", &["rule-key-type"]);
    check("title: T\ntitle: U", &["rule-yaml-key-twice"]);
    check("title: 'T", &["rule-yaml-syntax"]);
    check("? [a]\n: b", &["rule-yaml-key-not-text"]);
}

#[test]
fn a_refused_document_hides_none_of_its_file() {
    let good = rule("s: {a: 1}\ncondition: s");
    let bad = rule("s: {a|nope: 1}\ncondition: s");
    let (documents, diagnostics) = parse("f.yml", &format!("{good}---\n{bad}---\n{good}---\n'"));
    assert_eq!(documents.len(), 2);
    let ids: Vec<_> = diagnostics.iter().map(|d| d.message.id).collect();
    assert_eq!(ids, ["rule-modifier-unlike", "rule-yaml-syntax"]);
}

#[test]
fn every_document_is_either_loaded_or_refused_once() {
    let check = |text: &str, loaded: usize, refused: usize| {
        let set = RuleSet::load([("f.yml", text)], &Placeholders::new());
        let all = set.rules.len() + set.correlations.len() + set.filters.len();
        assert_eq!((all, set.refused), (loaded, refused), "{text}: {:?}", set.diagnostics);
    };
    let good = rule("s: {a: 1}\ncondition: s");
    let bad = rule("s: {a|nope: 1, b|cidr: c, d|lt: e}\ncondition: s and");
    let unlowered = rule("s: {a|re: '('}\ncondition: s");
    let correlation = |rules: &str| {
        format!("title: c\ncorrelation: {{type: event_count, rules: {rules}, timespan: 1m, condition: {{gte: 2}}}}\n")
    };
    check(&good, 1, 0);
    check(&format!("{bad}---\n{good}---\n{bad}"), 1, 2);
    check(&format!("{bad}---\n- a\n---\n{good}---\n'"), 1, 3);
    check(&unlowered, 0, 1);
    check(&rule("s: {a|re: '(a{1000}){1000}b'}\ncondition: s"), 0, 1);
    check("", 0, 1);
    check(&correlation("[nobody, nothing]"), 0, 1);
}

#[test]
fn values_keep_their_types() {
    let literals = |yaml: &str| match &detection(&format!("s: {{a: {yaml}}}\ncondition: s")).searches[0].1 {
        Search::Map(items) => items[0].values.clone(),
        other => panic!("{other:?}"),
    };
    let text = |text: &str| Literal::Text(text.to_owned());
    assert_eq!(literals("[1, '1', 1.5, true, ~, yes, '']").len(), 7);
    assert_eq!(literals("4624"), [Literal::Integer(4624)]);
    assert_eq!(literals("'4624'"), [text("4624")]);
    assert_eq!(literals("1.5"), [Literal::Float(1.5)]);
    assert_eq!(literals("true"), [Literal::Bool(true)]);
    assert_eq!(literals("null"), [Literal::Null]);
    assert_eq!(literals("''"), [text("")]);
    assert_eq!(literals("no"), [text("no")]);
    assert_eq!(literals("0x1410"), [text("0x1410")]);
    assert_eq!(literals("123456789012345678901234567890"), [text("123456789012345678901234567890")]);
    assert_eq!(literals("10.0.0.1"), [text("10.0.0.1")]);
}

#[test]
fn searches_are_maps_lists_and_keywords() {
    let search = |yaml: &str| detection(&format!("s: {yaml}\ncondition: s")).searches[0].1.clone();
    let Search::Keyword(item) = search("[one, 2]") else { panic!() };
    assert_eq!(item.values, [Literal::Text("one".into()), Literal::Text("2".into())]);
    let Search::Map(items) = search("{'|all': [one, two]}") else { panic!() };
    assert_eq!((items[0].field.clone(), items[0].modifiers.clone()), (None, vec![Modifier::All]));
    let Search::List(list) = search("[one, {a: 1, b|contains: 2}]") else { panic!() };
    assert!(matches!((&list[0], &list[1]), (Search::Keyword(_), Search::Map(items)) if items.len() == 2));
    let Search::Keyword(_) = search("one") else { panic!() };
}

#[test]
fn what_a_rule_says_of_itself_is_kept() {
    let text = "title: T\nid: 929A690E-bef0-4204-a928-ef5e620d6fcc\nname: n\nstatus: test\nlevel: high\nauthor: [A, B]\n\
                tags: [attack.t1059]\nfalsepositives: none\ncustom: {x: 1}\nlogsource: {product: Windows, service: s}\n\
                detection: {s: {a: 1}, condition: [s, not s]}";
    let rule = one_rule(text);
    assert_eq!(rule.about.id.as_deref(), Some("929a690e-bef0-4204-a928-ef5e620d6fcc"));
    assert_eq!((rule.about.name.as_deref(), rule.about.level), (Some("n"), Level::High));
    assert_eq!(rule.about.author.as_deref(), Some("A, B"));
    assert_eq!((rule.about.tags.len(), rule.about.falsepositives.len()), (1, 1));
    let logsource = LogSource { product: Some("windows".into()), category: None, service: Some("s".into()) };
    assert_eq!(rule.logsource, logsource);
    assert_eq!(rule.detection.conditions.len(), 2);
}

#[test]
fn collections_of_old_are_merged() {
    let text = "action: global\ntitle: G\nlevel: high\nlogsource: {product: p}\ndetection: {condition: s}\n---\n\
                detection: {s: {a: 1}}\n---\nlevel: low\ndetection: {s: {a: 2}}\n---\n\
                action: repeat\nlogsource: {service: x}\n---\naction: reset\n---\ndetection: {s: {a: 1}, condition: s}\n---\n\
                action: begin\n";
    let (documents, diagnostics) = parse("f.yml", text);
    let rules: Vec<&Rule> =
        documents.iter().filter_map(|d| if let Document::Rule(r) = d { Some(r) } else { None }).collect();
    assert_eq!(rules.iter().map(|rule| rule.about.level).collect::<Vec<_>>(), [Level::High, Level::Low, Level::Low]);
    assert!(rules.iter().all(|rule| rule.about.title == "G"));
    assert_eq!(rules[2].logsource.service.as_deref(), Some("x"));
    assert_eq!(rules[2].logsource.product.as_deref(), Some("p"));
    let ids: Vec<_> = diagnostics.iter().map(|d| d.message.id).collect();
    assert_eq!(ids, ["rule-key-missing", "rule-key-missing", "rule-action-unknown"]);
}

#[test]
fn correlations_are_read() {
    let text = "title: C\ncorrelation:\n  type: value_percentile\n  rules: [a, b]\n  group-by: [h]\n  timespan: 90m\n  \
                aliases: {h: {a: x, b: y}}\n  generate: true\n  condition: {gt: 1.5, lte: 9, field: f, percentile: 95}\n";
    let (documents, diagnostics) = parse("f.yml", text);
    assert_eq!(diagnostics, []);
    let [Document::Correlation(correlation)] = &documents[..] else { panic!() };
    assert_eq!(correlation.kind, CorrelationKind::ValuePercentile);
    assert_eq!(
        (correlation.timespan_us, correlation.percentile, correlation.generate),
        (5_400_000_000, Some(95.0), true)
    );
    let compared = CorrelationCondition::Compare(vec![(Comparison::Gt, 1.5), (Comparison::Lte, 9.0)]);
    assert_eq!(correlation.condition, compared);
    assert_eq!(correlation.value_fields, ["f"]);
    assert_eq!(correlation.aliases[0].1, [("a".to_owned(), "x".to_owned()), ("b".to_owned(), "y".to_owned())]);
}

#[test]
fn what_is_wrong_with_a_correlation_is_said() {
    let check = |lines: &str, id: &str| {
        let indented: String = lines.split("; ").map(|line| format!("  {line}\n")).collect();
        let found: Vec<_> = diagnostics(&format!("title: C\ncorrelation:\n{indented}")).iter().map(|d| d.1).collect();
        assert_eq!(found, [id], "{lines}");
    };
    check("type: count; rules: [a]; timespan: 5m; condition: {gte: 1}", "rule-correlation-type-unknown");
    check("rules: [a]; timespan: 5m; condition: {gte: 1}", "rule-key-missing");
    check("type: event_count; timespan: 5m; condition: {gte: 1}", "rule-key-missing");
    check("type: event_count; rules: []; timespan: 5m; condition: {gte: 1}", "rule-list-empty");
    check("type: event_count; rules: [a]; condition: {gte: 1}", "rule-key-missing");
    check("type: event_count; rules: [a]; timespan: 5x; condition: {gte: 1}", "rule-timespan-invalid");
    check("type: event_count; rules: [a]; timespan: -5m; condition: {gte: 1}", "rule-timespan-invalid");
    check("type: event_count; rules: [a]; timespan: m; condition: {gte: 1}", "rule-timespan-invalid");
    check("type: event_count; rules: [a]; timespan: 99999999999999999y; condition: {gte: 1}", "rule-timespan-invalid");
    check("type: event_count; rules: [a]; timespan: 5m", "rule-key-missing");
    check("type: event_count; rules: [a]; timespan: 5m; condition: {}", "rule-comparison-missing");
    check("type: event_count; rules: [a]; timespan: 5m; condition: {ge: 1}", "rule-comparison-unknown");
    check("type: event_count; rules: [a]; timespan: 5m; condition: {gte: x}", "rule-key-type");
    check("type: event_count; rules: [a]; timespan: 5m; condition: a", "rule-key-type");
    check("type: value_count; rules: [a]; timespan: 5m; condition: {gte: 1}", "rule-key-missing");
    check("type: value_sum; rules: [a]; timespan: 5m; condition: {gte: 1, field: [a, b]}", "rule-correlation-fields");
    check("type: value_percentile; rules: [a]; timespan: 5m; condition: {gte: 1, field: f}", "rule-key-missing");
    check(
        "type: value_percentile; rules: [a]; timespan: 5m; condition: {gte: 1, field: f, percentile: 101}",
        "rule-percentile-invalid",
    );
    check("type: temporal; rules: [a]; timespan: 5m; condition: a and", "rule-condition-ends");
    check("type: temporal; rules: [a, a]; timespan: 5m", "rule-correlation-rule-twice");
}

#[test]
fn filters_are_read() {
    let filter =
        |rules: &str| format!("title: F\nlogsource: {{product: p}}\nfilter: {{{rules}s: {{a: 1}}, condition: not s}}");
    let read = |text: &str| match parse("f.yml", text) {
        (documents, diagnostics) if diagnostics.is_empty() => documents,
        (_, diagnostics) => panic!("{diagnostics:?}"),
    };
    let [Document::Filter(any)] = &read(&filter("rules: any, "))[..] else { panic!() };
    assert_eq!((any.rules.clone(), any.detection.searches.len()), (None, 1));
    let [Document::Filter(named)] = &read(&filter("rules: [a, b], "))[..] else { panic!() };
    assert_eq!(named.rules, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(diagnostics(&filter("")).iter().map(|d| d.1).collect::<Vec<_>>(), ["rule-key-missing"]);
    assert_eq!(diagnostics(&filter("rules: [], ")).iter().map(|d| d.1).collect::<Vec<_>>(), ["rule-list-empty"]);
}

#[test]
fn rules_that_come_with_the_program_are_told_in_every_language() {
    use atalaya_model::Language;
    let folder = std::path::Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"))
        .join("../../content/rules");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "yml") {
            continue;
        }
        let set = atalaya_sigma::RuleSet::load(
            [("rule.yml", std::fs::read_to_string(&path).unwrap().as_str())],
            &atalaya_sigma::Placeholders::new(),
        );
        assert_eq!(set.diagnostics, [], "{}", path.display());
        let correlations = set.correlations.iter().map(|correlation| &correlation.about);
        for about in set.rules.iter().map(|rule| &rule.about).chain(correlations) {
            for language in [Language::Es, Language::ZhTw] {
                let translation = about.translation(language);
                assert!(translation.is_some_and(|t| t.title != about.title), "{} {language:?}", about.title);
                assert_eq!(translation.unwrap().falsepositives.len(), about.falsepositives.len(), "{}", about.title);
            }
            seen += 1;
        }
    }
    assert!(seen >= 12);
}
