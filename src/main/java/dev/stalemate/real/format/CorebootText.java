package dev.stalemate.real.format;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.real.format.Reading.PairSet;
import dev.stalemate.real.format.Reading.StatedRange;
import dev.stalemate.real.format.Reading.Topic;
import dev.stalemate.real.format.Reading.Width;
import dev.stalemate.real.line.Spaced;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What coreboot's console (and {@code cbmem -c}) says while it sets the MTRRs: src/cpu/x86/mtrr/mtrr.c since March 2013 (4.0-4000)
 * to 26.06. Older releases are {@link OldCorebootText}'s, the dump of CONFIG_DISPLAY_MTRRS {@link CorebootDumpText}'s.
 *
 * <p>Coreboot first lists the types that it wants ("Physical address space"), then the fixed registers of each processor, then
 * the pairs that it uses; it clears the others. A "TEMPORARY" set with the flash ROM in it rules while the payload is loaded;
 * the payload starts with the first set again.
 */
public final class CorebootText implements RegisterText {
    private static final String CPU = "(?:(?:apic_id|CPU) 0x(" + MsrLine.HEX + "{1,8}):? )?";
    private static final String HEX16 = "0x(" + MsrLine.HEX + "{16})";
    private static final Pattern SPACE = Spaced.pattern("MTRR: (?:(\\w{1,20}) )?Physical address space:");
    private static final Pattern RANGE =
            Spaced.pattern(HEX16 + " - " + HEX16 + " size 0x(" + MsrLine.HEX + "{8,16}) type (\\d{1,3})");
    private static final Pattern FIXED = Spaced.pattern(CPU + "MTRR: Fixed MSR 0x(" + MsrLine.HEX + "{3}) " + HEX16);
    private static final Pattern WIDTH =
            Spaced.pattern(CPU + "(?:setup mtrr for )?CPU physical address size: (\\d{1,3}) bits");
    private static final Pattern COUNTS =
            Spaced.pattern("MTRR: default type WB/UC MTRR counts: (\\d{1,3})/(\\d{1,3})\\.");
    private static final Pattern DEFAULT = Spaced.pattern("MTRR: (WB|UC) selected as default type\\.");
    private static final Pattern PAIR =
            Spaced.pattern("MTRR: (\\d{1,2}) base " + HEX16 + " mask " + HEX16 + " type (\\d{1,3})");
    private static final Pattern REMOVED =
            Spaced.pattern("MTRR: Removing WRCOMB type\\. WB/UC MTRR counts: \\d+/\\d+ > (\\d+)\\.");
    private static final Pattern TOO_FEW =
            Spaced.pattern("(?:ERROR: )?Not enough MT[RT]+s(?:: \\d+ (?:needed )?vs \\d+.*| available!.*)");
    private static final Pattern STATE = Spaced.pattern("(Fixed|Variable) MTRRs ?: (En|Dis)abled");
    private static final Pattern KNOWN = Spaced.pattern(
            "MTRR check|Taking a reserved OS MTRR\\.|MTRRs detected \\(\\d+\\) > NUM_MTRR_STATIC_STORAGE .*"
                    + "|MTRR: Temporarily disabling WRCOMB MTRRs|MTRR: Ran out of variable MTRRs.*|" + CPU
                    + "call enable_fixed_mtrr\\(\\)|Out of temporary ranges for MTRR use");
    private static final Pattern DAMAGED = Spaced.pattern(
            CPU + "MTRR: (?:Fixed MSR|\\d{1,2} base|default type|(?:WB|UC) sel).*|MTRR: .{0,10}base 0x.* mask .*");
    private static final Pattern BOOT = Spaced.pattern("coreboot-\\S.* (?:bootblock|verstage|romstage) starting.*");
    private static final Pattern NO_ROOM = Spaced.pattern("Unable to insert temporary MTRR range: .*");
    private static final ImmutableList<Pattern> KINDS =
            ImmutableList.of(SPACE, FIXED, WIDTH, COUNTS, DEFAULT, PAIR, REMOVED);
    private static final ImmutableList<Pattern> LATER = ImmutableList.of(TOO_FEW, STATE, NO_ROOM, KNOWN);

    /** A kind of line, and what to do with one. */
    private record Kind(Pattern pattern, BiConsumer<Integer, Matcher> reader) {}

    /** A solution that coreboot prints: its pairs in a row, as many as it counted. */
    private static final class Solution {
        private final String name;
        private final List<Reading.Pair> pairs = new ArrayList<>();
        private int line;
        private @Nullable MemType type;
        private int wbCount = -1;
        private int ucCount = -1;
        private boolean damaged;
        private boolean refused;
        private boolean interrupted;

        Solution(String name) {
            this.name = name;
        }

