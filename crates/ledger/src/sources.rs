//! What a running centre last saw of its sources.

use atalaya_model::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::error::ReadError;
use crate::opening::Ledger;

/// A source as it was last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSeen {
    /// Whose it is.
    pub organization: String,
    /// The source.
    pub name: String,
    /// When something was last received; none: nothing yet.
    pub latest: Option<Time>,
    /// Since when nothing has come, where that is longer than it should be.
    pub silent_since: Option<Time>,
    /// What was lost at its inlets, in messages, connections and requests.
    pub lost: u64,
    /// When it was looked.
    pub checked: Time,
}

impl Ledger {
    /// Keeps what is seen of sources by now.
    pub async fn note_sources(&self, seen: &[SourceSeen]) -> Result<(), ReadError> {
        let mut transaction = self.pool.begin().await?;
        for SourceSeen { organization, name, latest, silent_since, lost, checked } in seen {
            let insert = sqlx::query(
                "INSERT INTO sources (organization, name, latest, silent_since, lost, checked) \
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization, name) DO UPDATE SET \
                 latest = excluded.latest, silent_since = excluded.silent_since, lost = excluded.lost, \
                 checked = excluded.checked",
            );
            let insert = insert.bind(organization).bind(name).bind(latest.map(|time| time.0));
            let insert = insert.bind(silent_since.map(|time| time.0));
            let insert = insert.bind(i64::try_from(*lost).unwrap_or(i64::MAX)).bind(checked.0);
            insert.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// What was last seen of sources, by organization and name.
    pub async fn sources_seen(&self) -> Result<Vec<SourceSeen>, ReadError> {
        let select = "SELECT organization, name, latest, silent_since, lost, checked FROM sources \
                      ORDER BY organization, name";
        let rows = sqlx::query(select).fetch_all(&self.pool).await?;
        let seen = |row: &SqliteRow| {
            Ok(SourceSeen {
                organization: row.try_get("organization")?,
                name: row.try_get("name")?,
                latest: row.try_get::<Option<i64>, _>("latest")?.map(Time),
                silent_since: row.try_get::<Option<i64>, _>("silent_since")?.map(Time),
                lost: row.try_get::<i64, _>("lost")?.max(0) as u64,
                checked: Time(row.try_get("checked")?),
            })
        };
        rows.iter().map(seen).collect()
    }
}
