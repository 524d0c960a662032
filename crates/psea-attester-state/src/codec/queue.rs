use psea_claims::{CounterScope, Jti, Operation, Tier};

use super::{Fields, Writer, open_row, seal_row};
use crate::error::Damaged;
use crate::file::{BODIES, ENDED, WAITING};
use crate::queue::{DropReason, End, Ended, EntryId, Label, Phase, Waiting};
use crate::time::Millis;

pub(crate) fn waiting_row(key: &[u8], waiting: &Waiting) -> Vec<u8> {
    seal_row(WAITING, key, |row| {
        write_label(row, &waiting.label);
        row.u64(waiting.queued.get());
        row.u64(waiting.exp.get());
        row.u64(waiting.grace.get());
        row.u32(waiting.sent);
        match waiting.phase {
            Phase::Due { not_before } => {
                row.u8(1);
                row.u64(not_before.get());
            }
            Phase::InFlight { deadline } => {
                row.u8(2);
                row.u64(deadline.get());
            }
        }
        row.optional(waiting.problem.as_deref(), Writer::text);
    })
}

pub(crate) fn read_waiting(id: EntryId, key: &[u8], value: &[u8]) -> Result<Waiting, Damaged> {
    open_row(WAITING, key, value, |fields| {
        Some(Waiting {
            id,
            label: read_label(fields)?,
            queued: time(fields)?,
            exp: time(fields)?,
            grace: time(fields)?,
            sent: fields.u32()?,
            phase: match fields.u8()? {
                1 => Phase::Due { not_before: time(fields)? },
                2 => Phase::InFlight { deadline: time(fields)? },
                _ => return None,
            },
            problem: fields.optional(|fields| fields.text().map(Into::into))?,
        })
    })
}

pub(crate) fn ended_row(key: &[u8], ended: &Ended) -> Vec<u8> {
    seal_row(ENDED, key, |row| {
        write_label(row, &ended.label);
        row.u64(ended.at.get());
        row.u32(ended.sent);
        row.u8(match ended.end {
            End::Accepted => 1,
            End::Dropped(DropReason::Grace) => 2,
            End::Dropped(DropReason::Expired) => 3,
            End::Dropped(DropReason::Rejected) => 4,
            End::Dropped(DropReason::Stale) => 5,
            End::Dropped(DropReason::Revoked) => 6,
        });
    })
}

pub(crate) fn read_ended(id: EntryId, key: &[u8], value: &[u8]) -> Result<Ended, Damaged> {
    open_row(ENDED, key, value, |fields| {
        Some(Ended {
            id,
            label: read_label(fields)?,
            at: time(fields)?,
            sent: fields.u32()?,
            end: match fields.u8()? {
                1 => End::Accepted,
                2 => End::Dropped(DropReason::Grace),
                3 => End::Dropped(DropReason::Expired),
                4 => End::Dropped(DropReason::Rejected),
                5 => End::Dropped(DropReason::Stale),
                6 => End::Dropped(DropReason::Revoked),
                _ => return None,
            },
        })
    })
}

pub(crate) fn body_row(key: &[u8], body: &str) -> Vec<u8> {
    seal_row(BODIES, key, |row| row.text(body))
}

pub(crate) fn read_body(key: &[u8], value: &[u8]) -> Result<String, Damaged> {
    open_row(BODIES, key, value, |fields| fields.text().map(Into::into))
}

fn write_label(row: &mut Writer, label: &Label) {
    row.text(label.scope.as_key());
    row.u64(label.counter.get());
    row.text(label.jti.as_str());
    row.text(label.op.as_str());
    row.text(label.tier.as_str());
}

fn read_label(fields: &mut Fields<'_>) -> Option<Label> {
    Some(Label {
        scope: CounterScope::from_key(fields.text()?),
        counter: fields.counter()?,
        jti: Jti::new(fields.text()?.to_owned()).ok()?,
        op: Operation::new(fields.text()?.to_owned()).ok()?,
        tier: Tier::new(fields.text()?.to_owned()).ok()?,
    })
}

fn time(fields: &mut Fields<'_>) -> Option<Millis> {
    fields.u64().map(Millis::new)
}
