//! Long work on segments, for whoever waits for it.

/// How far long work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SegmentProgress {
    /// Segments there are to do.
    pub segments: u64,
    /// Segments that are done.
    pub segments_done: u64,
    /// Bytes that were read.
    pub bytes: u64,
}

/// Long work that is watched.
pub(crate) type Watch<'w> = atalaya_stdx::watch::Watch<'w, SegmentProgress>;
