//! Rules that are made to do harm.

use super::{Case, SMALL, limits};

fn rule(id: u32, detection: &str) -> String {
    format!(
        "title: Rule {id}\nid: 00000000-0000-4000-8000-{id:012}\nlevel: high\nlogsource:\n  product: zeek\n  service: dns\ndetection:\n{detection}  condition: selection\n"
    )
}

fn good() -> String {
    rule(1, "  selection:\n    query|endswith: .example\n")
}

fn log(case: &Case, query: &str) -> std::path::PathBuf {
    let line = format!(r#"{{"_path":"dns","ts":1700000000.5,"uid":"C1","query":"{query}"}}"#);
    case.file("dns.log", (line + "\n").as_bytes())
}

/// A good rule and `bad`, of which something is said and which does not hide the good one.
fn check_refused(bad: &str) {
    let case = Case::new(SMALL);
    case.file("rules/good.yml", good().as_bytes());
    case.file("rules/bad.yml", bad.as_bytes());
    let summary = case.scan(&log(&case, "a.example"), &["--rules", case.path("rules").to_str().unwrap()]);
    assert_eq!(summary.found(), 1);
    assert_eq!(summary.0["rules"]["refused"], 1, "{}", summary.0["rules"]);
    assert_eq!(summary.0["rules"]["rules"], 1);
}

#[test]
fn aliases_that_explode_are_refused() {
    let mut bomb = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..30 {
        let previous = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![previous; 9].join(", "));
    }
    check_refused(&(bomb + &rule(2, "  selection: *a29\n")));
}

#[test]
fn nesting_without_end_is_refused() {
    check_refused(&rule(2, &format!("  selection: {}{}\n", "[".repeat(100_000), "]".repeat(100_000))));
    check_refused(&rule(2, "  selection:\n    query: a\n").replace(
        "condition: selection",
        &format!("condition: {}selection{}", "(".repeat(100_000), ")".repeat(100_000)),
    ));
    check_refused(
        &rule(2, "  selection:\n    query: a\n")
            .replace("condition: selection", &format!("condition: {}selection", "not ".repeat(100_000))),
    );
}

#[test]
fn expressions_that_cannot_be_linear_or_small_are_refused() {
    for pattern in [r"(?=a)b", r"(a)\1", &"(".repeat(5000)] {
        check_refused(&rule(2, &format!("  selection:\n    query|re: '{pattern}'\n")));
    }
}

#[test]
fn an_expression_that_grows_when_compiled_is_named_and_the_others_work() {
    let case = Case::new(SMALL);
    case.file("rules/good.yml", good().as_bytes());
    let bad = rule(2, "  selection:\n    query|re: '((\\w{1,200}){1,200}){1,200}z'\n");
    case.file("rules/bad.yml", bad.as_bytes());
    let summary = case.scan(&log(&case, "a.example"), &["--rules", case.path("rules").to_str().unwrap()]);
    assert_eq!(summary.found(), 1);
    let refused = summary.0["rules"]["refused"] == 1 || !summary.0["blind"]["limits"].as_array().unwrap().is_empty();
    assert!(refused, "{}", summary.0);
}

#[test]
fn expressions_that_backtrack_elsewhere_take_linear_time() {
    let case = Case::new(limits(256, 20));
    let patterns = ["(a+)+$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y", "(.*a){20}$", "^(a?){50}a{50}b$"];
    for (number, pattern) in patterns.iter().enumerate() {
        let text = rule(10 + number as u32, &format!("  selection:\n    query|re: '{pattern}'\n"));
        case.file(&format!("rules/{number}.yml"), text.as_bytes());
    }
    let input = log(&case, &("a".repeat(1 << 20) + "!"));
    let summary = case.scan(&input, &["--rules", case.path("rules").to_str().unwrap()]);
    assert_eq!(summary.0["rules"]["rules"], 6);
    assert_eq!(summary.tally("examined"), 1);
}

#[test]
fn wildcards_without_end_take_bounded_time() {
    let case = Case::new(limits(256, 20));
    let pattern = "*a".repeat(500) + "*b";
    let text = rule(2, &format!("  selection:\n    query: '{pattern}'\n"));
    case.file("rules/rule.yml", text.as_bytes());
    let input = log(&case, &"a".repeat(1 << 20));
    let summary = case.scan(&input, &["--rules", case.path("rules").to_str().unwrap()]);
    assert_eq!((summary.tally("examined"), summary.found()), (1, 0));
}

#[test]
fn a_rule_file_of_ten_megabytes_is_an_error_that_names_it() {
    let case = Case::new(SMALL);
    let text = good() + "# " + &"x".repeat(10 << 20);
    let rules = case.file("large.yml", text.as_bytes());
    let input = log(&case, "a.example");
    let (status, _, stderr) =
        case.run(&["scan", input.to_str().unwrap(), "--rules", rules.to_str().unwrap(), "--json"]);
    assert_eq!(status, 2);
    assert!(stderr.contains("large.yml"), "{stderr}");
}
