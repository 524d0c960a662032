//! `SafeUint`: an integer that every JSON reader reads alike.

use psea_jose::canonical::SafeUint;

/// §2: 0 to 2^53 − 1.
#[test]
fn range() {
    assert_eq!(SafeUint::MAX.get(), 9_007_199_254_740_991);
    for value in [0, 1, 42, 9_007_199_254_740_991] {
        let safe = SafeUint::new(value).unwrap();
        assert_eq!(
            (safe.get(), u64::from(safe), safe.to_string()),
            (value, value, value.to_string())
        );
    }
    for value in [9_007_199_254_740_992, 9_007_199_254_740_993, 1 << 63, u64::MAX] {
        assert_eq!(SafeUint::new(value), None);
    }
    assert_eq!(SafeUint::from(u32::MAX).get(), 4_294_967_295);
    assert_eq!(SafeUint::default().get(), 0);
    assert!(SafeUint::from(2) > SafeUint::from(1));
}
