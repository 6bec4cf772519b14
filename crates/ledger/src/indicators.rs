//! Indicators: what is looked for in events, with who sent it and when it was taken back. What one says is not known here.

use atalaya_model::Time;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite, Transaction};

use crate::error::{ReadError, RecordError};
use crate::opening::Ledger;

/// Indicators of a page, and of what is kept at once.
pub const INDICATORS_PAGE_MAX: usize = 10_000;
/// Indicators that are kept and not revoked.
pub const INDICATORS_KEPT_MAX: u64 = 1_000_000;
/// The same, of one organization.
pub const ORGANIZATION_INDICATORS_MAX: u64 = 500_000;
/// Revoked indicators that are kept; what was revoked first goes first.
pub const REVOKED_KEPT_MAX: i64 = 1_000_000;
/// Indicators of one statement: what SQLite takes of values, divided by what one has.
const AT_ONCE: usize = 1000;

/// An indicator as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptIndicator {
    /// Its number, which findings name.
    pub id: u64,
    /// Whose events it is looked for in; `None`: everyone's.
    pub organization: Option<String>,
    /// Who sent it.
    pub origin: String,
    /// When it was first taken.
    pub added: Time,
    /// When it was changed last.
    pub changed: Time,
    /// When it was taken back.
    pub revoked: Option<Time>,
    /// What it looks for, and what is said of it.
    pub body: String,
}

/// Which indicators are asked for.
#[derive(Debug, Clone, Default)]
pub struct IndicatorQuestion {
    /// Of this organization only, `Some(None)` being what is everyone's; `None`: all.
    pub organization: Option<Option<String>>,
    /// Sent by this one only.
    pub origin: Option<String>,
    /// Also those that were revoked.
    pub revoked: bool,
}

/// Some of the indicators that are asked for, in the order in which they were taken.
#[derive(Debug, Default)]
pub struct IndicatorPage {
    /// The indicators.
    pub indicators: Vec<KeptIndicator>,
    /// How many cannot be read.
    pub unread: u64,
    /// Where the next page goes on; `None`: this is the end.
    pub next: Option<i64>,
}

impl Ledger {
    /// Indicators, from where an earlier page ended.
    pub async fn indicators(&self, question: &IndicatorQuestion, from: i64) -> Result<IndicatorPage, ReadError> {
        let IndicatorQuestion { organization, origin, revoked } = question;
        let organization = organization.as_ref().map(|organization| organization.clone().unwrap_or_default());
        let select = sqlx::query(
            "SELECT number, organization, uid, origin, added, changed, revoked, key, body FROM indicators \
             WHERE number > $1 AND ($2 IS NULL OR organization = $2) AND ($3 IS NULL OR origin = $3) \
             AND ($4 OR revoked IS NULL) ORDER BY number LIMIT $5",
        );
        let select = select.bind(from).bind(organization).bind(origin).bind(revoked).bind(INDICATORS_PAGE_MAX as i64);
        let rows = select.fetch_all(&self.pool).await?;
        let mut page = IndicatorPage::default();
        for row in &rows {
            match self.kept_indicator(row)? {
                Some(kept) => page.indicators.push(kept),
                None => page.unread += 1,
            }
        }
        let last = rows.last().filter(|_| rows.len() == INDICATORS_PAGE_MAX);
        page.next = last.map(|row| row.try_get("number")).transpose()?;
        Ok(page)
    }

    /// The indicator of a row; `None`: it cannot be read.
    fn kept_indicator(&self, row: &SqliteRow) -> Result<Option<KeptIndicator>, ReadError> {
        let (organization, uid): (String, String) = (row.try_get("organization")?, row.try_get("uid")?);
        let sealed = (row.try_get("key")?, row.try_get("body")?);
        let opened = self.opened(row.try_get("number")?, &organization, &indicator_of(&uid), sealed);
        let Ok((id, body)) = u64::from_str_radix(&uid, 16).map_err(drop).and_then(|id| Ok((id, opened.map_err(drop)?)))
        else {
            return Ok(None);
        };
        Ok(Some(KeptIndicator {
            id,
            organization: Some(organization).filter(|organization| !organization.is_empty()),
            origin: row.try_get("origin")?,
            added: Time(row.try_get("added")?),
            changed: Time(row.try_get("changed")?),
            revoked: row.try_get::<Option<i64>, _>("revoked")?.map(Time),
            body,
        }))
    }

