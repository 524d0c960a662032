//! The command against implementations that behave and misbehave.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests, which clippy does not see where the harness is not the usual one"
)]

mod browse;
mod fake;
mod outcomes;
mod reports;
mod support;
mod vectors;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// Names each test after its function, so that the list cannot say one thing and do another. A
/// function that is missing here is dead code, which the lints refuse.
macro_rules! tests {
    ($($module:ident: $($test:ident)+;)+) => {
        vec![$($(Trial::test(concat!(stringify!($module), "::", stringify!($test)), || {
            $module::$test();
            Ok(())
        }),)+)+]
    };
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == fake::FLAG) {
        fake::main(&arguments[1..]);
        return ExitCode::SUCCESS;
    }
    let tests = tests! {
        outcomes:
            all_pass
            a_wrong_code_fails
            an_unknown_code_fails
            a_wrong_code_passes_with_codes_off
            a_missing_code_fails_unless_codes_are_off
            an_accept_for_a_reject_fails_with_codes_off_too
            user_verification_is_compared_where_stated
            a_missing_step_fails
            a_wrong_value_of_another_suite_fails
            claims_and_words_of_a_result_are_compared
            a_result_is_built_by_its_text_and_a_signature_that_verifies
            a_crash_fails_one_vector
            a_flood_on_standard_error_is_bounded
            a_hang_fails_one_vector
            a_process_that_does_not_read_is_timed_out
            a_garbage_line_fails_one_vector
            a_line_that_is_no_text_fails_one_vector
            a_wrong_id_fails_one_vector
            an_unknown_member_of_an_answer_fails
            a_line_too_many_fails_the_next_vector_only
            unsupported_is_counted_and_no_pass
            unsupported_is_only_ever_true
            the_own_implementation_is_never_a_pass_by_default
            ;
        vectors:
            an_unknown_suite_is_named
            an_unknown_format_is_named
            an_unknown_member_is_named
            an_unknown_member_of_a_step_is_named
            a_missing_expectation_is_named
            a_step_of_two_kinds_is_refused
            a_duplicate_id_is_named
            a_duplicate_id_across_files_is_named
            a_file_that_is_named_twice_is_read_once
            zero_vectors_is_an_error
            a_directory_without_vectors_is_an_error
            a_missing_file_is_an_error
            what_is_no_json_is_an_error
            all_errors_are_shown_at_once
            a_filter_that_matches_nothing_is_an_error
            a_filter_chooses
            ;
        reports:
            the_table_counts_by_suite_and_section
            failures_show_the_token_and_say_that_nothing_was_verified
            failures_are_limited
            json_is_one_document
            junit_is_xml
            a_report_that_cannot_be_written_is_a_fault
            colour_is_for_terminals
            a_command_that_cannot_start_is_a_fault
            an_empty_or_unbalanced_command_is_a_fault
            a_timeout_without_a_command_is_misuse
            ;
        browse:
            list_shows_every_vector
            show_prints_the_vector_and_its_tokens
            show_of_an_unknown_id_is_an_error
            schema_is_read_from_a_directory
            schema_of_an_unknown_suite_is_an_error
            schema_that_is_missing_is_an_error
            help_teaches
            ;
    };
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}
