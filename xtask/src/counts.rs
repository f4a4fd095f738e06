//! How many tests ran, read from what the runners print at their end.

use std::ops::AddAssign;

/// Tests that passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Counts {
    /// Takes in one line (without colours) of a runner's output; lines that tell no count change nothing.
    pub(crate) fn read(&mut self, line: &str) {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("Summary [") {
            // nextest: `Summary [ 1.2s] 9 tests run: 7 passed (1 slow), 1 failed, 1 timed out, 3 skipped`
            let counted = rest.split_once(':').map_or("", |(_, counted)| counted);
            self.passed += before(counted, "passed");
            self.failed +=
                before(counted, "failed") + before(counted, "timed out") + before(counted, "exec failed");
            self.skipped += before(counted, "skipped");
        } else if let Some(rest) = line.strip_prefix("test result: ") {
            // cargo test: `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; ..`
            self.passed += before(rest, "passed");
            self.failed += before(rest, "failed");
            self.skipped += before(rest, "ignored");
        } else if let Some(rest) = line.strip_prefix("Tests ") {
            // vitest: `Tests  1 failed | 2 passed | 1 skipped (4)`
            self.passed += before(rest, "passed");
            self.failed += before(rest, "failed");
            self.skipped += before(rest, "skipped") + before(rest, "todo");
        } else if let Some(rest) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
            // node --test: `ℹ pass 4`
            let mut words = rest.split_whitespace();
            let (word, number) = (words.next(), words.next().and_then(|number| number.parse::<u64>().ok()));
            match (word, number, words.next()) {
                (Some("pass"), Some(number), None) => self.passed += number,
                (Some("fail" | "cancelled"), Some(number), None) => self.failed += number,
                (Some("skipped" | "todo"), Some(number), None) => self.skipped += number,
                _ => {}
            }
        }
    }
}

/// The number that stands before this word.
fn before(text: &str, word: &str) -> u64 {
    text.split([',', ';', '|', '.', '(', ')'])
        .filter_map(|part| part.trim().strip_suffix(word))
        .filter_map(|number| number.trim().parse::<u64>().ok())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> (u64, u64, u64) {
        let mut counts = Counts::default();
        for line in lines {
            counts.read(line);
        }
        (counts.passed, counts.failed, counts.skipped)
    }

    #[test]
    fn every_runner_is_understood() {
        assert_eq!(
            read(&["     Summary [   0.010s] 12 tests run: 12 passed (2 slow), 3 skipped"]),
            (12, 0, 3)
        );
        assert_eq!(
            read(&["     Summary [   0.010s] 5/9 tests run: 2 passed, 2 failed, 1 timed out, 0 skipped"]),
            (2, 3, 0)
        );
        assert_eq!(
            read(&[
                "test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s"
            ]),
            (3, 1, 2)
        );
        assert_eq!(read(&["      Tests  1 failed | 2 passed | 1 skipped (4)"]), (2, 1, 1));
        assert_eq!(read(&["      Tests  41 passed (41)"]), (41, 0, 0));
        assert_eq!(
            read(&["ℹ tests 6", "ℹ pass 4", "ℹ fail 1", "ℹ cancelled 0", "ℹ skipped 1", "ℹ todo 0"]),
            (4, 1, 1)
        );
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(
            read(&["Test Files  2 passed (2)", "ℹ pass the salt 3", "12 passed, 0 failed", "# fail"]),
            (0, 0, 0)
        );
    }
}
