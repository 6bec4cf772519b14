//! Findings that were recorded long ago leave the ledger.

use atalaya_model::Time;
use sqlx::Row as _;

use crate::error::ReadError;
use crate::opening::Ledger;

/// Findings that are removed in one transaction.
const EXPIRE_FINDINGS_MAX: i64 = 1000;
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

impl Ledger {
    /// Removes some of the findings that were recorded, and amended last, before, and returns how many; none are left where that is none. The
    /// room in the file is used again.
    pub async fn expire_some(&self, before: Time) -> Result<u64, ReadError> {
        let mut transaction = self.pool.begin().await?;
        // One that may still change is not old.
        let select = "SELECT number, organization, LENGTH(body) AS bytes FROM findings f \
                      WHERE recorded < $1 AND COALESCE(amended, recorded) < $1 AND NOT EXISTS (\
                          SELECT 1 FROM stretches s WHERE s.organization = f.organization AND s.uid = f.uid) \
                      LIMIT $2";
        let rows = sqlx::query(select).bind(before.0).bind(EXPIRE_FINDINGS_MAX).fetch_all(&mut *transaction).await?;
        for row in &rows {
            let (number, organization): (i64, String) = (row.try_get("number")?, row.try_get("organization")?);
            let bytes: i64 = row.try_get("bytes")?;
            sqlx::query("DELETE FROM findings WHERE number = $1").bind(number).execute(&mut *transaction).await?;
            let update = sqlx::query(
                "UPDATE shares SET bytes = CASE WHEN bytes > $1 THEN bytes - $1 ELSE 0 END WHERE organization = $2",
            );
            update.bind(bytes).bind(organization).execute(&mut *transaction).await?;
        }
        if rows.is_empty() {
            let delete = sqlx::query("DELETE FROM days WHERE day < $1").bind(before.0.div_euclid(DAY));
            delete.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(rows.len() as u64)
    }
}
