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

#[test]
fn a_ledger_that_had_forwarded_more_than_it_kept_goes_on_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    let lock = DataDir::lock(folder.path()).unwrap();
    let options = Options { keys: None, space: Arc::new(Endless), reserve_bytes: 0, share_bytes: 1 << 20 };
    std::fs::create_dir(folder.path().join("ledger")).unwrap();
    Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let connect = SqliteConnectOptions::new().filename(folder.path().join("ledger/ledger.sqlite"));
        let pool = SqlitePool::connect_with(connect.create_if_missing(true)).await.unwrap();
        for step in [
            include_str!("../../src/steps/1.sql"),
            include_str!("../../src/steps/2.sql"),
            include_str!("../../src/steps/3.sql"),
            include_str!("../../src/steps/4.sql"),
        ] {
            sqlx::raw_sql(step).execute(&pool).await.unwrap();
        }
        let rows = "INSERT INTO findings (number, organization, uid, source, rule, level, kind, received, recorded, key, body, amended) \
                    VALUES (4, 'bank', 'u', 'fw', 'r', 4, 'k', 1, 2, 0, CAST('{}' AS BLOB), 9); \
                    INSERT INTO forwards VALUES ('siem', 20, 20, 0); PRAGMA user_version = 4";
        sqlx::raw_sql(rows).execute(&pool).await.unwrap();
        pool.close().await;
        let ledger = Ledger::open(&lock, options).await.unwrap();
        let kept = ledger.findings(&Default::default(), 9).await.unwrap();
        assert_eq!((kept.len(), kept[0].number, kept[0].amended), (1, 4, Some(atalaya_model::Time(9))));
        ledger.record_findings(&[crate::findings::finding("bank", 5)], atalaya_model::Time(3)).await.unwrap();
        assert_eq!(ledger.findings_behind(20, &Default::default(), 9).await.unwrap().len(), 1);
    });
}
