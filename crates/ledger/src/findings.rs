//! Findings: recorded once each, read newest first.

use atalaya_journal::{KeyId, KeyRing};
use atalaya_model::{Finding, Level, Time};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, Sqlite, Transaction};

use crate::error::{ReadError, RecordError};
use crate::opening::Ledger;
use crate::seal::{self, SealError};

/// Findings that are recorded at once.
pub const RECORD_FINDINGS_MAX: usize = 10_000;
/// Findings of a page.
pub const FINDINGS_PAGE_MAX: u32 = 1000;

/// Which findings are asked for.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Of this organization only; none: of all.
    pub organization: Option<String>,
    /// Of this rule only.
    pub rule: Option<String>,
    /// Of this level and above.
    pub level: Level,
    /// Of events from this time on; of events without a time, received from it on.
    pub since: Option<Time>,
    /// Of events before this time.
    pub until: Option<Time>,
    /// Recorded before the one of this number, where a page goes on.
    pub before: Option<i64>,
    /// Recorded after the one of this number.
    pub after: Option<i64>,
}

/// A finding as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its number in the ledger, in the order of recording. It never leaves the centre.
    pub number: i64,
    /// When it was recorded.
    pub recorded: Time,
    /// The finding.
    pub finding: Finding,
}

/// What a rule found for an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCount {
    /// The organization.
    pub organization: String,
    /// The rule's identifier.
    pub rule: String,
    /// How serious the rule says its findings are.
    pub level: Level,
    /// How many it has.
    pub findings: u64,
    /// When the latest was recorded.
    pub latest: Time,
}

impl Ledger {
    /// Records findings, in one transaction that is durable when this returns, and tells which of them are new. One that is
    /// there already stays as it is.
    pub async fn record(&self, findings: &[Finding], now: Time) -> Result<Vec<bool>, RecordError> {
        if findings.len() > RECORD_FINDINGS_MAX {
            return Err(RecordError::TooMany);
        }
        self.ask_for_room(findings)?;
        let mut transaction = self.pool.begin().await?;
        let mut new = Vec::with_capacity(findings.len());
        for finding in findings {
            new.push(self.record_one(&mut transaction, finding, now).await?);
        }
        transaction.commit().await?;
        Ok(new)
    }

    async fn record_one(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        finding: &Finding,
        now: Time,
    ) -> Result<bool, RecordError> {
        let Finding { uid, organization, source, rule, level, kind, time, received, ocsf } = finding;
        let sealed = seal::seal(self.options.keys.as_ref(), &place(organization, uid), ocsf);
        let (key, body) = sealed.map_err(|_| RecordError::Random)?;
        let insert = sqlx::query(
            "INSERT INTO findings (organization, uid, source, rule, level, kind, time, received, recorded, key, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (organization, uid) DO NOTHING",
        );
        let insert = insert.bind(organization).bind(uid).bind(source).bind(rule).bind(i64::from(level.severity_id()));
        let insert = insert.bind(kind).bind(time.map(|time| time.0)).bind(received.0).bind(now.0);
        let done = insert.bind(i64::from(key)).bind(body).execute(&mut **transaction).await?;
        Ok(done.rows_affected() > 0)
    }

    /// Refuses where the disk's reserve would be taken of.
    fn ask_for_room(&self, findings: &[Finding]) -> Result<(), RecordError> {
        // The write-ahead log has everything once more.
        let bytes: usize = findings.iter().map(|finding| 2 * finding.ocsf.len()).sum();
        let free_bytes = self.options.space.free_bytes().map_err(RecordError::Space)?;
        let reserve_bytes = self.options.reserve_bytes;
        let enough = free_bytes.saturating_sub(bytes as u64) >= reserve_bytes;
        if enough { Ok(()) } else { Err(RecordError::ReserveReached { free_bytes, reserve_bytes }) }
    }

