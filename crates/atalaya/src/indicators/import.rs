//! Takes what others sent: what is new is kept and looked for from now on, and in what is stored.

use super::{Ground, Looked, each, past};
use crate::answer::Answer;
use crate::arguments::{Holds, Incoming, IndicatorsTask, Taken};
use crate::data::ledger;
use crate::look::Paint;
use crate::outcome::{Failure, Status, unreadable};
use crate::page::Page;
use crate::voice::Voice;
use crate::{kinds, scan, stop, wire};
use atalaya_indicators::{
    Batch, Breadth, Builder, Defaults, FILE_BYTES_MAX, INDICATORS_READ_MAX, Indicator, Known as Named, Place, Reason,
    Refusal, Set, read,
};
use atalaya_ingest::is_protected;
use atalaya_ledger::{
    INDICATORS_KEPT_MAX, INDICATORS_PAGE_MAX, IndicatorQuestion, KeptIndicator, ORGANIZATION_INDICATORS_MAX,
    RecordError, indicator_id,
};
use atalaya_model::{Message, Time};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// Refusals that a person is shown; the rest is counted.
const SHOWN_MAX: usize = 10;

/// What came of it.
#[derive(Default)]
pub(crate) struct Account {
    /// Indicators that were not there.
    pub(crate) new: u64,
    /// Indicators that say something else now.
    pub(crate) updated: u64,
    /// Indicators that were there as they are.
    pub(crate) known: u64,
    /// Indicators that who sent them takes back.
    pub(crate) revoked: u64,
    /// Indicators that were removed before and stay so.
    pub(crate) removed: u64,
    /// Of the new and updated, those that hold no more.
    pub(crate) expired: u64,
    /// Indicators for which there is no room.
    pub(crate) beyond: u64,
    /// What is no indicator.
    pub(crate) others: u64,
    /// What was not understood, or would match too much; the first of it.
    pub(crate) refusals: Vec<Refused>,
    /// How much that was.
    pub(crate) refused: u64,
    /// Indicators of the ledger that cannot be read.
    pub(crate) unread: u64,
    /// What was seen in what is stored; none: nobody looked.
    pub(crate) looked: Option<Looked>,
    /// Whether nothing is stored of the organization yet.
    pub(crate) unheard: Option<String>,
}

/// Something of a file that was not taken.
pub(crate) struct Refused {
    /// The file.
    pub(crate) file: PathBuf,
    /// Where in it.
    pub(crate) place: Place,
    /// Why.
    pub(crate) reason: Reason,
}

/// What the files have, and what is wrong with them.
pub(super) struct Files {
    indicators: Vec<Indicator>,
    account: Account,
    now: Time,
}

/// Reads the files; where one cannot be read, nothing of any is taken.
pub(super) fn files(incoming: &Incoming) -> Result<Files, Failure> {
    if incoming.organization.as_deref().is_some_and(|organization| !is_protected(organization)) {
        return Err(Message::new("lake-fail-name").into());
    }
    let now = scan::now();
    let until = match incoming.holds {
        Holds::Open => None,
        Holds::For(span) => Some(Time(now.0.saturating_add(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)))),
        Holds::Until(time) => Some(time),
    };
    let breadth = if incoming.broad == Taken::Too { Breadth::Taken } else { Breadth::Refused };
    let defaults = Defaults { marking: incoming.marking, until, level: incoming.level, breadth };
    let mut files = Files { indicators: Vec::new(), account: Account::default(), now };
    for path in &incoming.files {
        let bytes = bytes(path)?;
        let wrong = |message: Message| {
            Failure::from(
                Message::new("indicators-fail-file").with("file", path.display().to_string()).with("reason", message),
            )
        };
        let batch = read(&bytes, incoming.form, &defaults).map_err(|error| wrong(error.message()))?;
        let Batch { indicators, refusals, refused, others, .. } = batch;
        if files.indicators.len() + indicators.len() > INDICATORS_READ_MAX {
            return Err(wrong(atalaya_indicators::NoForm::Full.message()));
        }
        drop(bytes);
        if files.indicators.is_empty() {
            files.indicators = indicators;
        } else {
            files.indicators.extend(indicators);
        }
        files.account.others += others;
        files.account.refused += refused;
        let refusal = |Refusal { place, reason }| Refused { file: path.clone(), place, reason };
        files.account.refusals.extend(refusals.into_iter().map(refusal));
        files.account.refusals.truncate(atalaya_indicators::REFUSALS_MAX);
    }
    Ok(files)
}

/// The bytes of a file, one more than are taken at most. Of what is no file nobody knows when it ends.
fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::from(unreadable(path, &error));
    if !path.metadata().map_err(failed)?.is_file() {
        return Err(Message::new("indicators-fail-no-file").with("file", path.display().to_string()).into());
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)).map_err(failed)?;
    Ok(bytes)
}

