//! A quick no: a blocked Bloom filter. A value that it does not know is not in the set; one that it knows may be.

/// Bits for each value: two in a hundred values that are not there pass.
const BITS: usize = 16;
/// An odd number whose multiples look like chance.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// What a value is told by quickly: made from its last byte to its first, so that one pass over a name gives those of all names
/// that it is below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quick(u64);

impl Quick {
    /// Of nothing, of a sort of values.
    #[inline]
    pub(crate) fn of(sort: u8) -> Quick {
        Quick((u64::from(sort) + 1).wrapping_mul(SPREAD))
    }

    /// With a byte before it.
    #[inline]
    pub(crate) fn after(self, byte: u8) -> Quick {
        Quick((self.0.rotate_left(5) ^ u64::from(byte)).wrapping_mul(SPREAD))
    }

    /// With a number before it.
    #[inline]
    pub(crate) fn number(self, number: u64) -> Quick {
        let mixed = (self.0 ^ number).wrapping_mul(SPREAD);
        Quick(mixed ^ (mixed >> 32))
    }

    /// With a text before it.
    #[inline]
    pub(crate) fn text(self, bytes: &[u8]) -> Quick {
        bytes.iter().rev().fold(self, |quick, byte| quick.after(*byte))
    }

    #[inline]
    fn mixed(self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 29)).wrapping_mul(SPREAD);
        mixed ^ (mixed >> 32)
    }
}

/// The filter.
#[derive(Debug, Default)]
pub(crate) struct Filter(Box<[u64]>);

impl Filter {
    /// Of these values.
    pub(crate) fn new(values: impl ExactSizeIterator<Item = Quick>) -> Filter {
        let mut filter = Filter(vec![0; (values.len() * BITS).div_ceil(64).max(1)].into_boxed_slice());
        for value in values {
            let (block, bits) = filter.place(value);
            filter.0[block] |= bits;
        }
        filter
    }

    /// Whether the value may be there.
    #[inline]
    pub(crate) fn may_have(&self, value: Quick) -> bool {
        let (block, bits) = self.place(value);
        self.0.get(block).is_some_and(|word| word & bits == bits)
    }

    #[inline]
    fn place(&self, value: Quick) -> (usize, u64) {
        let mixed = value.mixed();
        let block = ((u128::from(mixed) * self.0.len() as u128) >> 64) as usize;
        let bit = |shift: u32| 1 << (mixed >> shift & 63);
        (block, bit(0) | bit(6) | bit(12) | bit(18))
    }

    /// Bytes that it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.0.len() * 8
    }
}
