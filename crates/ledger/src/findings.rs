//! Findings, read newest first.

use atalaya_model::{Finding, Level, Time};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::error::ReadError;
use crate::opening::Ledger;

/// The columns of a finding.
pub(crate) const COLUMNS: &str =
    "number, organization, uid, source, rule, level, kind, time, received, recorded, amended, superseded_by, key, body";
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
    /// Also those that another took the place of, because an event came late.
    pub superseded: bool,
}

/// A finding as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its number in the ledger, in the order of recording. It never leaves the centre.
    pub number: i64,
    /// When it was recorded.
    pub recorded: Time,
    /// When it was changed last, because more had come.
    pub amended: Option<Time>,
    /// The identifier of the finding that took its place.
    pub superseded_by: Option<String>,
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
    /// How many more there were that are only counted, about: what is decoded again after a crash is counted again.
    pub beyond: u64,
    /// When the latest was recorded.
    pub latest: Time,
    /// The number of the latest.
    pub number: i64,
}

impl Ledger {
    /// Findings, the one recorded last first, at most `limit` and [`FINDINGS_PAGE_MAX`].
    pub async fn findings(&self, question: &Question, limit: u32) -> Result<Vec<Kept>, ReadError> {
        let Question { organization, rule, level, since, until, before, after, superseded } = question;
        let select = format!(
            "SELECT {COLUMNS} FROM findings WHERE ($1 IS NULL OR organization = $1) AND ($2 IS NULL OR rule = $2) AND level >= $3 \
             AND ($4 IS NULL OR COALESCE(time, received) >= $4) AND ($5 IS NULL OR COALESCE(time, received) < $5) \
             AND ($6 IS NULL OR number < $6) AND ($7 IS NULL OR number > $7) \
             AND ($8 OR superseded_by IS NULL) ORDER BY number DESC LIMIT $9"
        );
        let select =
            sqlx::query(sqlx::AssertSqlSafe(select)).bind(organization).bind(rule).bind(i64::from(level.severity_id()));
        let select = select.bind(since.map(|time| time.0)).bind(until.map(|time| time.0)).bind(before).bind(after);
        let rows = select.bind(superseded).bind(i64::from(limit.min(FINDINGS_PAGE_MAX))).fetch_all(&self.pool).await?;
        rows.iter().map(|row| self.kept(row)).collect()
    }

    pub(crate) fn kept(&self, row: &SqliteRow) -> Result<Kept, ReadError> {
        let number: i64 = row.try_get("number")?;
        let (organization, uid): (String, String) = (row.try_get("organization")?, row.try_get("uid")?);
        let damaged = || ReadError::Damaged { number };
        let sealed = (row.try_get("key")?, row.try_get("body")?);
        let ocsf = self.opened(number, &organization, &uid, sealed)?;
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
        Ok(Kept {
            number,
            recorded: Time(row.try_get("recorded")?),
            amended: row.try_get::<Option<i64>, _>("amended")?.map(Time),
            superseded_by: row.try_get("superseded_by")?,
            finding,
        })
    }

    /// How many of the findings that are asked for each rule has for each organization, most first. What is only counted is
    /// known by rule and organization alone.
    pub async fn rule_counts(&self, question: &Question, limit: u32) -> Result<Vec<RuleCount>, ReadError> {
        let Question { organization, rule, level, since, until, .. } = question;
        let select = sqlx::query(
            "SELECT f.organization, f.rule, f.level, f.findings, f.latest, f.number, COALESCE(d.beyond, 0) AS beyond \
             FROM (SELECT organization, rule, MAX(level) AS level, COUNT(*) AS findings, MAX(recorded) AS latest, \
                          MAX(number) AS number \
                   FROM findings WHERE ($1 IS NULL OR organization = $1) AND ($2 IS NULL OR rule = $2) AND level >= $3 \
                   AND ($4 IS NULL OR COALESCE(time, received) >= $4) AND ($5 IS NULL OR COALESCE(time, received) < $5) \
                   AND superseded_by IS NULL GROUP BY organization, rule) f \
             LEFT JOIN (SELECT organization, rule, SUM(beyond) AS beyond FROM days GROUP BY organization, rule) d \
             ON d.organization = f.organization AND d.rule = f.rule \
             ORDER BY f.findings + COALESCE(d.beyond, 0) DESC, f.organization, f.rule LIMIT $6",
        );
        let select = select.bind(organization).bind(rule).bind(i64::from(level.severity_id()));
        let select = select.bind(since.map(|time| time.0)).bind(until.map(|time| time.0));
        let rows = select.bind(i64::from(limit.min(FINDINGS_PAGE_MAX))).fetch_all(&self.pool).await?;
        rows.iter().map(rule_count).collect()
    }

    /// How many findings there are.
    pub async fn findings_count(&self) -> Result<u64, ReadError> {
        let (count,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM findings").fetch_one(&self.pool).await?;
        Ok(count.max(0) as u64)
    }
}

fn rule_count(row: &SqliteRow) -> Result<RuleCount, ReadError> {
    Ok(RuleCount {
        organization: row.try_get("organization")?,
        rule: row.try_get("rule")?,
        level: level(row.try_get("level")?).unwrap_or_default(),
        findings: row.try_get::<i64, _>("findings")?.max(0) as u64,
        beyond: row.try_get::<i64, _>("beyond")?.max(0) as u64,
        latest: Time(row.try_get("latest")?),
        number: row.try_get("number")?,
    })
}

fn level(severity: i64) -> Option<Level> {
    Level::ALL.into_iter().find(|level| i64::from(level.severity_id()) == severity)
}