pub(super) fn run(
    task: &IndicatorsTask,
    incoming: &Incoming,
    files: Files,
    ground: Ground<'_>,
    voice: Voice,
) -> Result<Status, Failure> {
    let stop = stop::on_signal();
    let now = files.now;
    let is_nothing = files.indicators.is_empty();
    let changing = ground.watchlist.map(|watchlist| watchlist.changing());
    let (mut account, set) = Taking::new(incoming, ground, files.account, now)?.take(files.indicators)?;
    if let Some(watchlist) = ground.watchlist {
        account.unread += watchlist.renew(ground.books)?;
    }
    drop(changing);
    if let (Some(organization), Some(lake)) = (&incoming.organization, ground.lake) {
        account.unheard = (!lake.organizations().contains(organization)).then(|| organization.clone());
    }
    if let (Some(last), Some(lake), false) = (incoming.last, ground.lake, set.is_empty()) {
        let since = Time(now.0.saturating_sub(i64::try_from(last.as_micros()).unwrap_or(i64::MAX)));
        let schema = kinds::load(&incoming.kinds)?;
        let whose = incoming.organization.as_deref();
        account.looked =
            Some(past::look(&past::Search { ground, lake, schema, set: &set, whose, since, now, stop: &stop })?);
    }
    if stop.load(Ordering::Relaxed) {
        return Err(Message::new("cli-fail-stopped").into());
    }
    let answer = Answer { json: task.data.json, voice };
    answer.give(&wire::indicators::Imported::new(&account, voice), |page| write(page, &account, incoming))?;
    // Files of which nothing was understood are not those that were meant.
    let is_nothing = account.refused > 0 && is_nothing;
    Ok(if is_nothing { Status::Failed } else { Status::Done })
}

/// What is known of an indicator that is kept.
struct Known {
    id: u64,
    added: Time,
    digest: [u8; 16],
    modified: Option<Time>,
    is_revoked: bool,
}

/// Indicators on their way into the ledger.
struct Taking<'t> {
    incoming: &'t Incoming,
    ground: Ground<'t>,
    account: Account,
    now: Time,
    known: HashMap<[u8; 16], Known>,
    /// Room for new ones.
    room: u64,
    new: Vec<KeptIndicator>,
    changed: Vec<KeptIndicator>,
    revoked: Vec<u64>,
    /// Those that are to be looked for in what is stored.
    builder: Builder,
}

