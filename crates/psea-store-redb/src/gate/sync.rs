//! What the queue waits with. The tests of its schedules put another module in this place.

pub(super) use std::sync::atomic::{AtomicBool, Ordering};
pub(super) use std::sync::{Arc, Condvar, Mutex, MutexGuard};

/// Marks a place between two steps of one critical section, which must not be taken apart. The
/// tests' control takes it apart.
pub(super) const fn held<'m, T>(_of: &'m Mutex<T>, guard: MutexGuard<'m, T>) -> MutexGuard<'m, T> {
    guard
}
