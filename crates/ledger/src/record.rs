//! What is recorded together: findings, the matches that correlations wait for, and what correlations found.

use atalaya_model::{Correlated, Finding, Match, MatchKey, Stretch, Time};
use sqlx::{QueryBuilder, Sqlite, Transaction};

use crate::error::RecordError;
use crate::opening::Ledger;
use crate::seal;
use crate::shares::Shares;

/// Findings, and matches, that are recorded at once.
pub const RECORD_FINDINGS_MAX: usize = 10_000;
/// Matches of one statement: what SQLite takes of values, divided by what a match has.
const MATCHES_AT_ONCE: usize = 1000;
/// The name under which it is kept how far correlations are.
pub(crate) const CORRELATIONS: &str = "correlations";

/// What is recorded in one transaction.
#[derive(Debug, Clone, Copy)]
pub struct Entries<'e> {
    /// Findings of rules.
    pub findings: &'e [Finding],
    /// Matches that correlations wait for.
    pub matches: &'e [Match],
    /// What correlations found, and what they do not wait for any longer.
    pub correlated: &'e Correlated,
}

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is new, and kept.
    New,
    /// It was there already.
    Known,
    /// It was there, and says something else now.
    Amended,
    /// It is counted and not kept: there are too many of its rule, or its organization's share is used up.
    Beyond,
}

impl Ledger {
    /// Records all of it, in one transaction that is durable when this returns, and tells what became of each finding, those
    /// of rules first. A rule's finding that is there already stays as it is.
    pub async fn record(&self, entries: &Entries<'_>, now: Time) -> Result<Vec<Standing>, RecordError> {
        let Entries { findings, matches, correlated } = entries;
        if findings.len().max(matches.len()) > RECORD_FINDINGS_MAX {
            return Err(RecordError::TooMany);
        }
        self.ask_for_room(entries)?;
        // Who reads first and writes then would fail where another wrote between.
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let mut shares = Shares::new(self.options.share_bytes, now);
        let mut standings = Vec::with_capacity(findings.len() + correlated.stretches.len());
        for finding in *findings {
            standings.push(self.record_one(&mut transaction, &mut shares, finding, now).await?);
        }
        for some in matches.chunks(MATCHES_AT_ONCE) {
            self.keep_matches(&mut transaction, some).await?;
        }
        for stretch in &correlated.stretches {
            standings.push(self.record_stretch(&mut transaction, &mut shares, stretch, now).await?);
        }
        forget(&mut transaction, correlated).await?;
        shares.write(&mut transaction).await?;
        transaction.commit().await?;
        Ok(standings)
    }

    /// Records findings of rules alone.
    pub async fn record_findings(&self, findings: &[Finding], now: Time) -> Result<Vec<Standing>, RecordError> {
        self.record(&Entries { findings, matches: &[], correlated: &Correlated::default() }, now).await
    }

    async fn record_one(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        shares: &mut Shares,
        finding: &Finding,
        now: Time,
    ) -> Result<Standing, RecordError> {
        let is_there = sqlx::query("SELECT 1 FROM findings WHERE organization = $1 AND uid = $2");
        let is_there = is_there.bind(&finding.organization).bind(&finding.uid);
        if is_there.fetch_optional(&mut **transaction).await?.is_some() {
            return Ok(Standing::Known);
        }
        if !shares.admit(transaction, finding).await? {
            return Ok(Standing::Beyond);
        }
        self.insert(transaction, shares, finding, now).await
    }

