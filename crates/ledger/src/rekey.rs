//! What findings say, encrypted with the present key, or with none where there is none to write with.

use std::sync::atomic::{AtomicBool, Ordering};

use atalaya_journal::KeyId;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, Sqlite, Transaction};

use crate::error::{ReadError, RekeyError};
use crate::exceptions::exception_of;
use crate::indicators::indicator_of;
use crate::opening::Ledger;
use crate::record::{match_of, state_of};
use crate::seal::{self, PLAIN};

/// Rows that are written anew in one transaction.
const REKEY_ROWS_MAX: i64 = 1000;

/// What was written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rekeyed {
    /// Findings that were.
    pub findings: u64,
    /// Whether it was stopped before its end; it goes on when it is called again.
    pub stopped: bool,
}

impl Ledger {
    /// The numbers of the keys that something is encrypted with, in rising order.
    pub async fn keys(&self) -> Result<Vec<KeyId>, ReadError> {
        let select = sqlx::query_as(
            "SELECT key FROM findings WHERE key <> $1 UNION SELECT key FROM matches WHERE key <> $1 \
             UNION SELECT key FROM stretches WHERE key <> $1 UNION SELECT key FROM exceptions WHERE key <> $1 \
             UNION SELECT key FROM indicators WHERE key <> $1 ORDER BY key",
        );
        let keys: Vec<(i64,)> = select.bind(i64::from(PLAIN)).fetch_all(&self.pool).await?;
        Ok(keys.into_iter().filter_map(|(key,)| KeyId::try_from(key).ok()).collect())
    }

    /// Encrypts everything with the present key that is not; the old bytes are overwritten in the database's file.
    pub async fn rekey(&self, stop: &AtomicBool) -> Result<Rekeyed, RekeyError> {
        let active = self.options.keys.as_ref().and_then(|keys| keys.active()).unwrap_or(PLAIN);
        let mut rekeyed = Rekeyed::default();
        let mut others = 0;
        for table in Table::ALL {
            while !rekeyed.stopped {
                rekeyed.stopped = stop.load(Ordering::Relaxed);
                let count = if rekeyed.stopped { 0 } else { self.rekey_some(table, active).await? };
                match table {
                    Table::Findings => rekeyed.findings += count,
                    Table::Stretches | Table::Matches | Table::Exceptions | Table::Indicators => others += count,
                }
                if count == 0 {
                    break;
                }
            }
        }
        if rekeyed.findings + others > 0 && !rekeyed.stopped {
            // What was written before stands in pages that are free now.
            sqlx::raw_sql("VACUUM").execute(&self.pool).await.map_err(ReadError::from)?;
        }
        Ok(rekeyed)
    }

    async fn rekey_some(&self, table: Table, active: KeyId) -> Result<u64, RekeyError> {
        let mut transaction = self.pool.begin().await.map_err(ReadError::from)?;
        let select = sqlx::query(table.select()).bind(i64::from(active)).bind(REKEY_ROWS_MAX);
        let rows = select.fetch_all(&mut *transaction).await.map_err(ReadError::from)?;
        for row in &rows {
            self.rekey_row(&mut transaction, table, row).await?;
        }
        transaction.commit().await.map_err(ReadError::from)?;
        Ok(rows.len() as u64)
    }

    async fn rekey_row(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        table: Table,
        row: &SqliteRow,
    ) -> Result<(), RekeyError> {
        let get = |error| RekeyError::Read(ReadError::from(error));
        let organization: String = row.try_get("organization").map_err(get)?;
        let sealed = (row.try_get("key").map_err(get)?, row.try_get("body").map_err(get)?);
        let (what, number, rule, place) = match table {
            Table::Findings => (row.try_get("uid").map_err(get)?, row.try_get("number").map_err(get)?, None, None),
            Table::Stretches => (state_of(row.try_get("uid").map_err(get)?), 0, None, None),
            Table::Exceptions => (exception_of(row.try_get("uid").map_err(get)?), 0, None, None),
            Table::Indicators => (indicator_of(row.try_get("uid").map_err(get)?), 0, None, None),
            Table::Matches => {
                let place: Vec<u8> = row.try_get("place").map_err(get)?;
                let rule: String = row.try_get("rule").map_err(get)?;
                (match_of(&rule, &place), 0, Some(rule), Some(place))
            }
        };
        let text = self.opened(number, &organization, &what, sealed)?;
        let sealed = seal::seal(self.options.keys.as_ref(), &seal::place(&organization, &what), &text);
        let (key, body) = sealed.map_err(|_| RekeyError::Random)?;
        let update = sqlx::query(table.update()).bind(i64::from(key)).bind(body).bind(organization);
        let update = match (rule, place) {
            (Some(rule), Some(place)) => update.bind(rule).bind(place),
            _ => update.bind(row.try_get::<String, _>("uid").map_err(get)?),
        };
        update.execute(&mut **transaction).await.map_err(get)?;
        Ok(())
    }
}

/// What has something encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    Findings,
    Stretches,
    Matches,
    Exceptions,
    Indicators,
}

impl Table {
    const ALL: [Table; 5] = [Table::Findings, Table::Stretches, Table::Matches, Table::Exceptions, Table::Indicators];

    /// Rows with another key.
    fn select(self) -> &'static str {
        match self {
            Table::Findings => "SELECT number, organization, uid, key, body FROM findings WHERE key <> $1 LIMIT $2",
            Table::Stretches => "SELECT organization, uid, key, body FROM stretches WHERE key <> $1 LIMIT $2",
            Table::Indicators => "SELECT organization, uid, key, body FROM indicators WHERE key <> $1 LIMIT $2",
            Table::Matches => "SELECT organization, rule, place, key, body FROM matches WHERE key <> $1 LIMIT $2",
            Table::Exceptions => "SELECT organization, uid, key, body FROM exceptions WHERE key <> $1 LIMIT $2",
        }
    }

    fn update(self) -> &'static str {
        match self {
            Table::Findings => "UPDATE findings SET key = $1, body = $2 WHERE organization = $3 AND uid = $4",
            Table::Stretches => "UPDATE stretches SET key = $1, body = $2 WHERE organization = $3 AND uid = $4",
            Table::Exceptions => "UPDATE exceptions SET key = $1, body = $2 WHERE organization = $3 AND uid = $4",
            Table::Indicators => "UPDATE indicators SET key = $1, body = $2 WHERE organization = $3 AND uid = $4",
            Table::Matches => {
                "UPDATE matches SET key = $1, body = $2 WHERE organization = $3 AND rule = $4 AND place = $5"
            }
        }
    }
}
