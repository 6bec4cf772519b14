//! What correlations wait for, what they found, and how much is kept.

use atalaya_journal::DataDir;
use atalaya_ledger::{Entries, Ledger, Options, Question, Standing};
use atalaya_ledger::{RULE_DAY_FINDINGS_MAX, RULE_DAY_SERIOUS_FINDINGS_MAX, RULE_DAY_SURE_FINDINGS_MAX};
use atalaya_model::{Correlated, Finding, Level, Match, MatchKey, Stretch, Time};

use crate::findings::{finding, options, runtime};

const DAY: i64 = 86_400_000_000;

fn found(organization: &str, number: i64) -> Match {
    let key = MatchKey { organization: organization.to_owned(), rule: "rule".to_owned(), place: vec![1, number as u8] };
    Match { key, time: Time(number), received: Time(number + 1), facts: format!("secret words {number}") }
}

fn stretch(number: i64, words: &str, supersedes: &[&str]) -> Stretch {
    let finding = Finding { ocsf: format!("{{\"words\":\"{words}\"}}"), ..finding("a", number) };
    let supersedes = supersedes.iter().map(|uid| (*uid).to_owned()).collect();
    Stretch { finding, state: format!("secret words of {words}"), supersedes }
}

async fn record(ledger: &Ledger, matches: &[Match], correlated: Correlated) -> Vec<Standing> {
    ledger.record(&Entries { findings: &[], matches, correlated: &correlated }, Time(7)).await.unwrap()
}

#[test]
fn what_correlations_wait_for_is_there_again_after_a_start() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    let (old, new) = (format!("1 {}\n", "ab".repeat(32)), format!("2 {}\n", "cd".repeat(32)));
    runtime().block_on(async {
        let ledger = Ledger::open(&lock, options(Some(&old))).await.unwrap();
        let matches: Vec<Match> = (0..5).map(|number| found(["a", "b"][number as usize % 2], number)).collect();
        let told = Correlated { stretches: vec![stretch(1, "one", &[]), stretch(2, "two", &[])], ..Default::default() };
        assert_eq!(record(&ledger, &matches, told).await, [Standing::New, Standing::New]);
        let more = Correlated { stretches: vec![stretch(1, "more", &["uid-2"])], ..Default::default() };
        assert_eq!(record(&ledger, &matches[..2], more).await, [Standing::Amended]);
        let done = Correlated { forgotten: vec![matches[0].key.clone()], swept: Some(Time(9)), ..Default::default() };
        record(&ledger, &[], done).await;
        ledger.close().await;
        let file = std::fs::read(folder.path().join("ledger/ledger.sqlite")).unwrap();
        assert!(!file.windows(12).any(|window| window == b"secret words"), "what they say is encrypted");

        let ledger = Ledger::open(&lock, options(Some(&(old + &new)))).await.unwrap();
        let never = std::sync::atomic::AtomicBool::new(false);
        ledger.rekey(&never).await.unwrap();
        assert_eq!(ledger.keys().await.unwrap(), [2]);
        ledger.close().await;
        let ledger = Ledger::open(&lock, options(Some(&new))).await.unwrap();
        let page = ledger.matches(None).await.unwrap();
        let (mut kept, last) = (page.matches, page.last);
        assert!(page.unread.is_empty());
        kept.sort_by_key(|found| found.time);
        assert_eq!(kept, matches[1..]);
        assert_eq!(ledger.matches(last.as_ref()).await.unwrap(), Default::default());
        let one = stretch(1, "more", &[]);
        assert_eq!(ledger.stretches().await.unwrap(), (vec![(one.finding.clone(), one.state)], 0));
        assert_eq!(ledger.correlations_swept().await.unwrap(), Some(Time(9)));
        let all = ledger.findings(&Question { superseded: true, ..Question::default() }, 10).await.unwrap();
        let superseded: Vec<_> = all.iter().map(|kept| kept.superseded_by.as_deref()).collect();
        assert_eq!(superseded, [Some("uid-1"), None]);
        let now = ledger.findings(&Question::default(), 10).await.unwrap();
        assert_eq!((now.len(), &now[0].finding, now[0].amended), (1, &one.finding, Some(Time(7))));
        let settled = Correlated { settled: vec![("a".to_owned(), "uid-1".to_owned())], ..Default::default() };
        record(&ledger, &[], settled).await;
        assert!(ledger.stretches().await.unwrap().0.is_empty());
    });
}

/// Findings of one rule that are as long as one another.
fn many(organization: &str, rule: &str, count: i64) -> Vec<Finding> {
    let level = if rule == "serious" { Level::Critical } else { Level::Low };
    let one = |number| {
        let (uid, rule) = (format!("{rule}-{number}"), rule.to_owned());
        Finding { uid, rule, level, ..finding(organization, 9) }
    };
    (0..count).map(one).collect()
}

fn kept(standings: &[Standing]) -> i64 {
    assert!(standings.iter().all(|standing| matches!(standing, Standing::New | Standing::Beyond)));
    standings.iter().filter(|standing| **standing == Standing::New).count() as i64
}

#[test]
fn a_rule_that_finds_without_end_fills_neither_the_disk_nor_the_share_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    let share_bytes = 1500 * finding("a", 9).ocsf.len() as u64;
    let options = Options { share_bytes, ..options(None) };
    runtime().block_on(async {
        let ledger = Ledger::open(&lock, options).await.unwrap();
        let check = async |findings: &[Finding], now: Time, expected: i64| {
            let standings = ledger.record_findings(findings, now).await.unwrap();
            assert_eq!(kept(&standings), expected.min(findings.len() as i64));
        };
        check(&many("a", "loud", 1400), Time(0), RULE_DAY_FINDINGS_MAX).await;
        let again = ledger.record_findings(&many("a", "loud", 3), Time(0)).await.unwrap();
        assert_eq!(again, [Standing::Known; 3], "what is there is not counted again");
        check(&many("a", "other", 600), Time(1), 500).await;
        // The share of `a` is used up; the first of each rule are kept all the same.
        check(&many("a", "third", 50), Time(2), RULE_DAY_SURE_FINDINGS_MAX).await;
        check(&many("a", "serious", 150), Time(2), RULE_DAY_SERIOUS_FINDINGS_MAX).await;
        check(&many("b", "loud", 50), Time(2), 50).await;
        let counts = ledger.rule_counts(&Question::default(), 10).await.unwrap();
        let counts: Vec<_> = counts.iter().map(|of| (&*of.organization, &*of.rule, of.findings, of.beyond)).collect();
        let expected = [
            ("a", "loud", 1000, 400),
            ("a", "other", 500, 100),
            ("a", "serious", 100, 50),
            ("a", "third", 10, 40),
            ("b", "loud", 50, 0),
        ];
        assert_eq!(counts, expected);
        // The next day counts anew, and what is removed makes room.
        let later = many("a", "later", 300);
        check(&later[..100], Time(DAY), RULE_DAY_SURE_FINDINGS_MAX).await;
        while ledger.expire_some(Time(DAY)).await.unwrap() > 0 {}
        check(&later[100..], Time(DAY), 200).await;
        assert_eq!(ledger.findings_count().await.unwrap(), 210);
        assert_eq!(ledger.rule_counts(&Question::default(), 10).await.unwrap().len(), 1);
    });
}
