package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.Spaced;
import dev.stalemate.real.map.Addresses;
import dev.stalemate.real.map.Finding;
import dev.stalemate.real.map.FindingList;
import dev.stalemate.real.map.RegisterSet;
import dev.stalemate.real.map.VariableRange;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what mtrr_cleanup of Linux prints (arch/x86/kernel/cpu/mtrr/cleanup.c): the variable ranges before and after it, by size
 * and without the unused ones, what it chose, and the RAM that is lost.
 */
final class CleanupReader implements LineReader {
    private static final Pattern BEFORE = Spaced.pattern("original variable MTRRs");
    private static final Pattern AFTER = Spaced.pattern("New variable MTRRs");
    private static final Pattern REGISTER = Spaced.pattern(
            "reg (\\d{1,2}), base: (\\d{1,15}) *([KMG])B, range: (\\d{1,15}) *([KMG])B, type (UC|WB|WP|Other)");
    private static final Pattern COVERED = Spaced.pattern("total RAM covered: \\d+ *M");
    private static final Pattern CHOSEN = Spaced.pattern("Found optimal setting for mtrr clean up");

    /** Some terminals show the tab as ^I. */
    private static final Pattern SETTING =
            Spaced.pattern("(?:\\*BAD\\*)?gran_size: *\\d+ *[KMG](?:\\s|\\^I)+chunk_size: *\\d+ *[KMG]"
                    + "(?:\\s|\\^I)+num_reg: *(\\d{1,3})(?:\\s|\\^I)+lose cover RAM: *(-?\\d{1,12} *[KMG])");

    private static final Pattern FAILED = Spaced.pattern("mtrr_cleanup: can not find optimal value");
    private static final Pattern LOST = Spaced.pattern(
            "(?:WARNING: )?(?:BIOS bug: )?CPU MTRRs don't cover all of memory, losing (\\d{1,10}) *MB of RAM\\.?");
    private static final ImmutableList<Pattern> KINDS =
            ImmutableList.of(BEFORE, AFTER, REGISTER, COVERED, CHOSEN, SETTING, FAILED, LOST);
    private static final Pattern DAMAGED = Spaced.pattern("reg \\d{1,2}, base.*");

    /** A list of registers in the making. */
    private static final class Listing {
        private final List<VariableRange> ranges = new ArrayList<>();
        private boolean headed;
        private int line;
        private int next;
        private boolean missing;
    }

    private final Problems problems;
    private final FindingList findings;
    private final Listing before = new Listing();
    private final Listing after = new Listing();
    private Listing current = before;
    private @Nullable LogLine chosen;
    private @Nullable LogLine setting;
    private boolean covered;
    private int count;
    private String lose = "";

    CleanupReader(Problems problems, FindingList findings) {
        this.problems = problems;
        this.findings = findings;
    }

    @Override
    public Fit fit(String text) {
        return Fit.of(text, KINDS, DAMAGED);
    }

    @Override
    public boolean startsAnother(String text) {
        return (before.headed && BEFORE.matcher(text).matches())
                || (after.headed && AFTER.matcher(text).matches());
    }

    @Override
    public void read(LogLine line, Fit fit) {
        Matcher register = REGISTER.matcher(line.text());
        Matcher cost = SETTING.matcher(line.text());
        Matcher lost = LOST.matcher(line.text());
        if (fit == Fit.PART) {
            lose(line, "cut or damaged line of mtrr_cleanup");
        } else if (register.matches()) {
            register(line, register);
        } else if (cost.matches()) {
            setting = line;
            count = Integer.parseInt(cost.group(1));
            lose = cost.group(2);
        } else if (lost.matches()) {
            long bytes = Long.parseLong(lost.group(1)) << 20;
            findings.add(Finding.of(
                    Finding.Kind.RAM_LOST,
                    line,
                    "Linux does not use " + Addresses.size(bytes) + " of RAM because the MTRRs do not make it WB"));
        } else {
            heading(line);
        }
    }