    /// Findings, the one recorded last first, at most `limit` and [`FINDINGS_PAGE_MAX`].
    pub async fn findings(&self, question: &Question, limit: u32) -> Result<Vec<Kept>, ReadError> {
        let Question { organization, rule, level, since, until, before, after } = question;
        let select = sqlx::query(
            "SELECT number, organization, uid, source, rule, level, kind, time, received, recorded, key, body \
             FROM findings WHERE ($1 IS NULL OR organization = $1) AND ($2 IS NULL OR rule = $2) AND level >= $3 \
             AND ($4 IS NULL OR COALESCE(time, received) >= $4) AND ($5 IS NULL OR COALESCE(time, received) < $5) \
             AND ($6 IS NULL OR number < $6) AND ($7 IS NULL OR number > $7) ORDER BY number DESC LIMIT $8",
        );
        let select = select.bind(organization).bind(rule).bind(i64::from(level.severity_id()));
        let select = select.bind(since.map(|time| time.0)).bind(until.map(|time| time.0)).bind(before).bind(after);
        let rows = select.bind(i64::from(limit.min(FINDINGS_PAGE_MAX))).fetch_all(&self.pool).await?;
        rows.iter().map(|row| self.kept(row)).collect()
    }

    fn kept(&self, row: &SqliteRow) -> Result<Kept, ReadError> {
        let number: i64 = row.try_get("number")?;
        let (organization, uid): (String, String) = (row.try_get("organization")?, row.try_get("uid")?);
        let damaged = || ReadError::Damaged { number };
        let ocsf = body(self.options.keys.as_ref(), row)?;
        let finding = Finding {
            uid,
            organization,
            source: row.try_get("source")?,
            rule: row.try_get("rule")?,
            level: level(row.try_get("level")?).ok_or_else(damaged)?,
            kind: row.try_get("kind")?,
            time: row.try_get::<Option<i64>, _>("time")?.map(Time),
            received: Time(row.try_get("received")?),
            ocsf,
        };
        Ok(Kept { number, recorded: Time(row.try_get("recorded")?), finding })
    }

    /// How many findings each rule has for each organization, most first.
    pub async fn rule_counts(&self, organization: Option<&str>, limit: u32) -> Result<Vec<RuleCount>, ReadError> {
        let select = sqlx::query(
            "SELECT organization, rule, MAX(level) AS level, COUNT(*) AS findings, MAX(recorded) AS latest \
             FROM findings WHERE ($1 IS NULL OR organization = $1) GROUP BY organization, rule \
             ORDER BY findings DESC, organization, rule LIMIT $2",
        );
        let rows = select.bind(organization).bind(i64::from(limit.min(FINDINGS_PAGE_MAX)));
        let rows = rows.fetch_all(&self.pool).await?;
        rows.iter().map(rule_count).collect()
    }

    /// How many findings there are.
    pub async fn findings_count(&self) -> Result<u64, ReadError> {
        let (count,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM findings").fetch_one(&self.pool).await?;
        Ok(count.max(0) as u64)
    }
}

/// What the finding of a row says.
pub(crate) fn body(keys: Option<&KeyRing>, row: &SqliteRow) -> Result<String, ReadError> {
    let number: i64 = row.try_get("number")?;
    let (organization, uid): (String, String) = (row.try_get("organization")?, row.try_get("uid")?);
    let damaged = || ReadError::Damaged { number };
    let key = KeyId::try_from(row.try_get::<i64, _>("key")?).map_err(|_| damaged())?;
    seal::open(keys, key, &place(&organization, &uid), row.try_get("body")?).map_err(|error| match error {
        SealError::KeyMissing => ReadError::KeyMissing(key),
        SealError::Damaged | SealError::Random => damaged(),
    })
}

fn rule_count(row: &SqliteRow) -> Result<RuleCount, ReadError> {
    Ok(RuleCount {
        organization: row.try_get("organization")?,
        rule: row.try_get("rule")?,
        level: level(row.try_get("level")?).unwrap_or_default(),
        findings: row.try_get::<i64, _>("findings")?.max(0) as u64,
        latest: Time(row.try_get("latest")?),
    })
}

/// What is sealed with a finding: whose it is, and which.
pub(crate) fn place(organization: &str, uid: &str) -> String {
    format!("{organization}\n{uid}")
}

fn level(severity: i64) -> Option<Level> {
    Level::ALL.into_iter().find(|level| i64::from(level.severity_id()) == severity)
}