        int count() {
            return type == null ? -1 : type == MemType.WB ? wbCount : ucCount;
        }

        boolean isEmpty() {
            return line == 0;
        }
    }

    private final ImmutableList<Kind> kinds = ImmutableList.of(
            new Kind(SPACE, (line, words) -> space(words.group(1))),
            new Kind(FIXED, this::fixed),
            new Kind(WIDTH, this::width),
            new Kind(COUNTS, this::counts),
            new Kind(DEFAULT, this::defaultType),
            new Kind(PAIR, this::pair),
            new Kind(REMOVED, this::removed),
            new Kind(TOO_FEW, (line, words) -> tooFew(line)),
            new Kind(STATE, (line, words) -> state(words)),
            new Kind(NO_ROOM, (line, words) -> noRoom(line)));
    private final MsrList fixed = new MsrList();
    private final Reading.Builder reading = new Reading.Builder();
    private final List<Solution> solutions = new ArrayList<>();
    private Solution current = new Solution("registers");
    private boolean spaceSeen;
    private boolean inRanges;
    private boolean temporary;
    private boolean bootedAgain;

    @Override
    public Match match(String text) {
        if (KINDS.stream().anyMatch(kind -> kind.matcher(text).matches())) {
            return Match.WHOLE;
        }
        if (reading.line == 0) {
            return Match.NONE;
        }
        boolean ours = (inRanges && RANGE.matcher(text).matches())
                || LATER.stream().anyMatch(kind -> kind.matcher(text).matches());
        return ours ? Match.WHOLE : DAMAGED.matcher(text).matches() ? Match.DAMAGED : Match.NONE;
    }

    @Override
    public boolean startsAnother(String text) {
        Matcher space = SPACE.matcher(text);
        return bootedAgain || (spaceSeen && space.matches() && space.group(1) == null);
    }

    @Override
    public void other(int number, String text) {
        inRanges = false;
        current.interrupted |= !current.pairs.isEmpty();
        bootedAgain |= reading.line != 0 && BOOT.matcher(text).matches();
    }

    @Override
    public void read(int number, String text, Match match) {
        reading.line = reading.line == 0 ? number : reading.line;
        if (match == Match.DAMAGED) {
            reading.problem(number, "cut or damaged line of coreboot's; what it holds is taken as unknown");
            current.damaged |= !text.contains("Fixed");
            current.line = current.line == 0 ? number : current.line;
            return;
        }
        boolean range = inRanges;
        inRanges = false;
        Matcher words = RANGE.matcher(text);
        if (range && words.matches()) {
            inRanges = true;
            range(number, words);
            return;
        }
        for (Kind kind : kinds) {
            Matcher matcher = kind.pattern.matcher(text);
            if (matcher.matches()) {
                kind.reader.accept(number, matcher);
                return;
            }
        }
    }

    private void space(@Nullable String kind) {
        inRanges = true;
        temporary = kind != null;
        spaceSeen |= kind == null;
        if (!current.isEmpty() || temporary) {
            next(temporary ? "temporary registers, until the payload starts" : "registers");
        }
    }

    private void next(String name) {
        if (!current.isEmpty()) {
            solutions.add(current);
        }
        current = new Solution(name);
    }

    /** The end was exclusive until April 2022; the size tells. */
    private void range(int line, Matcher words) {
        long start = Long.parseUnsignedLong(words.group(1), 16);
        long printed = Long.parseUnsignedLong(words.group(2), 16);
        long size = Long.parseUnsignedLong(words.group(3), 16);
        int code = Integer.parseInt(words.group(4));
        long end = start + size;
        boolean agrees =
                size > 0 && start >= 0 && end > start && end >>> 52 == 0 && (printed == end || printed == end - 1);
        if (!agrees || !MemType.legalInMtrr(code)) {
            reading.problem(line, "this range of coreboot's contradicts itself and is not used");
        } else if (!temporary) {
            MemType type = MemType.ofCode(code);
            if (type != null) {
                reading.range(new StatedRange(line, start, end, type, type == MemType.WB));
            }
        }
    }

    /** Processors have no number before November 2022: each repeats the registers from the first on. */
    private void fixed(int line, Matcher words) {
        int msr = Integer.parseInt(words.group(2), 16);
        int cpu = 0;
        if (words.group(1) != null) {
            cpu = (int) Math.min(Integer.MAX_VALUE, Long.parseLong(words.group(1), 16));
        } else {
            while (fixed.has(cpu, msr)) {
                cpu++;
            }
        }
        if (MtrrMsr.fixedIndex(msr) < 0) {
            reading.problem(line, String.format("0x%x is no fixed-range register", msr));
        } else {
            fixed.put(cpu, msr, line, Long.parseUnsignedLong(words.group(3), 16));
        }
    }

