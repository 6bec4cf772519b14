//! Exceptions: where rules find nothing, why, until when, and what that has kept from being found.

use atalaya_model::Time;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::error::{ReadError, RecordError};
use crate::opening::Ledger;
use crate::seal;

/// Exceptions that are kept, removed ones and those included whose time is over.
pub const EXCEPTIONS_MAX: i64 = 10_000;

/// An exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Its identifier.
    pub uid: String,
    /// Whose events; none: everybody's.
    pub organization: Option<String>,
    /// The identifier of the rule.
    pub rule: String,
    /// What holds of the events, in whatever form the caller gives it.
    pub selection: String,
    /// Why.
    pub reason: String,
    /// Since when.
    pub added: Time,
    /// Until when.
    pub until: Time,
    /// When it was removed before that.
    pub removed: Option<Time>,
    /// How much it has kept from being found; what is decoded again after a crash may be counted again.
    pub suppressed: u64,
    /// When the latest of that was received.
    pub latest: Option<Time>,
}

/// What an exception kept from being found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The exception's identifier.
    pub uid: String,
    /// Findings and matches.
    pub count: u64,
    /// When the latest of their events was received.
    pub latest: Time,
}

/// What is sealed of an exception.
#[derive(Serialize, Deserialize)]
struct Body {
    selection: String,
    reason: String,
}

impl Ledger {
    /// Adds an exception. `false`: there are [`EXCEPTIONS_MAX`] already.
    pub async fn add_exception(&self, exception: &Exception) -> Result<bool, RecordError> {
        let Exception { uid, organization, rule, selection, reason, added, until, .. } = exception;
        let organization = organization.as_deref().unwrap_or_default();
        let body = Body { selection: selection.clone(), reason: reason.clone() };
        let body = serde_json::to_string(&body).unwrap_or_default();
        let sealed = seal::seal(self.options.keys.as_ref(), &seal::place(organization, &exception_of(uid)), &body);
        let (key, body) = sealed.map_err(|_| RecordError::Random)?;
        let insert = sqlx::query(
            "INSERT INTO exceptions (organization, uid, rule, added, until, suppressed, key, body) \
             SELECT $1, $2, $3, $4, $5, 0, $6, $7 WHERE (SELECT COUNT(*) FROM exceptions) < $8",
        );
        let insert = insert.bind(organization).bind(uid).bind(rule).bind(added.0).bind(until.0);
        let insert = insert.bind(i64::from(key)).bind(body).bind(EXCEPTIONS_MAX);
        Ok(insert.execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Removes an exception; what it did stays known. `false`: there is none of this identifier that holds.
    pub async fn remove_exception(&self, uid: &str, now: Time) -> Result<bool, RecordError> {
        let update = sqlx::query("UPDATE exceptions SET removed = $1 WHERE uid = $2 AND removed IS NULL");
        Ok(update.bind(now.0).bind(uid).execute(&self.pool).await?.rows_affected() > 0)
    }

    /// Counts what exceptions kept from being found.
    pub async fn add_suppressed(&self, suppressed: &[Suppression]) -> Result<(), RecordError> {
        let mut transaction = self.pool.begin().await?;
        for Suppression { uid, count, latest } in suppressed {
            let update = sqlx::query(
                "UPDATE exceptions SET suppressed = suppressed + $1, \
                 latest = CASE WHEN latest IS NULL OR latest < $2 THEN $2 ELSE latest END WHERE uid = $3",
            );
            let count = i64::try_from(*count).unwrap_or(i64::MAX);
            update.bind(count).bind(latest.0).bind(uid).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// All exceptions, the newest first.
    pub async fn exceptions(&self) -> Result<Vec<Exception>, ReadError> {
        let select = "SELECT organization, uid, rule, added, until, removed, suppressed, latest, key, body \
                      FROM exceptions ORDER BY added DESC, uid";
        let rows = sqlx::query(select).fetch_all(&self.pool).await?;
        rows.iter().map(|row| self.exception(row)).collect()
    }

    fn exception(&self, row: &SqliteRow) -> Result<Exception, ReadError> {
        let (organization, uid): (String, String) = (row.try_get("organization")?, row.try_get("uid")?);
        let sealed = (row.try_get("key")?, row.try_get("body")?);
        let body = self.opened(0, &organization, &exception_of(&uid), sealed)?;
        let Body { selection, reason } = serde_json::from_str(&body).map_err(|_| ReadError::Damaged { number: 0 })?;
        Ok(Exception {
            uid,
            organization: Some(organization).filter(|organization| !organization.is_empty()),
            rule: row.try_get("rule")?,
            selection,
            reason,
            added: Time(row.try_get("added")?),
            until: Time(row.try_get("until")?),
            removed: row.try_get::<Option<i64>, _>("removed")?.map(Time),
            suppressed: row.try_get::<i64, _>("suppressed")?.max(0) as u64,
            latest: row.try_get::<Option<i64>, _>("latest")?.map(Time),
        })
    }
}

/// What an exception is sealed as.
pub(crate) fn exception_of(uid: &str) -> String {
    format!("exception\n{uid}")
}