    /// Keeps new indicators and changed ones, at most [`INDICATORS_PAGE_MAX`], in one transaction that is durable when this
    /// returns.
    pub async fn keep_indicators(&self, new: &[KeptIndicator], changed: &[KeptIndicator]) -> Result<(), RecordError> {
        if new.len().max(changed.len()) > INDICATORS_PAGE_MAX {
            return Err(RecordError::TooMany);
        }
        let bytes = new.iter().chain(changed).map(|kept| kept.body.len() + 100).sum();
        self.ask_for_room_for(bytes)?;
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        for some in new.chunks(AT_ONCE) {
            self.insert_indicators(&mut transaction, some).await?;
        }
        for kept in changed {
            let KeptIndicator { id, organization, changed, revoked, body, .. } = kept;
            let (organization, uid) = (organization.as_deref().unwrap_or_default(), uid(*id));
            let (key, body) = self.sealed(organization, &indicator_of(&uid), body)?;
            let update = sqlx::query(
                "UPDATE indicators SET changed = $1, revoked = $2, key = $3, body = $4 \
                 WHERE organization = $5 AND uid = $6",
            );
            let update = update.bind(changed.0).bind(revoked.map(|time| time.0)).bind(key).bind(body);
            update.bind(organization).bind(uid).execute(&mut *transaction).await?;
        }
        forget_revoked(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes back indicators of one organization, or such as are everyone's; what they say stays as it is.
    pub async fn revoke_indicators(
        &self,
        organization: Option<&str>,
        ids: &[u64],
        now: Time,
    ) -> Result<(), RecordError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        for id in ids {
            let update = sqlx::query(
                "UPDATE indicators SET changed = $1, revoked = $1 WHERE organization = $2 AND uid = $3 \
                 AND revoked IS NULL",
            );
            let update = update.bind(now.0).bind(organization.unwrap_or_default()).bind(uid(*id));
            update.execute(&mut *transaction).await?;
        }
        forget_revoked(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn insert_indicators(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        some: &[KeptIndicator],
    ) -> Result<(), RecordError> {
        let mut sealed = Vec::with_capacity(some.len());
        for KeptIndicator { id, organization, body, .. } in some {
            let organization = organization.as_deref().unwrap_or_default();
            sealed.push(self.sealed(organization, &indicator_of(&uid(*id)), body)?);
        }
        let mut insert = QueryBuilder::new(
            "INSERT INTO indicators (organization, uid, origin, added, changed, revoked, key, body) ",
        );
        insert.push_values(some.iter().zip(sealed), |mut row, (kept, (key, body))| {
            let KeptIndicator { id, organization, origin, added, changed, revoked, .. } = kept;
            row.push_bind(organization.as_deref().unwrap_or_default()).push_bind(uid(*id)).push_bind(origin);
            row.push_bind(added.0).push_bind(changed.0).push_bind(revoked.map(|time| time.0));
            row.push_bind(key).push_bind(body);
        });
        insert.build().execute(&mut **transaction).await?;
        Ok(())
    }

    /// How many indicators are kept and not revoked: of all, and of one organization, or of those that are everyone's.
    pub async fn indicators_count(&self, organization: Option<&str>) -> Result<(u64, u64), ReadError> {
        let select = "SELECT COUNT(*), COALESCE(SUM(CASE WHEN organization = $1 THEN 1 ELSE 0 END), 0) FROM indicators \
                      WHERE revoked IS NULL";
        let select = sqlx::query_as::<_, (i64, i64)>(select).bind(organization.unwrap_or_default());
        let (all, theirs) = select.fetch_one(&self.pool).await?;
        Ok((all.max(0) as u64, theirs.max(0) as u64))
    }
}

/// Removes what was revoked first, where more than [`REVOKED_KEPT_MAX`] are.
async fn forget_revoked(transaction: &mut Transaction<'_, Sqlite>) -> Result<(), sqlx::Error> {
    let select = sqlx::query_as::<_, (i64,)>("SELECT COUNT(*) FROM indicators WHERE revoked IS NOT NULL");
    let (count,) = select.fetch_one(&mut **transaction).await?;
    if count > REVOKED_KEPT_MAX {
        let delete = "DELETE FROM indicators WHERE number IN (\
                          SELECT number FROM indicators WHERE revoked IS NOT NULL ORDER BY revoked, number LIMIT $1)";
        sqlx::query(delete).bind(count - REVOKED_KEPT_MAX).execute(&mut **transaction).await?;
    }
    Ok(())
}

/// A number as it stands in the ledger.
fn uid(id: u64) -> String {
    format!("{id:016x}")
}

/// What an indicator is sealed as.
pub(crate) fn indicator_of(uid: &str) -> String {
    format!("indicator\n{uid}")
}

/// A number by which nobody knows an indicator yet.
pub fn indicator_id() -> Result<u64, RecordError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|_| RecordError::Random)?;
    Ok(u64::from_le_bytes(bytes))
}
