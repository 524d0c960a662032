//! The control of the runs under `AddressSanitizer`: a read behind the end of an allocation, which
//! goes unnoticed without it.

use std::hint::black_box;

fn main() {
    let octets: Vec<u8> = black_box(vec![1; 32]);
    let at = black_box(octets.len());
    // SAFETY: there is none. This is the fault that must be reported.
    let behind = unsafe { octets.as_ptr().add(at).read() };
    println!("{behind}");
}