impl<'t> Taking<'t> {
    fn new(incoming: &'t Incoming, ground: Ground<'t>, mut account: Account, now: Time) -> Result<Taking<'t>, Failure> {
        let question = IndicatorQuestion {
            organization: Some(incoming.organization.clone()),
            origin: Some(incoming.origin.clone()),
            revoked: true,
        };
        let mut known = HashMap::new();
        account.unread = each(ground.books, &question, &mut |kept, indicator| {
            let KeptIndicator { id, added, revoked, body, .. } = kept;
            let (digest, is_revoked) = (short(&body), revoked.is_some());
            let one = Known { id, added, digest, modified: indicator.modified, is_revoked };
            known.insert(short(&indicator.identity()), one);
            Ok(true)
        })?;
        let count = ground.books.ledger().indicators_count(incoming.organization.as_deref());
        let (all, theirs) = ground.books.ask(count).map_err(|error| ledger::read(&error))?;
        let room = INDICATORS_KEPT_MAX.saturating_sub(all);
        let room = match incoming.organization {
            Some(_) => room.min(ORGANIZATION_INDICATORS_MAX.saturating_sub(theirs)),
            None => room,
        };
        let (new, changed, revoked) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Taking { incoming, ground, account, now, known, room, new, changed, revoked, builder: Builder::default() })
    }

    /// Takes them all; what is to be looked for in what is stored.
    fn take(mut self, indicators: Vec<Indicator>) -> Result<(Account, Set), Failure> {
        for indicator in indicators {
            self.one(&indicator)?;
            if self.new.len().max(self.changed.len()).max(self.revoked.len()) >= INDICATORS_PAGE_MAX {
                self.keep()?;
            }
        }
        self.keep()?;
        Ok((self.account, self.builder.build()))
    }

    fn one(&mut self, indicator: &Indicator) -> Result<(), Failure> {
        let identity = short(&indicator.identity());
        let body = serde_json::to_string(indicator).map_err(|_| Failure::from(Message::new("cli-fail-thread")))?;
        let (digest, modified) = (short(&body), indicator.modified);
        match self.known.get_mut(&identity) {
            // What somebody takes back who never sent it here.
            None if indicator.revoked => self.account.revoked += 1,
            None if self.room == 0 => self.account.beyond += 1,
            None => {
                let id = indicator_id().map_err(|error| Failure::from(ledger::record(&error)))?;
                self.room -= 1;
                self.known.insert(identity, Known { id, added: self.now, digest, modified, is_revoked: false });
                self.account.new += 1;
                self.look_for(id, indicator);
                let kept = self.kept(id, self.now, body);
                self.new.push(kept);
            }
            Some(known) => {
                let is_newer = match (known.modified, modified) {
                    (Some(before), Some(modified)) => modified > before,
                    _ => digest != known.digest,
                };
                if known.is_revoked && self.incoming.again == Taken::Not {
                    self.account.removed += u64::from(!indicator.revoked);
                    self.account.revoked += u64::from(indicator.revoked);
                } else if !is_newer && !known.is_revoked {
                    self.account.known += 1;
                } else {
                    let (id, added) = (known.id, known.added);
                    *known = Known { id, added, digest, modified, is_revoked: indicator.revoked };
                    self.change(id, added, indicator, body)?;
                }
            }
        }
        Ok(())
    }

    /// Puts what an indicator says now in the place of what it said.
    fn change(&mut self, id: u64, added: Time, indicator: &Indicator, body: String) -> Result<(), Failure> {
        // One that came in the same files is to be there first.
        if self.new.iter().any(|new| new.id == id) {
            self.keep()?;
        }
        if indicator.revoked {
            self.account.revoked += 1;
            self.revoked.push(id);
            return Ok(());
        }
        self.account.updated += 1;
        self.look_for(id, indicator);
        let kept = self.kept(id, added, body);
        self.changed.push(kept);
        Ok(())
    }

    fn kept(&self, id: u64, added: Time, body: String) -> KeptIndicator {
        let (organization, origin) = (self.incoming.organization.clone(), self.incoming.origin.clone());
        KeptIndicator { id, organization, origin, added, changed: self.now, revoked: None, body }
    }

    fn look_for(&mut self, id: u64, indicator: &Indicator) {
        self.account.expired += u64::from(indicator.until.is_some_and(|until| until <= self.now));
        let (organization, origin) = (self.incoming.organization.as_deref(), self.incoming.origin.as_str());
        // There is room for all that the ledger takes.
        self.builder.add(&Named { id, organization, origin, indicator });
    }

    fn keep(&mut self) -> Result<(), Failure> {
        let (new, changed) = (std::mem::take(&mut self.new), std::mem::take(&mut self.changed));
        let (books, failed) = (self.ground.books, |error: RecordError| Failure::from(ledger::record(&error)));
        if !(new.is_empty() && changed.is_empty()) {
            books.ask(books.ledger().keep_indicators(&new, &changed)).map_err(failed)?;
        }
        let revoked = std::mem::take(&mut self.revoked);
        if !revoked.is_empty() {
            let whose = self.incoming.organization.as_deref();
            books.ask(books.ledger().revoke_indicators(whose, &revoked, self.now)).map_err(failed)?;
        }
        Ok(())
    }
}

/// By what a text is known.
fn short(text: &str) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(text).into();
    std::array::from_fn(|at| digest[at])
}

fn write(page: &mut Page, account: &Account, incoming: &Incoming) {
    let Account { new, updated, known, revoked, removed, expired, beyond, others, refused, unread, .. } = *account;
    let heading = Message::new("indicators-imported").with("origin", incoming.origin.as_str());
    page.heading(&heading);
    page.say(&Message::new("indicators-new").with("count", new));
    let lines = [
        (updated, Message::new("indicators-updated")),
        (known, Message::new("indicators-known")),
        (revoked, Message::new("indicators-revoked")),
        (removed, Message::new("indicators-removed-before")),
        (expired, Message::new("indicators-expired")),
        (others, Message::new("indicators-others")),
    ];
    lines.into_iter().filter(|(count, _)| *count > 0).for_each(|(count, line)| page.say(&line.with("count", count)));
    if beyond > 0 {
        let message = Message::new("indicators-beyond").with("count", beyond).with("limit", INDICATORS_KEPT_MAX);
        page.advise(Some(Paint::Bad), &message.with("theirs", ORGANIZATION_INDICATORS_MAX));
    }
    if unread > 0 {
        page.advise(Some(Paint::Bad), &Message::new("indicators-unread").with("count", unread));
    }
    if let Some(organization) = &account.unheard {
        page.say_as(Paint::Warning, &Message::new("indicators-unheard").with("organization", organization.as_str()));
    }
    if refused > 0 {
        page.heading(&Message::new("indicators-refused").with("count", refused));
        for refusal in account.refusals.iter().take(SHOWN_MAX) {
            let reason = page.voice().say(&refusal.reason.message());
            let (file, place) = (refusal.file.display(), page.voice().say(&place(refusal.place)));
            page.item("-", Some(Paint::Warning), &format!("{file}, {place}: {reason}"));
            page.remedy(&refusal.reason.message());
        }
        page.rest(account.refusals.len().min(SHOWN_MAX), refused);
    }
    if let Some(looked) = &account.looked {
        looked.write(page);
    }
}

fn place(place: Place) -> Message {
    match place {
        Place::Line(number) => Message::new("indicators-line").with("number", number),
        Place::Object(number) => Message::new("indicators-object").with("number", number),
    }
}
