//! The planted fault: a critical section in two parts.

pub(super) use shuttle::sync::atomic::{AtomicBool, Ordering};
pub(super) use shuttle::sync::{Arc, Condvar, Mutex, MutexGuard};

pub(super) fn held<'m, T>(of: &'m Mutex<T>, guard: MutexGuard<'m, T>) -> MutexGuard<'m, T> {
    drop(guard);
    of.lock().unwrap()
}
