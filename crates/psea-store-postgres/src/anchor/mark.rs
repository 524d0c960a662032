//! What names one acknowledged change: in octets, and as a question to the database.

use psea_claims::EpochSeconds;
use psea_verifier::CommitRequest;
use sha2::{Digest as _, Sha256};
use tokio_postgres::{Client, Error};

use crate::server::i64_of;

/// An acknowledged change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// An accepted proof, until its id may be pruned.
    Commit { iss: Box<str>, jti: Box<str>, keep_until: EpochSeconds, now: EpochSeconds },
    /// A version of an enrollment.
    Change { attester: Box<str>, version: u64 },
    /// A record that cannot be read: nothing in the database can be it.
    Damaged,
}

/// What a record takes in the file, at most.
pub(crate) const SIZE: usize = 16_384;
/// What its texts may take, together.
pub(crate) const ROOM: usize = 16_000;

const TAG: usize = 16;

impl Mark {
    pub(crate) fn of(request: &CommitRequest<'_>) -> Self {
        Self::Commit {
            iss: request.iss().as_str().into(),
            jti: request.jti().as_str().into(),
            keep_until: request.keep_jti_until(),
            now: request.now(),
        }
    }

    pub(crate) const fn is_change(&self) -> bool {
        matches!(self, Self::Change { .. })
    }

    /// The time served with it.
    pub(crate) fn latest(&self) -> EpochSeconds {
        match self {
            Self::Commit { now, .. } => *now,
            Self::Change { .. } | Self::Damaged => EpochSeconds::default(),
        }
    }
}

/// A record: generation, length, what is in it, and a checksum over all of that.
pub(crate) fn encode(generation: u64, mark: Option<&Mark>) -> Vec<u8> {
    let (kind, first, second, numbers) = match mark {
        None | Some(Mark::Damaged) => (0_u8, "", "", [0, 0]),
        Some(Mark::Commit { iss, jti, keep_until, now }) => {
            (1, &**iss, &**jti, [keep_until.get(), now.get()])
        }
        Some(Mark::Change { attester, version }) => (2, &**attester, "", [*version, 0]),
    };
    let mut octets = generation.to_be_bytes().to_vec();
    octets.push(kind);
    for number in numbers {
        octets.extend(number.to_be_bytes());
    }
    for text in [first, second] {
        octets.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
        octets.extend(text.bytes());
    }
    let tag = Sha256::digest(&octets);
    octets.extend(tag.iter().take(TAG));
    octets
}

/// The generation and the mark of a record; none if it is not whole.
pub(crate) fn decode(octets: &[u8]) -> Option<(u64, Option<Mark>)> {
    let mut rest = octets;
    let generation = number(&mut rest)?;
    let (kind, after) = rest.split_first()?;
    rest = after;
    let (one, other) = (number(&mut rest)?, number(&mut rest)?);
    let (first, second) = (text(&mut rest)?, text(&mut rest)?);
    let mark = match kind {
        0 => None,
        1 => Some(Mark::Commit {
            iss: first,
            jti: second,
            keep_until: EpochSeconds::new(one)?,
            now: EpochSeconds::new(other)?,
        }),
        2 => Some(Mark::Change { attester: first, version: one }),
        _ => return None,
    };
    let whole = encode(generation, mark.as_ref());
    octets.starts_with(&whole).then_some((generation, mark))
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    let (octets, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(u64::from_be_bytes(*octets))
}

fn text(rest: &mut &[u8]) -> Option<Box<str>> {
    let (length, after) = rest.split_first_chunk()?;
    let (octets, after) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
    *rest = after;
    Some(std::str::from_utf8(octets).ok()?.into())
}

/// Which records name something that the database does not have and cannot have pruned. One
/// statement, hence one snapshot: what was pruned was past in it.
pub(crate) async fn missing(client: &Client, marks: &[Option<Mark>]) -> Result<Vec<usize>, Error> {
    let (mut commits, mut changes, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    let (mut isss, mut jtis, mut untils) = (Vec::new(), Vec::new(), Vec::new());
    let (mut names, mut versions) = (Vec::new(), Vec::new());
    for (record, mark) in marks.iter().enumerate() {
        match mark {
            None => {}
            Some(Mark::Damaged) => missing.push(record),
            Some(Mark::Commit { iss, jti, keep_until, .. }) => {
                commits.push(record);
                isss.push(iss.as_bytes());
                jtis.push(jti.as_bytes());
                untils.push(i64_of(*keep_until));
            }
            Some(Mark::Change { attester, version }) => {
                changes.push(record);
                names.push(attester.as_bytes());
                versions.push(i64::try_from(*version).unwrap_or(i64::MAX));
            }
        }
    }
    if commits.is_empty() && changes.is_empty() {
        return Ok(missing);
    }
    let rows = client
        .query(
            "SELECT false, n FROM unnest($1::bytea[], $2::bytea[], $3::bigint[]) \
                 WITH ORDINALITY AS sought (iss, jti, keep_until, n) \
                 WHERE keep_until > (SELECT latest - 60 FROM psea.meta) AND NOT EXISTS ( \
                     SELECT 1 FROM psea.jti j WHERE j.iss = sought.iss AND j.jti = sought.jti) \
             UNION ALL \
             SELECT true, n FROM unnest($4::bytea[], $5::bigint[]) \
                 WITH ORDINALITY AS sought (name, version, n) \
                 WHERE NOT EXISTS (SELECT 1 FROM psea.attester a \
                     WHERE a.name = sought.name AND a.version >= sought.version)",
            &[&isss, &jtis, &untils, &names, &versions],
        )
        .await?;
    for row in rows {
        let records = if row.try_get(0)? { &changes } else { &commits };
        let ordinal = usize::try_from(row.try_get::<_, i64>(1)?).unwrap_or(0);
        missing.extend(ordinal.checked_sub(1).and_then(|index| records.get(index)));
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use psea_claims::EpochSeconds;

    use super::{Mark, ROOM, SIZE, decode, encode};

    /// Where it is missing, at least this time was served.
    #[test]
    fn a_commit_tells_the_time_it_was_served_at() {
        let at = |seconds| EpochSeconds::new(seconds).unwrap();
        let (iss, jti): (Box<str>, Box<str>) = ("i".into(), "j".into());
        assert_eq!(Mark::Commit { iss, jti, keep_until: at(7), now: at(9) }.latest(), at(9));
        assert_eq!(Mark::Change { attester: "a".into(), version: 3 }.latest(), at(0));
    }

    #[test]
    fn a_record_is_read_as_it_was_written_or_not_at_all() {
        let at = |seconds| EpochSeconds::new(seconds).unwrap();
        let long = "x".repeat(ROOM - 1);
        for mark in [
            None,
            Some(Mark::Commit {
                iss: "i\0".into(),
                jti: "ж".into(),
                keep_until: at(7),
                now: at(9),
            }),
            Some(Mark::Commit { iss: "i".into(), jti: long.into(), keep_until: at(7), now: at(9) }),
            Some(Mark::Change { attester: "a".into(), version: 3 }),
        ] {
            let octets = encode(5, mark.as_ref());
            assert!(octets.len() <= SIZE);
            let mut padded = octets.clone();
            padded.resize(SIZE, 0xAA);
            assert_eq!(decode(&padded), Some((5, mark)));
            for index in (0..octets.len()).step_by(1 + octets.len() / 64) {
                let mut other = padded.clone();
                other[index] ^= 1;
                assert_eq!(decode(&other), None, "octet {index}");
                assert_eq!(decode(&octets[..index]), None, "cut at {index}");
            }
        }
    }
}
