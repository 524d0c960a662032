//! Each kind of field has one encoding, the greatest octet first and the length before, and is
//! read from nothing else.

use std::fmt::Debug;

use psea_claims::{Counter, EpochSeconds};
use psea_row::{Fields, Writer, length};

/// 2^53 - 1.
const GREATEST: u64 = 9_007_199_254_740_991;

fn written(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::default();
    write(&mut writer);
    writer.into_octets()
}

/// What was read, and what that left.
fn read<'v, T>(
    octets: &'v [u8],
    read: impl FnOnce(&mut Fields<'v>) -> Option<T>,
) -> (Option<T>, &'v [u8]) {
    let mut fields = Fields::of(octets);
    let value = read(&mut fields);
    (value, fields.rest())
}

/// The value is written as these octets and read from all of them; from fewer it is not.
fn stands_as<'v, T: Debug + PartialEq>(
    value: T,
    octets: &'v [u8],
    write: impl FnOnce(&mut Writer),
    mut from: impl FnMut(&mut Fields<'v>) -> Option<T>,
) {
    assert_eq!(written(write), octets, "{value:?}");
    assert_eq!(read(octets, &mut from), (Some(value), &[][..]));
    for cut in 0..octets.len() {
        assert_eq!(read(&octets[..cut], &mut from).0, None, "{cut} of {octets:x?}");
    }
}

#[test]
fn numbers_have_their_greatest_octet_first() {
    stands_as(0xa1, &[0xa1], |to| to.u8(0xa1), Fields::u8);
    stands_as(0xa1b2_c3d4, &[0xa1, 0xb2, 0xc3, 0xd4], |to| to.u32(0xa1b2_c3d4), Fields::u32);
    stands_as(
        0xa1b2_c3d4_e5f6_0718,
        &[0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0x07, 0x18],
        |to| to.u64(0xa1b2_c3d4_e5f6_0718),
        Fields::u64,
    );
}

#[test]
fn octets_of_a_known_number_stand_alone() {
    stands_as([7, 8, 9], &[7, 8, 9], |to| to.octets(&[7, 8, 9]), Fields::array::<3>);
    stands_as([], &[], |to| to.octets(&[]), Fields::array::<0>);
}

#[test]
fn octets_have_their_length_before_them() {
    let octets = &[0, 0, 0, 3, 0xff, 0, 1];
    stands_as(&[0xff, 0, 1][..], octets, |to| to.sized(&[0xff, 0, 1]), Fields::sized);
    stands_as(&[][..], &[0, 0, 0, 0], |to| to.sized(&[]), Fields::sized);
    let content = [0x5a; 0x0001_0203];
    let long = [&[0, 1, 2, 3], &content[..]].concat();
    assert_eq!(written(|to| to.sized(&content)), long);
    assert_eq!(read(&long, Fields::sized), (Some(&content[..]), &[][..]));
}

/// Nobody may be made to look beyond the row.
#[test]
fn a_length_beyond_what_is_left_is_refused() {
    for octets in
        [[0, 0, 0, 3, b'a', b'b'], [0, 1, 0, 0, b'a', b'b'], [0xff, 0xff, 0xff, 0xff, b'a', b'b']]
    {
        assert_eq!(read(&octets, Fields::sized).0, None, "{octets:x?}");
        assert_eq!(read(&octets, Fields::text).0, None, "{octets:x?}");
    }
}

#[test]
fn a_text_has_its_length_in_octets_before_it() {
    let octets = &[0, 0, 0, 6, b'a', 0xc3, 0xa9, 0xe5, 0xb1, 0xb1];
    stands_as("aé山", octets, |to| to.text("aé山"), Fields::text);
    stands_as("", &[0, 0, 0, 0], |to| to.text(""), Fields::text);
    assert_eq!(length("aé山"), [0, 0, 0, 6]);
    assert_eq!(length(""), [0, 0, 0, 0]);
    assert_eq!(length(&"a".repeat(0x0001_0203)), [0, 1, 2, 3]);
}

#[test]
fn a_text_is_utf_8() {
    for octets in [
        &[0, 0, 0, 1, 0xff][..],
        // Cut within a character, though more of it follows.
        &[0, 0, 0, 1, 0xc3, 0xa9],
        // An overlong `/`, and half of a pair.
        &[0, 0, 0, 2, 0xc0, 0xaf],
        &[0, 0, 0, 3, 0xed, 0xa0, 0x80],
    ] {
        assert_eq!(read(octets, Fields::text).0, None, "{octets:x?}");
        assert!(read(octets, Fields::sized).0.is_some(), "{octets:x?}");
    }
}

