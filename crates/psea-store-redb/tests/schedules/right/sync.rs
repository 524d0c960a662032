//! Shuttle's threads in the place of the standard library's.

pub(super) use shuttle::sync::atomic::{AtomicBool, Ordering};
pub(super) use shuttle::sync::{Arc, Condvar, Mutex, MutexGuard};

pub(super) const fn held<'m, T>(_of: &'m Mutex<T>, guard: MutexGuard<'m, T>) -> MutexGuard<'m, T> {
    guard
}
