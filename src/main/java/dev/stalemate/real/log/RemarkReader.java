package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.Spaced;
import dev.stalemate.real.map.Finding;
import dev.stalemate.real.map.Finding.Kind;
import dev.stalemate.real.map.FindingList;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads single lines about the MTRRs: that they are off, that the processors differ, what Linux fixed. */
final class RemarkReader implements LineReader {
    /** mtrr_bp_init since Linux 6.5; IA32_MTRR_DEF_TYPE.E is 0. */
    private static final Pattern OFF = Spaced.pattern("MTRRs disabled by BIOS");

    /** The same, or no MTRRs, or a hypervisor that hides them: Linux does not tell these apart here. */
    private static final Pattern UNUSED = Spaced.pattern("Disabled|MTRRs disabled .*");

    private static final Pattern NO_DUMP = Spaced.pattern("CPU MTRRs all blank - virtualized system\\.");
    private static final Pattern READ_ONLY = Spaced.pattern("MTRRs set to read-only");
    private static final Pattern DIFFER =
            Spaced.pattern("(?:mtrr: )?your CPUs had inconsistent (fixed MTRR|variable MTRR|MTRRdefType) settings");
    private static final Pattern CORRECTED =
            Spaced.pattern("(?:mtrr: )?(?:probably your BIOS does not setup all CPUs|corrected configuration)\\.?");
    /** generic_get_mtrr says "set up" and "up" from 2.6.31 to 2.6.32, and the other words from 2.6.33 on. */
    private static final Pattern SHORT_MASK =
            Spaced.pattern("(?:mtrr: )?your BIOS has (?:set up|configured) an incorrect mask, fixing it(?: up)?\\.?");

    private static final Pattern STRANGE = Spaced.pattern(
            "(?:WARNING: )?BIOS bug: VAR MTRR \\d+ contains strange UC entry under 1M, check with your system vendor!");
    private static final Pattern FIXED = Spaced.pattern(
            "(?:\\[Firmware Warn\\]: )?(?:MTRR: )?CPU \\d+: SYSCFG\\[MtrrFixDramModEn\\] not cleared by BIOS, clearing this bit");
    private static final ImmutableList<Pattern> KINDS =
            ImmutableList.of(OFF, UNUSED, NO_DUMP, READ_ONLY, DIFFER, CORRECTED, SHORT_MASK, STRANGE, FIXED);
    private static final Pattern DAMAGED = Spaced.pattern("mtrr: your CPUs had.*");

    private final Problems problems;
    private final FindingList findings;
    private final Set<String> differing = new TreeSet<>();
    private @Nullable LogLine off;
    private @Nullable LogLine explanation;
    private @Nullable LogLine blank;
    private boolean shortMask;

    RemarkReader(Problems problems, FindingList findings) {
        this.problems = problems;
        this.findings = findings;
    }

    @Override
    public Fit fit(String text) {
        return Fit.of(text, KINDS, DAMAGED);
    }

    @Override
    public void read(LogLine line, Fit fit) {
        String text = line.text();
        Matcher differ = DIFFER.matcher(text);
        if (fit == Fit.PART) {
            problems.add(line.number(), "cut or damaged line about the MTRRs: " + Problem.quote(text));
        } else if (OFF.matcher(text).matches()) {
            off = off == null ? line : off;
        } else if (NO_DUMP.matcher(text).matches() && blank == null) {
            blank = line;
            explanation = explanation == null ? line : explanation;
        } else if (UNUSED.matcher(text).matches() || NO_DUMP.matcher(text).matches()) {
            explanation = explanation == null ? line : explanation;
        } else if (differ.matches()) {
            differ(line, differ.group(1).replaceAll("\\s+", " "));
        } else if (SHORT_MASK.matcher(text).matches()) {
            if (!shortMask) {
                findings.add(Finding.of(
                        Kind.FIRMWARE,
                        line,
                        "a mask of the firmware leaves top bits out; Linux takes it as if it had them, and the register keeps the hole: "
                                + Problem.quote(text)));
            }
            shortMask = true;
        } else if (STRANGE.matcher(text).matches()) {
            findings.add(Finding.of(
                    Kind.FIRMWARE,
                    line,
                    "Linux leaves a range of the firmware out of its sums, and the register as it is: "
                            + Problem.quote(text)));
        } else if (FIXED.matcher(text).matches()) {
            findings.add(Finding.of(Kind.FIRMWARE, line, "Linux fixes the firmware's setting: " + Problem.quote(text)));
        }
    }

    private void differ(LogLine line, String what) {
        if (differing.add(what)) {
            findings.add(Finding.of(
                    Kind.CPUS_DIFFER,
                    line,
                    "the processors differed in their " + what
                            + " settings, until the kernel gave all those of the boot processor"));
        }
    }

    /** The line that says that no register holds anything, as Linux knows it from virtual machines, if any. */
    @Nullable
    LogLine blank() {
        return blank;
    }

    /** Whether Linux found a mask that does not reach MAXPHYADDR. */
    boolean shortMask() {
        return shortMask;
    }

    /** The line that says that the firmware left the MTRRs disabled, if any. */
    @Nullable
    LogLine off() {
        return off;
    }

    /** A line that hints at why there is no dump, if any. */
    @Nullable
    LogLine explanation() {
        return explanation;
    }
}