#[test]
fn a_flag_is_0_or_1() {
    stands_as(false, &[0], |to| to.flag(false), Fields::flag);
    stands_as(true, &[1], |to| to.flag(true), Fields::flag);
    for octet in 2..=u8::MAX {
        assert_eq!(read(&[octet], Fields::flag).0, None, "{octet}");
    }
}

#[test]
fn a_value_that_may_be_missing_has_a_flag_before_it() {
    stands_as(None, &[0], |to| to.optional(None, Writer::u32), |from| from.optional(Fields::u32));
    stands_as(
        Some(9),
        &[1, 0, 0, 0, 9],
        |to| to.optional(Some(9), Writer::u32),
        |from| from.optional(Fields::u32),
    );
    for octet in 2..=u8::MAX {
        let other = [octet, 0, 0, 0, 9];
        assert_eq!(read(&other, |from| from.optional(Fields::u32)).0, None, "{octet}");
    }
    // What is there must be a value of its kind.
    assert_eq!(read(&[1, 2], |from| from.optional(Fields::flag)).0, None);
}

/// No time and no counter of a proof is above 2^53 - 1 (§3.5, §3.10): no row holds a greater one.
#[test]
fn times_and_counters_are_within_the_range_of_the_profile() {
    const OCTETS: [u8; 8] = [0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    stands_as(EpochSeconds::MAX, &OCTETS, |to| to.u64(GREATEST), Fields::time);
    stands_as(Counter::MAX, &OCTETS, |to| to.u64(GREATEST), Fields::counter);
    for number in [0, 1, 0x6a69_2e20] {
        let octets = written(|to| to.u64(number));
        assert_eq!(read(&octets, Fields::time).0.map(EpochSeconds::get), Some(number));
        assert_eq!(read(&octets, Fields::counter).0.map(Counter::get), Some(number));
    }
    for number in [GREATEST + 1, u64::MAX] {
        let octets = written(|to| to.u64(number));
        assert_eq!(read(&octets, Fields::time).0, None, "{number}");
        assert_eq!(read(&octets, Fields::counter).0, None, "{number}");
        assert_eq!(read(&octets, Fields::u64).0, Some(number));
    }
}

/// Each field is read where the one before it ended, and what is left is known at every step.
#[test]
fn fields_stand_one_after_the_other() {
    let mut writer = Writer::default();
    assert_eq!(writer.as_octets(), [0_u8; 0]);
    writer.text("ab");
    writer.u8(1);
    assert_eq!(writer.as_octets(), [0, 0, 0, 2, b'a', b'b', 1]);
    writer.u32(2);
    writer.u64(3);
    writer.u64(4);
    writer.u64(5);
    writer.flag(true);
    writer.optional(None, Writer::u8);
    writer.optional(Some(&[6, 7][..]), Writer::sized);
    writer.octets(&[8, 9, 10]);
    let octets = [
        &[0, 0, 0, 2, b'a', b'b'][..],
        &[1],
        &[0, 0, 0, 2],
        &[0, 0, 0, 0, 0, 0, 0, 3],
        &[0, 0, 0, 0, 0, 0, 0, 4],
        &[0, 0, 0, 0, 0, 0, 0, 5],
        &[1],
        &[0],
        &[1, 0, 0, 0, 2, 6, 7],
        &[8, 9, 10],
    ];
    let octets = octets.concat();
    assert_eq!(writer.as_octets(), octets);
    assert_eq!(writer.into_octets(), octets);

    let mut fields = Fields::of(&octets);
    assert_eq!(fields.text(), Some("ab"));
    assert_eq!(fields.u8(), Some(1));
    assert_eq!(fields.u32(), Some(2));
    assert_eq!(fields.u64(), Some(3));
    assert_eq!(fields.time(), EpochSeconds::new(4));
    assert_eq!(fields.counter(), Counter::new(5));
    assert_eq!(fields.flag(), Some(true));
    assert_eq!(fields.optional(Fields::u8), Some(None));
    assert_eq!(fields.optional(Fields::sized), Some(Some(&[6, 7][..])));
    assert_eq!(fields.array(), Some([8]));
    assert!(!fields.is_empty());
    assert_eq!(fields.rest(), [9, 10]);
    assert!(fields.is_empty());
    assert_eq!(fields.rest(), [0_u8; 0]);
    assert_eq!(fields.u8(), None);
    assert!(Fields::of(&[]).is_empty());
}
