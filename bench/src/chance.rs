//! Chance that is the same every time: numbers of a row are drawn from the row's number, so that any part of the events can be
//! made alone. The steps are those of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).

/// What a generator steps by.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Draws numbers.
pub(crate) struct Chance(u64);

impl Chance {
    /// The numbers that belong to `seed`.
    pub(crate) fn of(seed: u64) -> Chance {
        Chance(mix(seed.wrapping_mul(STEP) ^ STEP.rotate_left(17)))
    }

    /// Any number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    /// Whether one in so many came up.
    pub(crate) fn one_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    /// A rank below `end` as things in logs are ranked: the second is seen half as often as the first, the third a third.
    pub(crate) fn rank(&mut self, end: u64) -> u64 {
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let rank = ((end as f64 + 1.0).ln() * unit).exp() - 1.0;
        (rank as u64).min(end - 1)
    }

    /// One of these.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len() as u64) as usize]
    }
}

/// Scatters the bits of a number.
pub(crate) fn mix(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn ranks_fall_off_as_things_in_logs_do() {
        let mut chance = Chance::of(7);
        let mut seen = [0_u32; 1000];
        (0..100_000).for_each(|_| seen[chance.rank(1000) as usize] += 1);
        assert!(seen[0] > 8_000 && seen[0] < 12_000, "{}", seen[0]);
        let tail: u32 = seen[500..].iter().sum();
        assert!(tail > 8_000 && tail < 12_000, "{tail}");
    }

    #[test]
    fn the_same_seed_draws_the_same() {
        let draw = |seed| (Chance::of(seed).next(), Chance::of(seed).below(10));
        assert_eq!(draw(5), draw(5));
        assert_ne!(draw(5).0, draw(6).0);
    }
}
