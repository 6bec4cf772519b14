//! How many findings are kept: of a rule for an organization in a day, and of an organization in all.
//!
//! Who sends the same line again and again, or lines for every rule there is, fills neither the disk nor the share of others.
//! What is not kept is counted by rule and day; its events are in the lake, where a hunt with the rule finds them.

use std::collections::HashMap;

use atalaya_model::{Finding, Level, Time};
use sqlx::{Sqlite, Transaction};

/// Findings of a rule for an organization that are kept of a day.
pub const RULE_DAY_FINDINGS_MAX: i64 = 1000;
/// Those that are kept also where the organization's share is used up, so that nobody is blinded by it; of rules of level
/// high and critical [`RULE_DAY_SERIOUS_FINDINGS_MAX`].
pub const RULE_DAY_SURE_FINDINGS_MAX: i64 = 10;
/// The same, of rules of level high and critical.
pub const RULE_DAY_SERIOUS_FINDINGS_MAX: i64 = 100;
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// What a rule found for an organization in a day.
#[derive(Clone, Copy)]
struct Day {
    kept: i64,
    beyond: i64,
}

/// The counts that a transaction looks at and changes.
pub(crate) struct Shares {
    share_bytes: i64,
    day: i64,
    days: HashMap<(String, String), Day>,
    bytes: HashMap<String, i64>,
}

impl Shares {
    pub(crate) fn new(share_bytes: u64, now: Time) -> Shares {
        let share_bytes = i64::try_from(share_bytes).unwrap_or(i64::MAX);
        Shares { share_bytes, day: now.0.div_euclid(DAY), days: HashMap::new(), bytes: HashMap::new() }
    }

    /// Whether a finding that is new is to be kept; it is counted either way.
    pub(crate) async fn admit(
        &mut self,
        transaction: &mut Transaction<'_, Sqlite>,
        finding: &Finding,
    ) -> Result<bool, sqlx::Error> {
        let Finding { organization, rule, .. } = finding;
        let is_kept = self.has_room(transaction, finding).await?;
        let day = self.day_of(transaction, organization, rule).await?;
        let day = Day { kept: day.kept + i64::from(is_kept), beyond: day.beyond + i64::from(!is_kept) };
        self.days.insert((organization.clone(), rule.clone()), day);
        Ok(is_kept)
    }

    /// Whether there is room for one more of its rule.
    pub(crate) async fn has_room(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        finding: &Finding,
    ) -> Result<bool, sqlx::Error> {
        let Finding { organization, rule, .. } = finding;
        let used = self.bytes_of(transaction, organization).await?;
        let kept = self.day_of(transaction, organization, rule).await?.kept;
        let sure = match finding.level {
            Level::High | Level::Critical => RULE_DAY_SERIOUS_FINDINGS_MAX,
            _ => RULE_DAY_SURE_FINDINGS_MAX,
        };
        Ok(kept < sure || (kept < RULE_DAY_FINDINGS_MAX && used < self.share_bytes))
    }

    /// So many bytes more, or fewer, of an organization.
    pub(crate) async fn add(
        &mut self,
        transaction: &mut Transaction<'_, Sqlite>,
        organization: &str,
        bytes: i64,
    ) -> Result<(), sqlx::Error> {
        let used = self.bytes_of(transaction, organization).await?;
        self.bytes.insert(organization.to_owned(), used.saturating_add(bytes).max(0));
        Ok(())
    }

    async fn day_of(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        organization: &str,
        rule: &str,
    ) -> Result<Day, sqlx::Error> {
        if let Some(day) = self.days.get(&(organization.to_owned(), rule.to_owned())) {
            return Ok(*day);
        }
        let select = "SELECT kept, beyond FROM days WHERE organization = $1 AND rule = $2 AND day = $3";
        let select = sqlx::query_as::<_, (i64, i64)>(select).bind(organization).bind(rule).bind(self.day);
        let found = select.fetch_optional(&mut **transaction).await?;
        Ok(found.map_or(Day { kept: 0, beyond: 0 }, |(kept, beyond)| Day { kept, beyond }))
    }

    async fn bytes_of(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        organization: &str,
    ) -> Result<i64, sqlx::Error> {
        if let Some(bytes) = self.bytes.get(organization) {
            return Ok(*bytes);
        }
        let select = sqlx::query_as::<_, (i64,)>("SELECT bytes FROM shares WHERE organization = $1");
        let found = select.bind(organization).fetch_optional(&mut **transaction).await?;
        Ok(found.map_or(0, |(bytes,)| bytes))
    }

    /// Writes what has changed.
    pub(crate) async fn write(self, transaction: &mut Transaction<'_, Sqlite>) -> Result<(), sqlx::Error> {
        for ((organization, rule), Day { kept, beyond }) in self.days {
            let insert = sqlx::query(
                "INSERT INTO days (organization, rule, day, kept, beyond) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (organization, rule, day) DO UPDATE SET kept = excluded.kept, beyond = excluded.beyond",
            );
            let insert = insert.bind(organization).bind(rule).bind(self.day).bind(kept).bind(beyond);
            insert.execute(&mut **transaction).await?;
        }
        for (organization, bytes) in self.bytes {
            let insert = sqlx::query(
                "INSERT INTO shares (organization, bytes) VALUES ($1, $2) \
                 ON CONFLICT (organization) DO UPDATE SET bytes = excluded.bytes",
            );
            insert.bind(organization).bind(bytes).execute(&mut **transaction).await?;
        }
        Ok(())
    }
}
