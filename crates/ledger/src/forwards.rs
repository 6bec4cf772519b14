//! How far findings were forwarded to the systems of others.

use sqlx::Row as _;

use crate::error::{ReadError, RecordError};
use crate::findings::{COLUMNS, FINDINGS_PAGE_MAX, Kept, Question};
use crate::opening::Ledger;

/// How far a forward is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forwarded {
    /// The number of the last finding that the other side has, or that was not for it.
    pub number: i64,
    /// Findings that were sent, ever.
    pub sent: u64,
    /// Findings that could not be sent so, ever.
    pub unsent: u64,
}

impl Ledger {
    /// Findings that were recorded behind the one of this number, in that order: of the question's organization and level, at
    /// most `limit` and [`FINDINGS_PAGE_MAX`].
    pub async fn findings_behind(&self, number: i64, question: &Question, limit: u32) -> Result<Vec<Kept>, ReadError> {
        let Question { organization, level, .. } = question;
        let select = format!(
            "SELECT {COLUMNS} FROM findings WHERE number > $1 AND ($2 IS NULL OR organization = $2) AND level >= $3 \
             ORDER BY number LIMIT $4"
        );
        let select = sqlx::query(sqlx::AssertSqlSafe(select)).bind(number).bind(organization);
        let select = select.bind(i64::from(level.severity_id())).bind(i64::from(limit.min(FINDINGS_PAGE_MAX)));
        let rows = select.fetch_all(&self.pool).await?;
        rows.iter().map(|row| self.kept(row)).collect()
    }

    /// The number of the finding that was recorded last; 0 where there is none.
    pub async fn last_finding(&self) -> Result<i64, ReadError> {
        let (last,): (Option<i64>,) = sqlx::query_as("SELECT MAX(number) FROM findings").fetch_one(&self.pool).await?;
        Ok(last.unwrap_or(0))
    }

    /// How far the forward of this name is; none: nobody has asked before.
    pub async fn forwarded(&self, name: &str) -> Result<Option<Forwarded>, ReadError> {
        let select = sqlx::query("SELECT number, sent, unsent FROM forwards WHERE name = $1").bind(name);
        let Some(row) = select.fetch_optional(&self.pool).await? else { return Ok(None) };
        let count = |name| Ok::<u64, sqlx::Error>(row.try_get::<i64, _>(name)?.max(0) as u64);
        Ok(Some(Forwarded { number: row.try_get("number")?, sent: count("sent")?, unsent: count("unsent")? }))
    }

    /// Keeps how far the forward of this name is.
    pub async fn note_forwarded(&self, name: &str, forwarded: Forwarded) -> Result<(), RecordError> {
        let insert = sqlx::query(
            "INSERT INTO forwards (name, number, sent, unsent) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (name) DO UPDATE SET number = excluded.number, sent = excluded.sent, unsent = excluded.unsent",
        );
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let insert = insert.bind(name).bind(forwarded.number).bind(count(forwarded.sent)).bind(count(forwarded.unsent));
        Ok(insert.execute(&self.pool).await.map(drop)?)
    }
}
