//! What is told of files, on its way to whoever tells people: bounded, and nobody waits for it.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::{OfFile, Watch};

/// What waits to be told.
const TIDINGS_MAX: usize = 1024;

/// Where it is told. What does not fit is counted at its source and not told.
#[derive(Clone)]
pub(in super::super) struct Tidings(SyncSender<(Arc<Watch>, OfFile)>);

impl Tidings {
    pub(super) fn tell(&self, watch: &Arc<Watch>, news: OfFile) {
        let _ = self.0.try_send((Arc::clone(watch), news));
    }
}

/// Both ends.
pub(in super::super) fn tidings() -> (Tidings, Receiver<(Arc<Watch>, OfFile)>) {
    let (sender, receiver) = sync_channel(TIDINGS_MAX);
    (Tidings(sender), receiver)
}
