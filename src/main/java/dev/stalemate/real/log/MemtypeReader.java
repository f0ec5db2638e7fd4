package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Range;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.Spaced;
import dev.stalemate.real.map.Memtype;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the ranges whose type Linux keeps for drivers: debugfs's {@code pat_memtype_list}, whose ends are exclusive, and what
 * {@code debugpat} logs, whose ends are inclusive in {@code [mem ...]} and exclusive in the older form (arch/x86/mm/pat).
 */
final class MemtypeReader implements LineReader {
    private static final int MAX_RANGES = 1 << 14;
    private static final String TYPE =
            "(uncached-minus|uncached|write-combining|write-through|write-protected|write-back)";
    private static final String HEX = "0x([0-9A-Fa-f]{1,16})";

    private static final Pattern HEADING = Spaced.pattern("PAT memtype list:");
    /** {@code PAT: [mem 0x0000001840000000-0x0000001c40000000] write-back}, since Linux 5.7. */
    private static final Pattern NEW = Spaced.pattern("PAT: \\[mem " + HEX + "-" + HEX + "\\] " + TYPE + "(?: .*)?");
    /** {@code write-back @ 0x55ba4000-0x55ba5000}. */
    private static final Pattern OLD = Spaced.pattern(TYPE + " @ " + HEX + "-" + HEX + "(?: .*)?");

    private static final String ADDED = "(?:x86/PAT: )?(?:memtype_reserve|reserve_memtype) added ";
    private static final Pattern LOGGED =
            Spaced.pattern(ADDED + "\\[mem " + HEX + "-" + HEX + "\\], track " + TYPE + ", req \\S+(?:, ret \\S+)?");
    private static final Pattern LOGGED_OLD =
            Spaced.pattern(ADDED + HEX + "-" + HEX + ", track " + TYPE + ", req \\S+(?:, ret \\S+)?");
    /** Of the rest, nothing is a range that is kept. */
    private static final Pattern OTHER = Spaced.pattern(
            "(?:x86/PAT: )?(?:Overlap at " + HEX + "-" + HEX + "|(?:memtype_free|free_memtype) request .*)");

    private static final ImmutableList<Pattern> KINDS = ImmutableList.of(HEADING, NEW, OLD, LOGGED, LOGGED_OLD, OTHER);
    private static final Pattern DAMAGED =
            Spaced.pattern("PAT: \\[mem.*|" + TYPE + " @ .*|(?:x86/PAT: )?(?:memtype_reserve|reserve_memtype) added.*");

    private final Problems problems;
    private final List<Memtype> ranges = new ArrayList<>();
    private boolean listed;

    MemtypeReader(Problems problems) {
        this.problems = problems;
    }

    @Override
    public Fit fit(String text) {
        return Fit.of(text, KINDS, DAMAGED);
    }

    @Override
    public boolean startsAnother(String text) {
        return listed && HEADING.matcher(text).matches();
    }

    @Override
    public void read(LogLine line, Fit fit) {
        Matcher listed = NEW.matcher(line.text());
        Matcher old = OLD.matcher(line.text());
        Matcher logged = LOGGED.matcher(line.text());
        Matcher loggedOld = LOGGED_OLD.matcher(line.text());
        if (fit == Fit.PART) {
            damaged(line);
        } else if (HEADING.matcher(line.text()).matches()) {
            this.listed = true;
        } else if (listed.matches()) {
            add(line, false, listed.group(1), listed.group(2), 0, listed.group(3));
        } else if (old.matches()) {
            add(line, false, old.group(2), old.group(3), 0, old.group(1));
        } else if (logged.matches()) {
            add(line, true, logged.group(1), logged.group(2), 1, logged.group(3));
        } else if (loggedOld.matches()) {
            add(line, true, loggedOld.group(1), loggedOld.group(2), 0, loggedOld.group(3));
        }
    }

    private void add(LogLine line, boolean logged, String from, String to, int included, String type) {
        long start = Long.parseUnsignedLong(from, 16);
        long end = Long.parseUnsignedLong(to, 16) + included;
        MemType known = TypeWords.patType(type);
        listed |= !logged;
        if (start < 0 || end <= start || end > 1L << 52 || known == null) {
            damaged(line);
        } else if (ranges.size() < MAX_RANGES) {
            ranges.add(new Memtype(line.number(), Range.closedOpen(start, end), known, logged));
        } else if (ranges.size() == MAX_RANGES) {
            problems.add(line.number(), "more than " + MAX_RANGES + " ranges of the PAT; the rest was not read");
        }
    }

    private void damaged(LogLine line) {
        problems.add(line.number(), "cut or damaged line of the PAT's ranges: " + Problem.quote(line.text()));
    }

    /** Whether there is a {@code pat_memtype_list} or part of one. */
    boolean listed() {
        return listed;
    }

    ImmutableList<Memtype> ranges() {
        return ImmutableList.copyOf(ranges);
    }
}