    private void width(int line, Matcher words) {
        int bits = Integer.parseInt(words.group(2));
        if (!Width.possible(bits)) {
            reading.problem(line, "no processor has " + bits + " physical address bits");
        } else if (reading.width != null && reading.width.bits() != bits) {
            reading.remark(
                    Topic.CPUS_DIFFER,
                    line,
                    "a processor has " + bits + " physical address bits and another " + reading.width.bits());
        } else if (reading.width == null) {
            reading.width = new Width(line, bits, "coreboot");
        }
    }

    private void defaultType(int line, Matcher words) {
        current.type = MemType.named(words.group(1));
        current.line = current.line == 0 ? line : current.line;
    }

    private void counts(int line, Matcher words) {
        // A second attempt, without what is above 4 GiB, counts again.
        if (current.type != null && current.pairs.isEmpty()) {
            current.type = null;
        }
        current.line = current.line == 0 ? line : current.line;
        current.wbCount = Integer.parseInt(words.group(1));
        current.ucCount = Integer.parseInt(words.group(2));
    }

    private void pair(int line, Matcher words) {
        int slot = Integer.parseInt(words.group(1));
        long base = Long.parseUnsignedLong(words.group(2), 16);
        long mask = Long.parseUnsignedLong(words.group(3), 16);
        int code = Integer.parseInt(words.group(4));
        current.line = current.line == 0 ? line : current.line;
        int next = current.pairs.isEmpty()
                ? 0
                : current.pairs.get(current.pairs.size() - 1).slot() + 1;
        MemType type = MemType.legalInMtrr(code) ? MemType.ofCode(code) : null;
        boolean possible =
                slot < MtrrMsr.MAX_VCNT && mask != 0 && ((base | mask) & 0xFFF) == 0 && (base | mask) >>> 52 == 0;
        if (type == null || !possible || slot < next) {
            reading.problem(line, "no pair can read like this beside the others; it is taken as unknown");
            current.damaged = true;
            return;
        }
        if (slot > next) {
            reading.problem(line, "before this line, pair " + next + " is missing");
            current.damaged = true;
        }
        current.pairs.add(new Reading.Pair(line, slot, base, mask, type));
    }

    private void state(Matcher words) {
        boolean on = "En".equals(words.group(2));
        if ("Fixed".equals(words.group(1))) {
            reading.fixedEnabled = on;
        } else {
            reading.enabled = on;
        }
    }

    private void tooFew(int line) {
        current.refused = true;
        reading.remark(Topic.FIRMWARE, line, "coreboot needs more pairs of registers than there are, and sets none");
    }

    private void removed(int line, Matcher words) {
        reading.remark(
                Topic.FIRMWARE,
                line,
                "coreboot drops write-combining memory, because it may use only " + words.group(1)
                        + " pairs of registers");
    }

    private void noRoom(int line) {
        reading.remark(Topic.FIRMWARE, line, "coreboot has no pair of registers left for a temporary range");
    }

    @Override
    public ImmutableList<Reading> end() {
        next("");
        reading.title = "coreboot";
        reading.line = Math.max(1, reading.line);
        fixedFields();
        if (!solutions.isEmpty()) {
            Solution first = solutions.get(0);
            reading.defaultType = first.refused ? null : first.type;
            if (reading.enabled == null && !first.refused && first.type != null) {
                reading.enabled = true;
            }
        }
        reading.registersWhole = true;
        solutions.forEach(this::tell);
        return ImmutableList.of(reading.build());
    }

    private void fixedFields() {
        if (fixed.isEmpty()) {
            return;
        }
        // Coreboot enables what it has set.
        reading.fixedEnabled = reading.fixedEnabled == null ? Boolean.TRUE : reading.fixedEnabled;
        ImmutableList<Reading> groups = fixed.readingsOr("", new Reading.Builder(), reading.line);
        Reading first = groups.get(0);
        first.fields().forEach(reading::field);
        first.remarks().forEach(reading::remark);
        if (first.fields().size() < FixedRanges.FIELDS) {
            reading.problem(first.line(), "some fixed-range registers are not in the log");
        }
    }

    private void tell(Solution solution) {
        boolean counted = solution.count() >= 0;
        boolean whole = counted ? solution.pairs.size() == solution.count() : solution.interrupted;
        if (!whole) {
            reading.problem(
                    solution.line,
                    counted
                            ? "coreboot counts " + solution.count() + " pairs and lists " + solution.pairs.size()
                            : "coreboot's count of pairs is not in the log; some may be missing");
        }
        if (solution.refused) {
            return;
        }
        reading.set(new PairSet(
                solution.name, solution.line, ImmutableList.copyOf(solution.pairs), !whole || solution.damaged));
    }
}
