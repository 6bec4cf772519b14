//! What correlations go on with after a start: the matches they wait for, and their findings that may still change.

use atalaya_journal::KeyId;
use atalaya_model::{Finding, Match, MatchKey, Time};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::error::ReadError;
use crate::findings::COLUMNS;
use crate::opening::Ledger;
use crate::record::{CORRELATIONS, match_of, state_of};
use crate::seal;

/// Matches of a page.
const MATCHES_PAGE_MAX: i64 = 10_000;

/// Matches as they are read one page after the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The matches.
    pub matches: Vec<Match>,
    /// Those that could not be read: they are damaged, or their key is gone.
    pub unread: Vec<MatchKey>,
    /// The last of all; none: there are no more.
    pub last: Option<MatchKey>,
}

impl Ledger {
    /// The time of reception at which correlations last let go of what nothing waits for.
    pub async fn correlations_swept(&self) -> Result<Option<Time>, ReadError> {
        let select = sqlx::query_as::<_, (i64,)>("SELECT time FROM reached WHERE name = $1").bind(CORRELATIONS);
        Ok(select.fetch_optional(&self.pool).await?.map(|(time,)| Time(time)))
    }

    /// The findings of correlations that may still change, each with its state; and how many could not be read, which are
    /// left out. Those that are counted and not kept are forgotten: what comes of them is counted again.
    pub async fn stretches(&self) -> Result<(Vec<(Finding, String)>, u64), ReadError> {
        let orphans = "DELETE FROM stretches WHERE NOT EXISTS (SELECT 1 FROM findings f \
                       WHERE f.organization = stretches.organization AND f.uid = stretches.uid)";
        sqlx::query(orphans).execute(&self.pool).await?;
        let columns = COLUMNS.split(", ").map(|column| format!("f.{column}")).collect::<Vec<_>>().join(", ");
        let select = format!(
            "SELECT {columns}, s.key AS state_key, s.body AS state FROM stretches s JOIN findings f \
             ON f.organization = s.organization AND f.uid = s.uid"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(select)).fetch_all(&self.pool).await?;
        let stretch = |row: &SqliteRow| {
            let kept = self.kept(row)?;
            let sealed = (row.try_get("state_key")?, row.try_get("state")?);
            let place = state_of(&kept.finding.uid);
            let state = self.opened(kept.number, &kept.finding.organization, &place, sealed)?;
            Ok((kept.finding, state))
        };
        let read: Vec<Result<(Finding, String), ReadError>> = rows.iter().map(stretch).collect();
        let good: Vec<(Finding, String)> = read.into_iter().flatten().collect();
        let unread = (rows.len() - good.len()) as u64;
        Ok((good, unread))
    }

    /// The matches that correlations wait for, behind this one, in an order of their own; at most a page.
    pub async fn matches(&self, after: Option<&MatchKey>) -> Result<Page, ReadError> {
        let MatchKey { organization, rule, place } = after.cloned().unwrap_or_else(|| MatchKey {
            organization: String::new(),
            rule: String::new(),
            place: Vec::new(),
        });
        let select = sqlx::query(
            "SELECT organization, rule, place, time, received, key, body FROM matches \
             WHERE (organization, rule, place) > ($1, $2, $3) ORDER BY organization, rule, place LIMIT $4",
        );
        let rows =
            select.bind(organization).bind(rule).bind(place).bind(MATCHES_PAGE_MAX).fetch_all(&self.pool).await?;
        let mut page = Page::default();
        for row in &rows {
            let key = MatchKey {
                organization: row.try_get("organization")?,
                rule: row.try_get("rule")?,
                place: row.try_get("place")?,
            };
            page.last = Some(key.clone());
            match self.waiting(row, key.clone()) {
                Ok(found) => page.matches.push(found),
                Err(_) => page.unread.push(key),
            }
        }
        Ok(page)
    }

    fn waiting(&self, row: &SqliteRow, key: MatchKey) -> Result<Match, ReadError> {
        let sealed = (row.try_get("key")?, row.try_get("body")?);
        let facts = self.opened(0, &key.organization, &match_of(&key.rule, &key.place), sealed)?;
        Ok(Match { key, time: Time(row.try_get("time")?), received: Time(row.try_get("received")?), facts })
    }

    /// What was sealed in this place.
    pub(crate) fn opened(
        &self,
        number: i64,
        organization: &str,
        what: &str,
        sealed: (i64, Vec<u8>),
    ) -> Result<String, ReadError> {
        let key = KeyId::try_from(sealed.0).map_err(|_| ReadError::Damaged { number })?;
        let place = seal::place(organization, what);
        let opened = seal::open(self.options.keys.as_ref(), key, &place, sealed.1);
        opened.map_err(|error| error.of(key, number))
    }
}
