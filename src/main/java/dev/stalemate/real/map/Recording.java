package dev.stalemate.real.map;

import dev.stalemate.real.line.Problems;

/**
 * What one program printed at one time: a boot, a dump, a copy of {@code /proc/mtrr} with what goes with it. A file can hold
 * several.
 *
 * @param title what it is, for people: {@code boot log}, {@code coreboot}, {@code CPU 3}
 * @param line its first line, from 1; 0 if it has none
 * @param content the facts
 * @param problems what is wrong with its lines
 * @param findings what its lines show of the machine, beside what follows from the facts
 */
public record Recording(String title, int line, LogContent content, Problems problems, FindingList findings) {
    /** This beside what another program says of the same machine. */
    public Recording with(Recording other) {
        other.problems.sorted().forEach(problem -> problems.add(problem.line(), problem.text()));
        other.findings.sorted().forEach(findings::add);
        return new Recording(
                title + " and " + other.title,
                Math.min(line, other.line),
                content.with(other.content),
                problems,
                findings);
    }

    /** Whether no line was read. */
    public boolean isEmpty() {
        return line == 0;
    }
}
