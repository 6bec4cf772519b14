//! A ledger that a later version wrote is not touched, and one of an earlier version keeps what it has.

use std::sync::Arc;

use atalaya_journal::{DataDir, Endless};
use atalaya_ledger::{Ledger, OpenError, Options};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tokio::runtime::Builder;

#[test]
fn what_a_later_version_wrote_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    let options = Options { keys: None, space: Arc::new(Endless), reserve_bytes: 0, share_bytes: 1 << 20 };
    Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        assert!(!Ledger::is_there(&lock));
        Ledger::open(&lock, options.clone()).await.unwrap().close().await;
        assert!(Ledger::is_there(&lock));
        let connect = SqliteConnectOptions::new().filename(folder.path().join("ledger/ledger.sqlite"));
        let pool = SqlitePool::connect_with(connect).await.unwrap();
        sqlx::raw_sql("PRAGMA user_version = 99").execute(&pool).await.unwrap();
        pool.close().await;
        let refused = Ledger::open(&lock, options).await.err();
        assert!(matches!(refused, Some(OpenError::Newer { found: 99, .. })), "{refused:?}");
    });
}

#[test]
fn a_ledger_of_the_first_form_keeps_its_findings_and_counts_them() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    let options = Options { keys: None, space: Arc::new(Endless), reserve_bytes: 0, share_bytes: 1 << 20 };
    std::fs::create_dir(folder.path().join("ledger")).unwrap();
    Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let connect = SqliteConnectOptions::new().filename(folder.path().join("ledger/ledger.sqlite"));
        let pool = SqlitePool::connect_with(connect.create_if_missing(true)).await.unwrap();
        sqlx::raw_sql(include_str!("../../src/steps/1.sql")).execute(&pool).await.unwrap();
        let row = "INSERT INTO findings (organization, uid, source, rule, level, kind, received, recorded, key, body) \
                   VALUES ('bank', 'u', 'fw', 'r', 4, 'k', 1, 2, 0, CAST('{}' AS BLOB)); PRAGMA user_version = 1";
        sqlx::raw_sql(row).execute(&pool).await.unwrap();
        pool.close().await;
        let ledger = Ledger::open(&lock, options).await.unwrap();
        let counts = ledger.rule_counts(&Default::default(), 9).await.unwrap();
        assert_eq!((ledger.findings_count().await.unwrap(), counts.len(), counts[0].findings), (1, 1, 1));
        assert_eq!(ledger.findings(&Default::default(), 9).await.unwrap()[0].finding.ocsf, "{}");
    });
}
