use std::hint::black_box;

use allocation_counter::measure;

use crate::World;

/// The most that an accepted verification may allocate.
const MOST: u64 = 12;

/// An accepted verification, commit included, allocates at most twelve times. The store has grown
/// before: that it grows now and then belongs to what it keeps, and each time it is one more.
#[test]
fn an_accepted_verification_allocates_at_most_twelve_times() {
    // The counter counts.
    assert_eq!(measure(|| drop(black_box(Box::new(7_u64)))).count_total, 1);

    let world = World::new();
    let bodies: Vec<String> = (0..96).map(|number| world.body(number)).collect();
    let (first, rest) = bodies.split_at(64);
    for body in first {
        drop(world.verify(body.as_bytes()).unwrap());
    }
    let mut greatest = 0;
    for body in rest {
        // The body is received as octets, and the approval is dropped outside of the count.
        let mut answer = None;
        let counted = measure(|| answer = Some(world.verify(body.as_bytes())));
        assert!(answer.unwrap().is_ok());
        greatest = greatest.max(counted.count_total);
        assert!(
            (1..=MOST).contains(&counted.count_total),
            "{} allocations of {} octets",
            counted.count_total,
            counted.bytes_total,
        );
    }
    println!("at most {greatest} allocations");
}
