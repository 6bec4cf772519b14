//! Findings are recorded once, and read as they were.

use std::sync::Arc;

use atalaya_journal::{DataDir, Endless, KeyRing, Space};
use atalaya_ledger::{Ledger, Options, Question, RECORD_FINDINGS_MAX, ReadError, RecordError, SHARE_BYTES, Standing};
use atalaya_model::{Finding, Level, Time};
use tokio::runtime::{Builder, Runtime};

pub(crate) fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

pub(crate) fn options(keys: Option<&str>) -> Options {
    let keys = keys.map(|text| KeyRing::parse(text).unwrap());
    Options { keys, space: Arc::new(Endless), reserve_bytes: 1 << 20, share_bytes: SHARE_BYTES }
}

pub(crate) fn finding(organization: &str, number: i64) -> Finding {
    Finding {
        uid: format!("uid-{number}"),
        organization: organization.to_owned(),
        source: "fw".to_owned(),
        rule: format!("rule-{}", number % 3),
        level: Level::ALL[(number % 5) as usize],
        kind: "linux.sshd".to_owned(),
        time: (number % 4 > 0).then_some(Time(number * 1_000_000)),
        received: Time(number * 1_000_000 + 5),
        ocsf: format!("{{\"number\":{number},\"text\":\"secret words\"}}"),
    }
}

async fn all(ledger: &Ledger, question: Question) -> Vec<Finding> {
    ledger.findings(&question, 1000).await.unwrap().into_iter().map(|kept| kept.finding).collect()
}

#[test]
fn a_finding_is_recorded_once_for_an_organization_and_read_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    runtime().block_on(async {
        let ledger = Ledger::open(&lock, options(None)).await.unwrap();
        let ten: Vec<Finding> = (0..10).map(|number| finding("a", number)).collect();
        assert_eq!(ledger.record_findings(&ten, Time(7)).await.unwrap(), [Standing::New; 10]);
        let more = [finding("a", 3), finding("b", 3), finding("a", 10), finding("a", 10)];
        assert_eq!(
            ledger.record_findings(&more, Time(8)).await.unwrap(),
            [Standing::Known, Standing::New, Standing::New, Standing::Known]
        );
        ledger.close().await;
        let ledger = Ledger::open(&lock, options(None)).await.unwrap();
        assert_eq!(ledger.findings_count().await.unwrap(), 12);
        let newest = ledger.findings(&Question::default(), 2).await.unwrap();
        assert_eq!((&newest[0].finding, newest[0].recorded), (&finding("a", 10), Time(8)));
        assert_eq!(newest[1].finding, finding("b", 3));
        assert!(ledger.verify().await.unwrap().is_empty());
    });
}

#[test]
fn a_question_narrows_and_pages_follow_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    runtime().block_on(async {
        let ledger = Ledger::open(&lock, options(None)).await.unwrap();
        let findings: Vec<Finding> =
            (0..40).map(|number| finding(if number < 30 { "a" } else { "b" }, number)).collect();
        ledger.record_findings(&findings, Time(0)).await.unwrap();
        let check = async |question: Question, expected: &dyn Fn(&Finding) -> bool| {
            let mut expected: Vec<Finding> = findings.iter().filter(|finding| expected(finding)).cloned().collect();
            expected.reverse();
            assert_eq!(all(&ledger, question).await, expected);
        };
        let none = Question::default;
        check(none(), &|_| true).await;
        check(Question { organization: Some("b".to_owned()), ..none() }, &|finding| finding.organization == "b").await;
        check(Question { organization: Some("c".to_owned()), ..none() }, &|_| false).await;
        check(Question { rule: Some("rule-1".to_owned()), ..none() }, &|finding| finding.rule == "rule-1").await;
        check(Question { level: Level::High, ..none() }, &|finding| finding.level >= Level::High).await;
        let of = |finding: &Finding| finding.time.unwrap_or(finding.received);
        let (since, until) = (Time(8_000_000), Time(20_000_000));
        let period = Question { since: Some(since), until: Some(until), ..none() };
        check(period, &|finding| of(finding) >= since && of(finding) < until).await;
        let (mut paged, mut question) = (Vec::new(), none());
        loop {
            let page = ledger.findings(&question, 7).await.unwrap();
            let Some(last) = page.last() else { break };
            question.before = Some(last.number);
            paged.extend(page.into_iter().map(|kept| kept.finding));
        }
        assert_eq!(paged, all(&ledger, none()).await);
        let counts = ledger
            .rule_counts(&Question { organization: Some("a".to_owned()), ..Question::default() }, 100)
            .await
            .unwrap();
        assert_eq!(counts.iter().map(|count| count.findings).collect::<Vec<_>>(), [10, 10, 10]);
    });
}

