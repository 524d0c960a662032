//! Tables, failures, documents, and faults of the command line.

use crate::support::{command, fixtures, report, run_fake, vector};

pub(crate) fn the_table_counts_by_suite_and_section() {
    let ran = run_fake("wrong-code verify.header.alg-none", &["--failures", "0"]);
    let expected = "\
1 more failed; --failures N shows more of them.

                 total  passed  failed  unsupported
canonical-json       2       2       0            0
  §2                 2       2       0            0
  §A                 1       1       0            0
ueid                 1       1       0            0
  §7.1               1       1       0            0
chain-entry          1       1       0            0
  §3.12              1       1       0            0
attest               2       2       0            0
  §3.5               2       2       0            0
verify               3       2       1            0
  §3.4               1       0       1            0
  §3.10              1       1       0            0
  §3.13.2            2       1       1            0
result               4       4       0            0
  §3.2               1       1       0            0
  §3.4               1       1       0            0
  §3.10              1       1       0            0
  §3.13.3            3       3       0            0
total               13      12       1            0
A vector counts in each of its sections.
";
    let trimmed: String = ran.stdout.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    assert_eq!(trimmed, expected);
    assert_eq!((ran.status, ran.stderr.as_str()), (1, ""));
}

pub(crate) fn failures_show_the_token_and_say_that_nothing_was_verified() {
    let ran = run_fake("wrong-code verify.header.alg-none", &[]);
    let expected = r#"FAILED verify.header.alg-none
  title     A token without a signature algorithm.
  sections  3.4, 3.13.2
"#;
    assert!(ran.stdout.starts_with(expected), "{}", ran.stdout);
    let expected = r#"
  step 1, code: expected header_alg, got header_typ
  token of step 1 (decoded for reading; nothing was verified)
    header
      {
        "alg": "none",
        "kid": "key-1",
        "typ": "psea-proof+jwt"
      }
    payload
      {
        "jti": "a",
        "psea_counter": 7
      }

"#;
    assert!(ran.stdout.contains(expected), "{}", ran.stdout);
}

pub(crate) fn failures_are_limited() {
    let ran = run_fake("crash attest.plain", &[]);
    assert_eq!(ran.stdout.matches("FAILED ").count(), 1);
    // What the implementation wrote cannot colour the terminal.
    assert!(ran.stdout.contains("    out of \\u{1b}[31mcheese\n"), "{}", ran.stdout);
    let ran = run_fake("crash attest.plain", &["--failures", "0"]);
    assert_eq!(ran.stdout.matches("FAILED ").count(), 0);
    assert!(ran.stdout.starts_with("1 more failed;"), "{}", ran.stdout);
}

pub(crate) fn json_is_one_document() {
    let (status, report) = report("", &[]);
    assert_eq!(status, 0);
    assert_eq!(report["format"], "psea-conformance-report/1");
    assert_eq!(report["codes"], "on");
    assert_eq!(report["totals"]["passed"], 13);
    let suites: Vec<_> =
        report["suites"].as_array().unwrap().iter().map(|suite| &suite["suite"]).collect();
    assert_eq!(suites, ["canonical-json", "ueid", "chain-entry", "attest", "verify", "result"]);
    assert_eq!(report["suites"][4]["sections"][2]["section"], "3.13.2");
    assert_eq!(report["suites"][4]["sections"][2]["total"], 2);
    assert!(vector(&report, "ueid.draft-03")["file"].as_str().unwrap().ends_with("ueid.json"));
}

pub(crate) fn junit_is_xml() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("report.xml");
    let ran = run_fake("crash attest.plain", &["--junit", file.to_str().unwrap()]);
    assert_eq!(ran.status, 1);
    let text = std::fs::read_to_string(&file).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    assert_eq!(
        (root.attribute("tests"), root.attribute("errors"), root.attribute("failures")),
        (Some("13"), Some("1"), Some("0"))
    );
    let cases: Vec<_> =
        document.descendants().filter(|node| node.has_tag_name("testcase")).collect();
    assert_eq!(cases.len(), 13);
    let failed: Vec<_> =
        cases.iter().filter(|case| case.children().any(|child| child.is_element())).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].attribute("name"), Some("attest.plain"));

    run_fake("unsupported ueid.draft-03", &["--junit", file.to_str().unwrap()]);
    let text = std::fs::read_to_string(&file).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    assert_eq!(document.descendants().filter(|node| node.has_tag_name("skipped")).count(), 1);
}

pub(crate) fn a_report_that_cannot_be_written_is_a_fault() {
    let ran = run_fake("", &["--junit", "no/such/dir/report.xml"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("--junit: cannot write no/such/dir/report.xml"), "{}", ran.stderr);
}

pub(crate) fn colour_is_for_terminals() {
    let ran = run_fake("wrong-code verify.header.alg-none", &[]);
    assert!(!ran.stdout.contains('\u{1b}'));
    assert!(!ran.stderr.contains('\u{1b}'));
}

fn fault(arguments: &[&str], says: &str) {
    let fixtures = fixtures();
    let mut all = vec!["run", fixtures.to_str().unwrap()];
    all.extend(arguments);
    let ran = command(&all);
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains(says), "{}", ran.stderr);
}

pub(crate) fn a_command_that_cannot_start_is_a_fault() {
    fault(&["--exec", "/no/such/program --flag"], "--exec: cannot start `/no/such/program`: ");
}

pub(crate) fn an_empty_or_unbalanced_command_is_a_fault() {
    fault(&["--exec", "  "], "--exec: the command is empty");
    fault(&["--exec", "node 'adapter.js"], "has a quote that is not closed");
}

pub(crate) fn a_timeout_without_a_command_is_misuse() {
    fault(&["--timeout", "5"], "--exec");
    fault(&["--exec", "x", "--timeout", "0"], "give a number of seconds above 0");
}
