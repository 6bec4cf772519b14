//! What findings say, encrypted with the present key, or with none where there is none to write with.

use std::sync::atomic::{AtomicBool, Ordering};

use atalaya_journal::KeyId;
use sqlx::Row as _;

use crate::error::{ReadError, RekeyError};
use crate::findings::{body, place};
use crate::opening::Ledger;
use crate::seal::{self, PLAIN};

/// Findings that are written anew in one transaction.
const FINDINGS_AT_ONCE: i64 = 1000;

/// What was written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rekeyed {
    /// Findings that were.
    pub findings: u64,
    /// Whether it was stopped before its end; it goes on when it is called again.
    pub stopped: bool,
}

impl Ledger {
    /// The numbers of the keys that findings are encrypted with, in rising order.
    pub async fn keys(&self) -> Result<Vec<KeyId>, ReadError> {
        let select = sqlx::query_as("SELECT DISTINCT key FROM findings WHERE key <> $1 ORDER BY key");
        let keys: Vec<(i64,)> = select.bind(i64::from(PLAIN)).fetch_all(&self.pool).await?;
        Ok(keys.into_iter().filter_map(|(key,)| KeyId::try_from(key).ok()).collect())
    }

    /// Encrypts every finding with the present key that is not; the old bytes are overwritten in the database's file.
    pub async fn rekey(&self, stop: &AtomicBool) -> Result<Rekeyed, RekeyError> {
        let active = self.options.keys.as_ref().and_then(|keys| keys.active()).unwrap_or(PLAIN);
        let mut rekeyed = Rekeyed::default();
        loop {
            if stop.load(Ordering::Relaxed) {
                rekeyed.stopped = true;
                break;
            }
            let count = self.rekey_some(active).await?;
            rekeyed.findings += count;
            if count == 0 {
                break;
            }
        }
        if rekeyed.findings > 0 && !rekeyed.stopped {
            // What was written before stands in pages that are free now.
            sqlx::raw_sql("VACUUM").execute(&self.pool).await.map_err(ReadError::from)?;
        }
        Ok(rekeyed)
    }

    async fn rekey_some(&self, active: KeyId) -> Result<u64, RekeyError> {
        let mut transaction = self.pool.begin().await.map_err(ReadError::from)?;
        let select = sqlx::query("SELECT number, organization, uid, key, body FROM findings WHERE key <> $1 LIMIT $2");
        let rows = select.bind(i64::from(active)).bind(FINDINGS_AT_ONCE).fetch_all(&mut *transaction).await;
        let rows = rows.map_err(ReadError::from)?;
        for row in &rows {
            let text = body(self.options.keys.as_ref(), row)?;
            let get = |name| row.try_get::<String, _>(name).map_err(ReadError::from);
            let place = place(&get("organization")?, &get("uid")?);
            let sealed = seal::seal(self.options.keys.as_ref(), &place, &text).map_err(|_| RekeyError::Random)?;
            let update = sqlx::query("UPDATE findings SET key = $1, body = $2 WHERE number = $3");
            let number: i64 = row.try_get("number").map_err(ReadError::from)?;
            let update = update.bind(i64::from(sealed.0)).bind(sealed.1).bind(number);
            update.execute(&mut *transaction).await.map_err(ReadError::from)?;
        }
        transaction.commit().await.map_err(ReadError::from)?;
        Ok(rows.len() as u64)
    }
}