#[test]
fn what_findings_say_is_encrypted_where_there_are_keys() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    let ring = format!("1 {}\n", "ab".repeat(32));
    runtime().block_on(async {
        let ledger = Ledger::open(&lock, options(Some(&ring))).await.unwrap();
        ledger.record_findings(&[finding("a", 1)], Time(0)).await.unwrap();
        assert_eq!(all(&ledger, Question::default()).await, [finding("a", 1)]);
        ledger.close().await;
        for entry in std::fs::read_dir(folder.path().join("ledger")).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(12).any(|window| window == b"secret words"));
        }
        let keyless = Ledger::open(&lock, options(None)).await.unwrap();
        let read = keyless.findings(&Question::default(), 1).await;
        assert!(matches!(read, Err(ReadError::KeyMissing(1))), "{read:?}");
    });
}

#[test]
fn findings_are_encrypted_anew_with_the_present_key_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    let (old, both) = (format!("1 {}\n", "ab".repeat(32)), format!("1 {}\n2 {}\n", "ab".repeat(32), "cd".repeat(32)));
    let new = format!("2 {}\n", "cd".repeat(32));
    let never = std::sync::atomic::AtomicBool::new(false);
    let many: Vec<Finding> = (0..2500).map(|number| finding("a", number)).collect();
    runtime().block_on(async {
        let ledger = Ledger::open(&lock, options(Some(&old))).await.unwrap();
        ledger.record_findings(&many, Time(0)).await.unwrap();
        ledger.close().await;
        let ledger = Ledger::open(&lock, options(Some(&both))).await.unwrap();
        assert_eq!(ledger.keys().await.unwrap(), [1]);
        assert_eq!(ledger.rekey(&never).await.unwrap().findings, 2500);
        assert_eq!((ledger.keys().await.unwrap(), ledger.rekey(&never).await.unwrap().findings), (vec![2], 0));
        ledger.close().await;
        let ledger = Ledger::open(&lock, options(Some(&new))).await.unwrap();
        assert_eq!(ledger.findings(&Question::default(), 1).await.unwrap()[0].finding, finding("a", 2499));
        ledger.close().await;
        let reading = options(Some(&new));
        let keys = reading.keys.clone().map(KeyRing::for_reading_only);
        let ledger = Ledger::open(&lock, Options { keys, ..reading }).await.unwrap();
        assert_eq!(ledger.rekey(&never).await.unwrap().findings, 2500);
        assert!(ledger.keys().await.unwrap().is_empty());
        ledger.close().await;
        let open = Ledger::open(&lock, options(None)).await.unwrap();
        assert_eq!(open.findings(&Question::default(), 1).await.unwrap().len(), 1);
    });
}

/// A disk with little room.
struct Little;

impl Space for Little {
    fn free_bytes(&self) -> std::io::Result<u64> {
        Ok((1 << 20) + 100)
    }
}

#[test]
fn what_has_no_room_or_is_too_much_is_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    runtime().block_on(async {
        let ledger = Ledger::open(&lock, Options { space: Arc::new(Little), ..options(None) }).await.unwrap();
        let two: Vec<Finding> = (0..2).map(|number| finding("a", number)).collect();
        let refused = ledger.record_findings(&two, Time(0)).await;
        assert!(matches!(refused, Err(RecordError::ReserveReached { .. })), "{refused:?}");
        let many: Vec<Finding> = vec![finding("a", 0); RECORD_FINDINGS_MAX + 1];
        assert!(matches!(ledger.record_findings(&many, Time(0)).await, Err(RecordError::TooMany)));
        assert_eq!(ledger.findings_count().await.unwrap(), 0);
    });
}

#[test]
fn a_number_is_given_once_whatever_expires() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    runtime().block_on(async {
        let ledger = Ledger::open(&lock, options(None)).await.unwrap();
        let ten: Vec<Finding> = (0..10).map(|number| finding("a", number)).collect();
        ledger.record_findings(&ten, Time(7)).await.unwrap();
        let last = ledger.last_finding().await.unwrap();
        while ledger.expire_some(Time(i64::MAX)).await.unwrap() > 0 {}
        assert_eq!(ledger.findings_count().await.unwrap(), 0);
        ledger.record_findings(&[finding("a", 11)], Time(8)).await.unwrap();
        let behind = ledger.findings_behind(last, &Question::default(), 10).await.unwrap();
        assert_eq!(behind.len(), 1);
    });
}
