//! Indicators are kept as they were given, taken back, and not readable without the key.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use atalaya_journal::{DataDir, Endless};
use atalaya_ledger::{IndicatorQuestion, KeptIndicator, Ledger, Options, SHARE_BYTES};
use atalaya_model::Time;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use crate::findings::{options, runtime};

fn kept(id: u64, organization: Option<&str>) -> KeptIndicator {
    KeptIndicator {
        id,
        organization: organization.map(str::to_owned),
        origin: format!("origin {}", id % 2),
        added: Time(1),
        changed: Time(1),
        revoked: None,
        body: format!("secret words {id}"),
    }
}

async fn all(ledger: &Ledger, question: &IndicatorQuestion) -> Vec<KeptIndicator> {
    let (mut all, mut from) = (Vec::new(), Some(0));
    while let Some(number) = from {
        let page = ledger.indicators(question, number).await.unwrap();
        assert_eq!(page.unread, 0);
        all.extend(page.indicators);
        from = page.next;
    }
    all
}

#[test]
fn indicators_are_read_as_they_were_kept() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    runtime().block_on(async {
        let ledger = Ledger::open(&lock, options(None)).await.unwrap();
        let mut given: Vec<KeptIndicator> =
            (0..25_000).map(|id| kept(id, [None, Some("bank")][(id % 2) as usize])).collect();
        for some in given.chunks(10_000) {
            ledger.keep_indicators(some, &[]).await.unwrap();
        }
        assert_eq!(all(&ledger, &IndicatorQuestion::default()).await, given);
        assert!(ledger.keep_indicators(&given, &[]).await.is_err(), "more than are taken at once");
        given[7] =
            KeptIndicator { revoked: Some(Time(9)), changed: Time(9), body: "other".to_owned(), ..given[7].clone() };
        ledger.keep_indicators(&[], &given[7..8]).await.unwrap();
        let question = |organization: Option<Option<&str>>, origin: Option<&str>, revoked| IndicatorQuestion {
            organization: organization.map(|name| name.map(str::to_owned)),
            origin: origin.map(str::to_owned),
            revoked,
        };
        for (question, count) in [
            (question(None, None, false), 24_999),
            (question(None, None, true), 25_000),
            (question(Some(None), None, true), 12_500),
            (question(Some(Some("bank")), None, false), 12_499),
            (question(Some(Some("bank")), Some("origin 0"), true), 0),
            (question(Some(Some("nobody")), None, true), 0),
        ] {
            assert_eq!(all(&ledger, &question).await.len(), count, "{question:?}");
        }
        assert_eq!(all(&ledger, &question(None, None, true)).await, given);
        assert_eq!(ledger.indicators_count(Some("bank")).await.unwrap(), (24_999, 12_499));
        assert_eq!(ledger.indicators_count(None).await.unwrap(), (24_999, 12_500));
    });
}

#[test]
fn what_they_say_is_encrypted_and_encrypted_anew() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    let (one, both) = (format!("1 {}\n", "01".repeat(32)), format!("1 {}\n2 {}\n", "01".repeat(32), "02".repeat(32)));
    let given: Vec<KeptIndicator> = (0..2500).map(|id| kept(id, None)).collect();
    runtime().block_on(async {
        let ledger = Ledger::open(&lock, options(Some(&one))).await.unwrap();
        ledger.keep_indicators(&given, &[]).await.unwrap();
        assert_eq!(ledger.keys().await.unwrap(), [1]);
        ledger.close().await;
        let ledger = Ledger::open(&lock, options(None)).await.unwrap();
        let page = ledger.indicators(&IndicatorQuestion::default(), 0).await.unwrap();
        assert_eq!(
            (page.indicators.len(), page.unread),
            (0, 2500),
            "without the key nothing is read, and that is counted"
        );
        ledger.close().await;
        let ledger = Ledger::open(&lock, options(Some(&both))).await.unwrap();
        ledger.rekey(&AtomicBool::new(false)).await.unwrap();
        assert_eq!(ledger.keys().await.unwrap(), [2]);
        assert_eq!(all(&ledger, &IndicatorQuestion::default()).await, given);
        ledger.close().await;
    });
    let bytes = std::fs::read(folder.path().join("ledger/ledger.sqlite")).unwrap();
    assert!(!bytes.windows(12).any(|window| window == b"secret words"));
}

#[test]
fn a_ledger_of_the_second_form_takes_indicators() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    let options = Options { keys: None, space: Arc::new(Endless), reserve_bytes: 0, share_bytes: SHARE_BYTES };
    std::fs::create_dir(folder.path().join("ledger")).unwrap();
    runtime().block_on(async {
        let connect = SqliteConnectOptions::new().filename(folder.path().join("ledger/ledger.sqlite"));
        let pool = SqlitePool::connect_with(connect.create_if_missing(true)).await.unwrap();
        sqlx::raw_sql(include_str!("../../src/steps/1.sql")).execute(&pool).await.unwrap();
        sqlx::raw_sql(include_str!("../../src/steps/2.sql")).execute(&pool).await.unwrap();
        sqlx::raw_sql("PRAGMA user_version = 2").execute(&pool).await.unwrap();
        pool.close().await;
        let ledger = Ledger::open(&lock, options).await.unwrap();
        ledger.keep_indicators(&[kept(5, Some("bank"))], &[]).await.unwrap();
        assert_eq!(all(&ledger, &IndicatorQuestion::default()).await, [kept(5, Some("bank"))]);
    });
}
