//! How findings spread over time, in memory that does not grow with them: the grain becomes coarser instead.

use atalaya_model::Level;
use std::collections::BTreeMap;

/// Grains kept at once; where more are needed, each becomes twice as long.
const GRAINS_MAX: usize = 50_000;
/// The first grain: a minute, in milliseconds.
const GRAIN_MS: i64 = 60_000;
/// Bars of the histogram.
const BARS_MAX: i64 = 72;
/// Of this many findings, one may lie outside the axis at each end.
const TAIL: u64 = 100;
/// The lengths that a bar may have, in milliseconds: those that people count in.
const STEPS: [i64; 14] = [
    60_000,
    5 * 60_000,
    15 * 60_000,
    3_600_000,
    3 * 3_600_000,
    6 * 3_600_000,
    12 * 3_600_000,
    86_400_000,
    7 * 86_400_000,
    30 * 86_400_000,
    91 * 86_400_000,
    365 * 86_400_000,
    3_650 * 86_400_000,
    36_500 * 86_400_000,
];

/// Findings by level.
pub(crate) type Counts = [u64; Level::ALL.len()];

/// Findings over time.
pub(crate) struct Moments {
    grains: BTreeMap<i64, Counts>,
    grain_ms: i64,
    /// Findings whose time is not known.
    pub(crate) without: u64,
}

impl Default for Moments {
    fn default() -> Self {
        Moments { grains: BTreeMap::new(), grain_ms: GRAIN_MS, without: 0 }
    }
}

/// The histogram.
pub(crate) struct Histogram {
    /// The start of the first bar, in milliseconds.
    pub(crate) from: i64,
    /// The length of a bar.
    pub(crate) step: i64,
    /// The bars.
    pub(crate) bars: Vec<Counts>,
    /// Findings before the first bar.
    pub(crate) before: u64,
    /// Findings after the last bar.
    pub(crate) after: u64,
}

impl Moments {
    pub(crate) fn add(&mut self, millis: Option<i64>, level: Level) {
        let Some(millis) = millis else {
            self.without += 1;
            return;
        };
        let grain = millis.div_euclid(self.grain_ms);
        self.grains.entry(grain).or_default()[level as usize] += 1;
        while self.grains.len() > GRAINS_MAX {
            self.coarsen();
        }
    }

    fn coarsen(&mut self) {
        self.grain_ms *= 2;
        for (grain, counts) in std::mem::take(&mut self.grains) {
            let merged = self.grains.entry(grain.div_euclid(2)).or_default();
            merged.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
    }

    /// The histogram over the bulk of the findings: stragglers that would squeeze it are counted beside it.
    pub(crate) fn histogram(&self) -> Option<Histogram> {
        let whole = self.range(0)?;
        let bulk = self.range(self.total() / TAIL)?;
        let squeezed = (whole.1 - whole.0) / 3 > bulk.1 - bulk.0;
        let (first, last) = if squeezed { bulk } else { whole };
        let (first, last) = (first.saturating_mul(self.grain_ms), last.saturating_mul(self.grain_ms));
        let fits = |step: &i64| (last - first) / step < BARS_MAX - 1;
        let step = STEPS.into_iter().find(fits).unwrap_or(STEPS[STEPS.len() - 1]).max(self.grain_ms);
        let from = first.div_euclid(step) * step;
        let bars = usize::try_from(((last - from) / step + 1).clamp(1, 2 * BARS_MAX)).unwrap_or(1);
        let mut histogram = Histogram { from, step, bars: vec![Counts::default(); bars], before: 0, after: 0 };
        for (grain, counts) in &self.grains {
            histogram.add(grain.saturating_mul(self.grain_ms), counts);
        }
        Some(histogram)
    }

    fn total(&self) -> u64 {
        self.grains.values().flatten().sum()
    }

    /// The first and the last grain after as many findings are left out at each end.
    fn range(&self, left_out: u64) -> Option<(i64, i64)> {
        let edge = |grains: &mut dyn Iterator<Item = (&i64, &Counts)>| {
            let mut passed = 0;
            for (grain, counts) in grains {
                passed += counts.iter().sum::<u64>();
                if passed > left_out {
                    return Some(*grain);
                }
            }
            None
        };
        Some((edge(&mut self.grains.iter())?, edge(&mut self.grains.iter().rev())?))
    }
}

impl Histogram {
    fn add(&mut self, millis: i64, counts: &Counts) {
        let bar = millis.saturating_sub(self.from).div_euclid(self.step);
        match usize::try_from(bar) {
            Err(_) => self.before += counts.iter().sum::<u64>(),
            Ok(bar) if bar < self.bars.len() => {
                self.bars[bar].iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            }
            Ok(_) => self.after += counts.iter().sum::<u64>(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    fn moments(times: impl IntoIterator<Item = i64>) -> Moments {
        let mut moments = Moments::default();
        times.into_iter().for_each(|time| moments.add(Some(time), Level::High));
        moments
    }

    #[test]
    fn bars_are_as_long_as_the_span_asks() {
        let check = |times: &[i64], step: i64, bars: usize| {
            let histogram = moments(times.iter().copied()).histogram().unwrap();
            assert_eq!((histogram.step, histogram.bars.len()), (step, bars), "{times:?}");
        };
        check(&[0], 60_000, 1);
        check(&[0, 3_600_000], 60_000, 61);
        check(&[0, DAY], 3_600_000, 25);
        check(&[0, 30 * DAY], 12 * 3_600_000, 61);
        check(&[0, 10_000 * DAY], 365 * DAY, 28);
    }

    #[test]
    fn stragglers_do_not_squeeze_the_axis() {
        let bulk = (0..500).map(|n| 10_000 * DAY + n * 60_000);
        let histogram = moments(bulk.chain([0, 20_000 * DAY])).histogram().unwrap();
        assert_eq!((histogram.before, histogram.after), (1 + 4, 1 + 4).min((histogram.before, histogram.after)));
        assert!(histogram.before >= 1 && histogram.after >= 1);
        assert!(histogram.step <= 3_600_000);
    }

    #[test]
    fn nothing_is_lost_when_the_grain_becomes_coarser() {
        let moments = moments((0..200_000).map(|n| n * DAY));
        assert!(moments.grains.len() <= GRAINS_MAX);
        assert_eq!(moments.total(), 200_000);
        let histogram = moments.histogram().unwrap();
        let shown: u64 = histogram.bars.iter().flatten().sum();
        assert_eq!(shown + histogram.before + histogram.after, 200_000);
    }
}