    private void heading(LogLine line) {
        if (BEFORE.matcher(line.text()).matches()) {
            before.headed = true;
            before.line = line.number();
        } else if (AFTER.matcher(line.text()).matches()) {
            current = after;
            after.headed = true;
            after.line = line.number();
        } else if (CHOSEN.matcher(line.text()).matches()) {
            chosen = line;
        } else if (COVERED.matcher(line.text()).matches()) {
            covered = true;
        } else if (FAILED.matcher(line.text()).matches()) {
            findings.add(Finding.of(
                    Finding.Kind.CLEANUP,
                    line,
                    "mtrr_cleanup found no setting that keeps all RAM; it changed nothing"));
        }
    }

    private void register(LogLine line, Matcher register) {
        if (current.line == 0) {
            current.line = line.number();
            lose(line, "the heading of this list is not in the log");
        }
        int slot = Integer.parseInt(register.group(1));
        if (slot < current.next || (current.equals(after) && slot > current.next)) {
            lose(line, "this register does not follow the one before");
        }
        if (slot < current.next) {
            return;
        }
        current.next = slot + 1;
        long base = bytes(register.group(2), register.group(3));
        long size = bytes(register.group(4), register.group(5));
        MemType type = MemType.named(register.group(6));
        if (Long.bitCount(size) != 1 || !VariableRange.possible(slot, base, VariableRange.maskOf(size))) {
            lose(line, "the size is no power of two, or no MTRR can hold it, so that the mask is not known");
        } else if (type == null) {
            lose(line, "the type is not in the log");
        } else {
            current.ranges.add(new VariableRange(line.number(), slot, base, VariableRange.maskOf(size), type));
        }
    }

    private static long bytes(String number, String unit) {
        long value = Long.parseLong(number);
        int shift = "K".equals(unit) ? 10 : "M".equals(unit) ? 20 : 30;
        return value >>> (52 - shift) == 0 ? value << shift : -1;
    }

    private void lose(LogLine line, String why) {
        current.missing = true;
        problems.add(line.number(), why + "; a register may be unknown: " + Problem.quote(line.text()));
    }

    /** The file ends. */
    void finish() {
        LogLine rewritten = chosen;
        if (rewritten != null && after.line == 0) {
            problems.add(
                    rewritten.number(),
                    "mtrr_cleanup rewrites the variable ranges here, and the log does not show the new ones");
        }
        if (before.line != 0 && !covered) {
            before.missing = true;
            problems.add(
                    before.line, "the log ends in this list, or what follows it is lost; a register may be unknown");
        }
        LogLine chosenSetting = setting;
        if (after.line != 0 && (chosenSetting == null || after.next != count)) {
            after.missing = true;
            problems.add(
                    after.line,
                    "mtrr_cleanup sets " + (chosenSetting == null ? "an unknown number of" : count)
                            + " registers, and the log shows " + after.next);
        }
        if (chosenSetting != null && (rewritten != null || after.line != 0)) {
            findings.add(Finding.of(
                    Finding.Kind.CLEANUP,
                    chosenSetting,
                    "mtrr_cleanup rewrites the variable ranges and "
                            + (lose.startsWith("0")
                                    ? "keeps all RAM WB"
                                    : "leaves " + lose + "B of RAM that is not WB")));
        }
    }

    /** The ranges that Linux found, if it lists them. */
    @Nullable
    RegisterSet before() {
        return set(RegisterSet.BEFORE_CLEANUP, before);
    }

    /** The ranges that Linux set, if it lists them. */
    @Nullable
    RegisterSet after() {
        return set(RegisterSet.AFTER_CLEANUP, after);
    }

    private static @Nullable RegisterSet set(String name, Listing listing) {
        return listing.line == 0
                ? null
                : new RegisterSet(name, listing.line, ImmutableList.copyOf(listing.ranges), listing.missing);
    }
}
