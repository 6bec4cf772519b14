//! The report in a browser: that its script runs under its own policy, filters, opens findings, and makes no markup of them.
//!
//! Without Chromium (`$CHROMIUM`, or one of the usual names) these tests say that they were skipped, and pass.

use super::texts::hostile;
use crate::spooled::{connection, finding, render};
use atalaya_model::Language;
use atalaya_report::html;
use serde_json::json;
use std::path::Path;
use std::process::{Command, Stdio};

const PROGRAMS: [&str; 4] = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

/// The document as the browser has it, once the script of the page has run at that location; `None` without a browser.
fn document(page: &Path, location: &str) -> Option<String> {
    let named = std::env::var("CHROMIUM").ok();
    let programs = named.iter().map(String::as_str).chain(PROGRAMS);
    let profile = tempfile::tempdir().unwrap();
    for program in programs {
        let mut command = Command::new(program);
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--timeout=30000"]);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        command.arg("--dump-dom").arg(format!("file://{}{location}", page.display()));
        let Ok(output) = command.stdin(Stdio::null()).output() else { continue };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("</html>"), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        return Some(text);
    }
    eprintln!("skipped: no Chromium, so the report was not opened in a browser");
    None
}

/// The text of the element with the identifier, markup left out.
fn text_of(document: &str, id: &str) -> String {
    let start = document.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no element {id}"));
    let rest = &document[start..];
    let rest = &rest[rest.find('>').unwrap() + 1..];
    rest.split("</p>").next().unwrap_or_default().to_owned()
}

#[test]
fn the_script_lists_filters_and_opens_findings() {
    let mut first = finding("first-uid");
    first["unmapped"] = json!({ "Image": r"C:\Windows\System32\cmd.exe", "Other": "value" });
    first["raw_data"] = json!(r#"{"Image":"C:\\Windows\\System32\\cmd.exe"}"#);
    let (page, _) = render(html, &[first, finding("second"), connection("third"), hostile()], Language::En);
    let file = tempfile::Builder::new().suffix(".html").tempfile().unwrap();
    std::fs::write(file.path(), page).unwrap();
    let check = |location: &str, count: &str, has: &[&str]| {
        let Some(document) = document(file.path(), location) else { return };
        assert!(document.contains("class=\"live\""), "the script did not run");
        assert_eq!(text_of(&document, "count"), count, "{location}");
        assert!(!document.contains("<img"), "an element came from a log");
        has.iter().for_each(|text| assert!(document.contains(text), "{location}: {text} is missing"));
    };
    check("", "Findings shown: 4 of 4", &[]);
    check("#?level=3", "Findings shown: 2 of 4", &["Shell started by a web server"]);
    check("#?q=sensor1", "Findings shown: 1 of 4", &[]);
    check("#?q=nowhere", "No finding fits. Remove a filter to see more.", &[]);
    let marked = r"<mark>C:\\Windows\\System32\\cmd.exe</mark>";
    check("#?level=3&finding=0", "Findings shown: 2 of 4", &["first-uid", marked, "<th scope=\"row\">Other</th>"]);
    check("#?q=onerror", "Findings shown: 1 of 4", &["⟦U+202E⟧gpj.exe"]);
}
