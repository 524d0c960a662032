//! Epoch seconds for people.

/// `2026-07-29 04:40:00 UTC`; none for a year of more than four digits.
pub(crate) fn utc(seconds: u64) -> Option<String> {
    const LAST: u64 = 253_402_300_799; // 9999-12-31 23:59:59
    if seconds > LAST {
        return None;
    }
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    Some(format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC"))
}

/// Year, month and day of a day since 1970-01-01, in the proleptic Gregorian calendar: counted
/// in eras of 400 years that begin on 1 March, so that a leap day is the last of its year.
const fn civil(days: u64) -> (u64, u64, u64) {
    let days = days.saturating_add(719_468); // since 0000-03-01
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let leap_days = (day_of_era / 1460).saturating_sub(day_of_era / 36_524);
    let year_of_era =
        day_of_era.saturating_sub(leap_days.saturating_add(day_of_era / 146_096)) / 365;
    let leap_days = (year_of_era / 4).saturating_sub(year_of_era / 100);
    let day_of_year =
        day_of_era.saturating_sub(year_of_era.saturating_mul(365).saturating_add(leap_days));
    let shifted_month = day_of_year.saturating_mul(5).saturating_add(2) / 153;
    let before_month = shifted_month.saturating_mul(153).saturating_add(2) / 5;
    let day = day_of_year.saturating_sub(before_month).saturating_add(1);
    // The year ends in February: January and February are of the calendar's next.
    let (next, month) = match shifted_month.checked_sub(10) {
        Some(month) => (1, month.saturating_add(1)),
        None => (0, shifted_month.saturating_add(3)),
    };
    let year = era.saturating_mul(400).saturating_add(year_of_era).saturating_add(next);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_times() {
        let known = [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_782_400, "2000-02-29 00:00:00 UTC"),
            (1_700_000_000, "2023-11-14 22:13:20 UTC"),
            (4_107_542_399, "2100-02-28 23:59:59 UTC"),
            (4_107_542_400, "2100-03-01 00:00:00 UTC"),
            (253_402_300_799, "9999-12-31 23:59:59 UTC"),
        ];
        for (seconds, text) in known {
            assert_eq!(utc(seconds).as_deref(), Some(text));
        }
        assert_eq!(utc(253_402_300_800), None);
    }

    /// Every day of 400 years, after which the calendar repeats itself, follows the one before.
    #[test]
    fn each_day_is_the_next() {
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for days in 0..146_097 {
            assert_eq!(civil(days), (year, month, day), "day {days}");
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let last = match month {
                2 => 28 + u64::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            (year, month, day) = match (month, day) {
                (12, 31) => (year + 1, 1, 1),
                _ if day == last => (year, month + 1, 1),
                _ => (year, month, day + 1),
            };
        }
        assert_eq!((year, month, day), (2370, 1, 1));
    }
}
