//! The kinds that come with the program are sound.

use atalaya_schema::{Schema, Verification};

fn files() -> Vec<(String, String)> {
    Schema::builtin_files().iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn nothing_is_wrong_with_the_files() {
    let (schema, diagnostics) = Schema::load(&files());
    let shown: Vec<String> =
        diagnostics.iter().map(|d| format!("{}:{}: {:?}", d.place.file, d.place.line, d.message)).collect();
    assert!(diagnostics.is_empty(), "{}", shown.join("\n"));
    assert!(schema.kinds().len() > 50, "{}", schema.kinds().len());
}

#[test]
fn what_is_documented_says_where_and_every_kind_says_when() {
    let schema = Schema::builtin();
    for kind in schema.kinds() {
        let cited = kind.references.iter().all(|reference| reference.starts_with("https://"));
        assert!(cited, "{}", kind.name);
        assert!(kind.verification != Verification::Documented || !kind.references.is_empty(), "{}", kind.name);
        let text = schema.dialects().iter().filter(|d| d.family == kind.family).any(|d| d.formats == ["text"]);
        assert!(text || !kind.time.is_empty(), "{} has no time", kind.name);
        assert!(kind.class_uid.is_some(), "{} has no class", kind.name);
    }
}

#[test]
fn a_broken_file_is_told_and_leaves_the_others_usable() {
    let mut files = files();
    files.push((
        "broken.yml".into(),
        "kind: a\nverification: sure\nfamily: windows\nserves: [{logsource: {}}]\n".into(),
    ));
    files.push(("worse.yml".into(), "kind: [".into()));
    files.push(("orphan.yml".into(), "kind: b\nfamily: nobody\n".into()));
    let (schema, diagnostics) = Schema::load(&files);
    let ids: Vec<_> = diagnostics.iter().map(|d| (d.place.file.as_str(), d.message.id)).collect();
    assert_eq!(
        ids,
        [("worse.yml", "schema-yaml"), ("broken.yml", "schema-word-unknown"), ("orphan.yml", "schema-family-unknown"),]
    );
    assert_eq!(schema.kinds().len(), Schema::builtin().kinds().len());
}