    async fn insert(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        shares: &mut Shares,
        finding: &Finding,
        now: Time,
    ) -> Result<Standing, RecordError> {
        let Finding { uid, organization, source, rule, level, kind, time, received, ocsf } = finding;
        let (key, body) = self.sealed(organization, uid, ocsf)?;
        shares.add(transaction, organization, body.len() as i64).await?;
        let insert = sqlx::query(
            "INSERT INTO findings (organization, uid, source, rule, level, kind, time, received, recorded, key, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        );
        let insert = insert.bind(organization).bind(uid).bind(source).bind(rule).bind(i64::from(level.severity_id()));
        let insert = insert.bind(kind).bind(time.map(|time| time.0)).bind(received.0).bind(now.0);
        insert.bind(key).bind(body).execute(&mut **transaction).await?;
        Ok(Standing::New)
    }

    /// Puts what a finding says now in the place of what it said; none where it is not there.
    async fn amend(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        shares: &mut Shares,
        stretch: &Stretch,
        now: Time,
    ) -> Result<Option<Standing>, RecordError> {
        let Finding { uid, organization, ocsf, .. } = &stretch.finding;
        let select = "SELECT LENGTH(body) FROM findings WHERE organization = $1 AND uid = $2";
        let before = sqlx::query_as::<_, (i64,)>(select).bind(organization).bind(uid);
        let Some((before,)) = before.fetch_optional(&mut **transaction).await? else { return Ok(None) };
        let (key, body) = self.sealed(organization, uid, ocsf)?;
        shares.add(transaction, organization, body.len() as i64 - before).await?;
        let update = "UPDATE findings SET key = $1, body = $2, amended = $3, superseded_by = NULL \
                      WHERE organization = $4 AND uid = $5";
        let update = sqlx::query(update).bind(key).bind(body).bind(now.0).bind(organization).bind(uid);
        update.execute(&mut **transaction).await?;
        Ok(Some(Standing::Amended))
    }

    /// Whether any of these findings of the organization is kept.
    async fn has_any(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        organization: &str,
        uids: &[String],
    ) -> Result<bool, sqlx::Error> {
        for uid in uids {
            let select = sqlx::query("SELECT 1 FROM findings WHERE organization = $1 AND uid = $2");
            if select.bind(organization).bind(uid).fetch_optional(&mut **transaction).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn record_stretch(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        shares: &mut Shares,
        stretch: &Stretch,
        now: Time,
    ) -> Result<Standing, RecordError> {
        let Finding { uid, organization, .. } = &stretch.finding;
        // What was told and is not there is counted already.
        let was_told = sqlx::query("SELECT 1 FROM stretches WHERE organization = $1 AND uid = $2");
        let was_told = was_told.bind(organization).bind(uid).fetch_optional(&mut **transaction).await?.is_some();
        let standing = match self.amend(transaction, shares, stretch, now).await? {
            Some(standing) => standing,
            // It takes the place of one that is kept, and its room.
            None if self.has_any(transaction, organization, &stretch.supersedes).await? => {
                self.insert(transaction, shares, &stretch.finding, now).await?
            }
            None if was_told && !shares.has_room(transaction, &stretch.finding).await? => Standing::Known,
            None => self.record_one(transaction, shares, &stretch.finding, now).await?,
        };
        let (key, body) = self.sealed(organization, &state_of(uid), &stretch.state)?;
        let insert = sqlx::query(
            "INSERT INTO stretches (organization, uid, key, body) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (organization, uid) DO UPDATE SET key = excluded.key, body = excluded.body",
        );
        insert.bind(organization).bind(uid).bind(key).bind(body).execute(&mut **transaction).await?;
        let is_kept = matches!(standing, Standing::New | Standing::Amended);
        for older in &stretch.supersedes {
            settle(transaction, organization, older).await?;
            // One that is not kept would hide the one that is.
            if !is_kept {
                continue;
            }
            let update = sqlx::query("UPDATE findings SET superseded_by = $1 WHERE organization = $2 AND uid = $3");
            update.bind(uid).bind(organization).bind(older).execute(&mut **transaction).await?;
        }
        Ok(standing)
    }

    /// Keeps matches; those that are there stay.
    async fn keep_matches(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        matches: &[Match],
    ) -> Result<(), RecordError> {
        let mut sealed = Vec::with_capacity(matches.len());
        for Match { key: MatchKey { organization, rule, place }, facts, .. } in matches {
            sealed.push(self.sealed(organization, &match_of(rule, place), facts)?);
        }
        let mut insert =
            QueryBuilder::new("INSERT INTO matches (organization, rule, place, time, received, key, body) ");
        insert.push_values(matches.iter().zip(sealed), |mut row, (found, (key, body))| {
            let Match { key: MatchKey { organization, rule, place }, time, received, .. } = found;
            row.push_bind(organization).push_bind(rule).push_bind(place).push_bind(time.0).push_bind(received.0);
            row.push_bind(key).push_bind(body);
        });
        insert.push(" ON CONFLICT (organization, rule, place) DO NOTHING");
        insert.build().execute(&mut **transaction).await?;
        Ok(())
    }

    pub(crate) fn sealed(&self, organization: &str, what: &str, text: &str) -> Result<(i64, Vec<u8>), RecordError> {
        let sealed = seal::seal(self.options.keys.as_ref(), &seal::place(organization, what), text);
        sealed.map(|(key, body)| (i64::from(key), body)).map_err(|_| RecordError::Random)
    }

    /// Refuses where the disk's reserve would be taken of.
    fn ask_for_room(&self, entries: &Entries<'_>) -> Result<(), RecordError> {
        let Entries { findings, matches, correlated } = entries;
        let stretches = correlated.stretches.iter();
        let bytes = findings.iter().map(|finding| finding.ocsf.len()).sum::<usize>()
            + matches.iter().map(|found| found.facts.len()).sum::<usize>()
            + stretches.map(|stretch| stretch.finding.ocsf.len() + stretch.state.len()).sum::<usize>();
        // What only removes something is always let through: it makes room.
        if bytes == 0 { Ok(()) } else { self.ask_for_room_for(bytes) }
    }

    /// The same, for so many bytes.
    pub(crate) fn ask_for_room_for(&self, bytes: usize) -> Result<(), RecordError> {
        let free_bytes = self.options.space.free_bytes().map_err(RecordError::Space)?;
        let reserve_bytes = self.options.reserve_bytes;
        // The write-ahead log has everything once more.
        let enough = free_bytes.saturating_sub(2 * bytes as u64) >= reserve_bytes;
        if enough { Ok(()) } else { Err(RecordError::ReserveReached { free_bytes, reserve_bytes }) }
    }
}

/// What the state of a correlation's finding is sealed as.
pub(crate) fn state_of(uid: &str) -> String {
    format!("state\n{uid}")
}

/// What a match is sealed as.
pub(crate) fn match_of(rule: &str, place: &[u8]) -> String {
    format!("match\n{rule}\n{}", seal::hex(place))
}

/// Removes what correlations do not wait for any longer, and keeps how far they are.
async fn forget(transaction: &mut Transaction<'_, Sqlite>, correlated: &Correlated) -> Result<(), sqlx::Error> {
    for MatchKey { organization, rule, place } in &correlated.forgotten {
        let delete = sqlx::query("DELETE FROM matches WHERE organization = $1 AND rule = $2 AND place = $3");
        delete.bind(organization).bind(rule).bind(place).execute(&mut **transaction).await?;
    }
    for (organization, uid) in &correlated.settled {
        settle(transaction, organization, uid).await?;
    }
    if let Some(swept) = correlated.swept {
        let insert = sqlx::query(
            "INSERT INTO reached (name, time) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET time = excluded.time",
        );
        insert.bind(CORRELATIONS).bind(swept.0).execute(&mut **transaction).await?;
    }
    Ok(())
}

async fn settle(transaction: &mut Transaction<'_, Sqlite>, organization: &str, uid: &str) -> Result<(), sqlx::Error> {
    let delete = sqlx::query("DELETE FROM stretches WHERE organization = $1 AND uid = $2");
    delete.bind(organization).bind(uid).execute(&mut **transaction).await.map(drop)
}
