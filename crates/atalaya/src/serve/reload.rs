//! A centre that goes on by another plan, with everything that it receives received meanwhile.

use super::plan::Plan;
use super::vitals::Vitals;
use crate::arguments::ServeTask;
use atalaya_model::Message;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

/// Where another plan is asked for.
pub(crate) struct Reload<'r> {
    task: &'r ServeTask,
    vitals: &'r Vitals,
    next: Mutex<Option<Plan>>,
    /// Whoever reads a plan: two at once would take twice the memory.
    reading: Mutex<()>,
}

impl<'r> Reload<'r> {
    pub(super) fn new(task: &'r ServeTask, vitals: &'r Vitals) -> Reload<'r> {
        Reload { task, vitals, next: Mutex::default(), reading: Mutex::default() }
    }

    /// The turn of one who has the centre go on by another plan; none while somebody else has it.
    pub(crate) fn turn(&self) -> Option<MutexGuard<'_, ()>> {
        match self.reading.try_lock() {
            Ok(turn) => Some(turn),
            Err(TryLockError::Poisoned(failed)) => Some(failed.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// What the files say by now; everything that is wrong with it where something is.
    pub(crate) fn read(&self) -> Result<Plan, Vec<Message>> {
        // What is under way has to be brought to its end first, and cannot be.
        if self.vitals.is_blocked() {
            return Err(vec![Message::new("reload-fail-blocked")]);
        }
        if self.is_asked() {
            return Err(vec![Message::new("reload-fail-busy")]);
        }
        Plan::read(self.task)
    }

    /// Has the centre go on by this plan.
    pub(crate) fn ask(&self, plan: Plan) -> Result<(), Message> {
        match &mut *self.next() {
            Some(_) => Err(Message::new("reload-fail-busy")),
            next => {
                *next = Some(plan);
                Ok(())
            }
        }
    }

    /// Whether another plan was asked for.
    pub(super) fn is_asked(&self) -> bool {
        self.next().is_some()
    }

    /// The plan that was asked for.
    pub(super) fn take(&self) -> Option<Plan> {
        self.next().take()
    }

    fn next(&self) -> MutexGuard<'_, Option<Plan>> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
