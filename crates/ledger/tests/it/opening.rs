//! A ledger that a later version wrote is not touched.

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
