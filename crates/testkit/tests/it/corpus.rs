//! The corpus is found and complete.

use atalaya_testkit::{corpus, members};

#[test]
fn the_corpus_has_what_its_readme_counts() {
    let Some(corpus) = corpus() else { return };
    assert!(corpus.rules().len() >= 3_780);
    assert!(corpus.evtx().len() >= 281);
    let cases = corpus.regressions();
    assert!(cases.len() >= 99, "{}", cases.len());
    for case in &cases {
        assert!(case.log.is_file(), "{} names a missing log", case.info.display());
        assert!(!case.rules.is_empty(), "{} names no rule", case.info.display());
        assert!(case.matches_min >= 1);
    }
}

#[test]
fn zipped_logs_open() {
    let Some(corpus) = corpus() else { return };
    let zips = corpus.zips();
    let smallest = zips.iter().min_by_key(|zip| zip.metadata().unwrap().len()).unwrap();
    let members = members(smallest).unwrap();
    assert!(members.iter().any(|member| !member.bytes.is_empty()), "{}", smallest.display());
}
