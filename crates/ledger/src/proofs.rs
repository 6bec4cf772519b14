//! Which rules are proven, and which could not fire on what comes.

use atalaya_model::{Level, Time};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::error::{ReadError, RecordError};
use crate::opening::Ledger;

/// A rule or correlation that judges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judging {
    /// Its identifier.
    pub rule: String,
    /// Its level.
    pub level: Level,
    /// Its title.
    pub title: String,
    /// The kinds of log that feed it, in whatever form the caller gives them.
    pub kinds: String,
    /// Why there is no canary of it, in whatever form the caller gives it; none: there is one.
    pub without: Option<String>,
}

/// A rule that was proven by a canary of this kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The rule's identifier.
    pub rule: String,
    /// The kind of the canary's events; empty where that is not told.
    pub kind: String,
    /// When the canary was let in.
    pub time: Time,
}

/// A canary of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The rule's identifier.
    pub rule: String,
    /// The kind of the canary's events; empty where that is not told.
    pub kind: String,
    /// Since when there has been such a canary.
    pub begun: Time,
    /// When it was last let in, of those of which it is known what came of them; none: not since the centre began.
    pub tried: Option<Time>,
    /// When one was last let in whose finding came; none: never.
    pub proven: Option<Time>,
}

/// Whether a rule could fire on what an organization sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ability {
    /// Whose events.
    pub organization: String,
    /// The rule's identifier.
    pub rule: String,
    /// When an event of the logs that it is for was last received.
    pub seen: Time,
    /// When every field that it needs had last had a value; none: one never had.
    pub able: Option<Time>,
    /// The fields that had none, in whatever form the caller gives them.
    pub missing: String,
}

impl Ledger {
    /// A centre begins: it has tried nothing yet.
    pub async fn forget_tries(&self) -> Result<(), RecordError> {
        Ok(sqlx::query("UPDATE proofs SET tried = NULL").execute(&self.pool).await.map(drop)?)
    }

    /// These rules judge from now on, and these are their canaries, by rule and kind: what is kept of others is forgotten, and
    /// nothing was tried yet.
    pub async fn begin_proofs(
        &self,
        judging: &[Judging],
        canaries: &[(String, String)],
        now: Time,
    ) -> Result<(), RecordError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("DELETE FROM rules").execute(&mut *transaction).await?;
        sqlx::query("UPDATE proofs SET tried = -1").execute(&mut *transaction).await?;
        for Judging { rule, level, title, kinds, without } in judging {
            // Two rules of one identifier are one here: the more serious.
            let insert = sqlx::query(
                "INSERT INTO rules (rule, level, title, kinds, without) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (rule) DO UPDATE SET level = CASE WHEN excluded.level > rules.level THEN excluded.level \
                 ELSE rules.level END",
            );
            let insert = insert.bind(rule).bind(i64::from(level.severity_id())).bind(title).bind(kinds).bind(without);
            insert.execute(&mut *transaction).await?;
        }
        for (rule, kind) in canaries {
            let insert = sqlx::query(
                "INSERT INTO proofs (rule, kind, begun) VALUES ($1, $2, $3) \
                 ON CONFLICT (rule, kind) DO UPDATE SET tried = NULL",
            );
            insert.bind(rule).bind(kind).bind(now.0).execute(&mut *transaction).await?;
        }
        sqlx::query("DELETE FROM proofs WHERE tried = -1").execute(&mut *transaction).await?;
        let delete = "DELETE FROM abilities WHERE rule NOT IN (SELECT rule FROM rules)";
        sqlx::query(delete).execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Keeps what was proven, of canaries that there are.
    pub async fn prove(&self, proven: &[Proven]) -> Result<(), RecordError> {
        let mut transaction = self.pool.begin().await?;
        for Proven { rule, kind, time } in proven {
            let update = sqlx::query("UPDATE proofs SET proven = $1 WHERE rule = $2 AND kind = $3");
            update.bind(time.0).bind(rule).bind(kind).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// All canaries were let in at this time, and what came of them by now is kept. What was proven later than now was so by a
    /// clock that was ahead.
    pub async fn end_proofs(&self, tried: Time, now: Time) -> Result<(), RecordError> {
        let update =
            sqlx::query("UPDATE proofs SET tried = $1, proven = CASE WHEN proven > $2 THEN NULL ELSE proven END");
        Ok(update.bind(tried.0).bind(now.0).execute(&self.pool).await.map(drop)?)
    }

    /// Keeps what rules could fire on.
    pub async fn note_abilities(&self, abilities: &[Ability]) -> Result<(), RecordError> {
        let mut transaction = self.pool.begin().await?;
        for Ability { organization, rule, seen, able, missing } in abilities {
            let insert = sqlx::query(
                "INSERT INTO abilities (organization, rule, seen, able, missing) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (organization, rule) DO UPDATE SET \
                 seen = excluded.seen, able = excluded.able, missing = excluded.missing",
            );
            let insert = insert.bind(organization).bind(rule).bind(seen.0).bind(able.map(|time| time.0)).bind(missing);
            insert.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The rules that judge, by identifier.
    pub async fn judging(&self) -> Result<Vec<Judging>, ReadError> {
        let select = "SELECT rule, level, title, kinds, without FROM rules ORDER BY rule";
        let rows = sqlx::query(select).fetch_all(&self.pool).await?;
        let judging = |row: &SqliteRow| {
            let level: i64 = row.try_get("level")?;
            Ok(Judging {
                rule: row.try_get("rule")?,
                level: Level::ALL.into_iter().find(|of| i64::from(of.severity_id()) == level).unwrap_or_default(),
                title: row.try_get("title")?,
                kinds: row.try_get("kinds")?,
                without: row.try_get("without")?,
            })
        };
        rows.iter().map(judging).collect()
    }

    /// Their canaries, by rule and kind.
    pub async fn proofs(&self) -> Result<Vec<Proof>, ReadError> {
        let select = "SELECT rule, kind, begun, tried, proven FROM proofs ORDER BY rule, kind";
        let rows = sqlx::query(select).fetch_all(&self.pool).await?;
        let proof = |row: &SqliteRow| {
            Ok(Proof {
                rule: row.try_get("rule")?,
                kind: row.try_get("kind")?,
                begun: Time(row.try_get("begun")?),
                tried: row.try_get::<Option<i64>, _>("tried")?.map(Time),
                proven: row.try_get::<Option<i64>, _>("proven")?.map(Time),
            })
        };
        rows.iter().map(proof).collect()
    }

    /// What they could fire on, by organization and rule.
    pub async fn abilities(&self) -> Result<Vec<Ability>, ReadError> {
        let select = "SELECT organization, rule, seen, able, missing FROM abilities ORDER BY organization, rule";
        let rows = sqlx::query(select).fetch_all(&self.pool).await?;
        let ability = |row: &SqliteRow| {
            Ok(Ability {
                organization: row.try_get("organization")?,
                rule: row.try_get("rule")?,
                seen: Time(row.try_get("seen")?),
                able: row.try_get::<Option<i64>, _>("able")?.map(Time),
                missing: row.try_get("missing")?,
            })
        };
        rows.iter().map(ability).collect()
    }
}
