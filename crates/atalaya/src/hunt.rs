//! `atalaya hunt`: search what was kept, with words, with SQL or with rules.

mod answer;
mod cut;
mod grid;
mod noise;
mod organization;
mod question;
mod rules;
mod watch;

pub(crate) use noise::{Advice, Heard};

use crate::arguments::{HuntTask, Quarry};
use crate::data::{Kept, Owned};
use crate::outcome::{Failure, Status};
use crate::voice::Voice;
use crate::{kinds, local, scan, stop};
use atalaya_hunt::Period;
use atalaya_lake::{Bounds, Lake, Scope};
use atalaya_model::Time;
use atalaya_schema::Schema;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Bytes of memory that a hunt may hold which a running centre carries out, beside everything else that it does.
pub(crate) const BESIDE_BYTES_MAX: usize = 96 << 20;

/// What a hunt works on.
struct Hunt<'h> {
    task: &'h HuntTask,
    schema: Arc<Schema>,
    lake: &'h Lake,
    scope: Scope,
    period: Period,
    now: Time,
    /// Bytes of memory that it may hold at most.
    memory_bytes_max: usize,
    /// Turned on when the person asks for the end.
    stop: Arc<AtomicBool>,
    voice: Voice,
}

pub(crate) fn run(task: &HuntTask, voice: Voice) -> Result<Status, Failure> {
    let now = scan::now();
    let period = task.period(now)?;
    let schema = kinds::load(&task.kinds)?;
    if let Some(answered) = local::ask(&task.data, voice) {
        return answered;
    }
    let owned = Owned::existing(&task.data)?.reading()?;
    let stop = stop::on_signal();
    let kept = Kept::open(&owned, Arc::clone(&schema), &stop, voice)?;
    let status = hunt(task, (period, now), schema, kept.lake(), (stop, usize::MAX), voice);
    let closed = kept.close();
    status.and_then(|status| closed.map(|()| status))
}

/// The same on a lake that is open.
pub(crate) fn on(task: &HuntTask, lake: &Lake, voice: Voice) -> Result<Status, Failure> {
    let now = scan::now();
    let bounds = (stop::on_signal(), BESIDE_BYTES_MAX);
    hunt(task, (task.period(now)?, now), kinds::load(&task.kinds)?, lake, bounds, voice)
}

fn hunt(
    task: &HuntTask,
    (period, now): (Period, Time),
    schema: Arc<Schema>,
    lake: &Lake,
    (stop, memory_bytes_max): (Arc<AtomicBool>, usize),
    voice: Voice,
) -> Result<Status, Failure> {
    let scope = organization::scope(task.organization.as_deref(), lake)?;
    let hunt = Hunt { task, schema, lake, scope, period, now, memory_bytes_max, stop, voice };
    match &task.quarry {
        Quarry::Question { text, explain, output } => question::run(&hunt, text, *explain, output),
        Quarry::Rules { rules, level, outputs, placeholders } => {
            rules::run(&hunt, rules, level.unwrap_or_default(), outputs, placeholders.as_deref())
        }
        Quarry::Noise { rules, placeholders, noise } => noise::run(&hunt, rules, placeholders.as_deref(), noise),
    }
}

impl Hunt<'_> {
    /// The period as the lake bounds questions by it; `None`: everything.
    fn range(&self) -> Option<Range<Time>> {
        let (since, until) = (self.period.since.unwrap_or(Time(i64::MIN)), self.period.until.unwrap_or(Time(i64::MAX)));
        (!self.period.is_everything()).then_some(since..until)
    }

    /// How much the hunt may take.
    fn bounds(&self, rows_max: Option<u64>) -> Bounds {
        let usual = Bounds::default();
        let bytes = self.task.memory.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        Bounds {
            rows_max: self.task.limit.or(rows_max),
            time: self.task.timeout.unwrap_or(usual.time),
            memory_bytes: bytes.unwrap_or(usual.memory_bytes).min(self.memory_bytes_max),
            ..usual
        }
    }
}
