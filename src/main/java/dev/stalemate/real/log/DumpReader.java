package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.Spaced;
import dev.stalemate.real.map.LinuxMap;
import dev.stalemate.real.map.MtrrFacts;
import dev.stalemate.real.map.RegisterSet;
import dev.stalemate.real.map.Switch;
import dev.stalemate.real.map.VariableRange;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dump of the boot processor's MTRRs as Linux and Xen print them (print_mtrr_state of
 * arch/x86/kernel/cpu/mtrr/generic.c and of xen/arch/x86/cpu/mtrr/generic.c).
 */
final class DumpReader implements LineReader {
    private static final Pattern DEFAULT = Spaced.pattern("MTRR default type: " + TypeWords.REGEX);

    /** Xen prints it also where the memory below is not forced to WB, and says so by leaving out "(WB)". */
    private static final Pattern TOM2 =
            Spaced.pattern("TOM2: (?:([0-9A-Fa-f]{6,16}) aka (\\d{1,10}) *M|([0-9A-Fa-f]{12,13})( \\(WB\\))?)");

    /** Directly after the list. */
    private static final Pattern DAMAGED_TOM2 = Spaced.pattern("TOM2.*|.*aka \\d+ *M");

    private static final Pattern DAMAGED = Spaced.pattern("MTRR (?:def|fix|var).*");
    private static final Pattern LEFT_OUT = Pattern.compile(
            "\\[?(?:\\.{3}|\u2026|\u00E2\u0080\u00A6).*|<? ?(?:truncated|snip|cut)\\b.*|\\*\\* \\d+ printk messages dropped.*");

    /** A kind of line, and what to do with one. */
    private record Kind(Pattern pattern, BiConsumer<LogLine, Matcher> reader) {}

    private final ImmutableList<Kind> anywhere = ImmutableList.of(
            new Kind(DEFAULT, this::defaultType),
            new Kind(FixedSection.HEADER, this::fixedHeader),
            new Kind(VariableSection.HEADER, this::variableHeader),
            new Kind(VariableSection.ENABLED_SLOT, this::slot));
    private final Kind tom2Line = new Kind(TOM2, this::tom2);
    private final Kind fixedRange = new Kind(FixedSection.RANGE, this::fixedRange);
    private final Kind disabledSlot = new Kind(VariableSection.DISABLED_SLOT, this::slot);
    private final Problems problems;
    private final FixedSection fixed;
    private final VariableSection variable;
    private @Nullable LogLine previous;
    private @Nullable LogLine defaultLine;
    private @Nullable MemType defaultType;
    private OptionalLong tom2 = OptionalLong.empty();
    private boolean tom2Unknown;
    private boolean tom2Seen;
    private boolean inFixed;
    /** Whether another kind of message came after the list, so that a TOM2 is of another part of the kernel. */
    private boolean passed;

    DumpReader(Problems problems) {
        this.problems = problems;
        fixed = new FixedSection(problems);
        variable = new VariableSection(problems);
    }

    @Override
    public Fit fit(String text) {
        if (kindsNow().anyMatch(kind -> kind.pattern.matcher(text).matches())) {
            return Fit.WHOLE;
        }
        boolean damaged = variable.isDamaged(text)
                || damagedNow().anyMatch(pattern -> pattern.matcher(text).matches());
        return damaged ? Fit.PART : Fit.NONE;
    }

    /** A heading that comes again, or slot 0 after others. */
    @Override
    public boolean startsAnother(String text) {
        Matcher slot = VariableSection.ENABLED_SLOT.matcher(text);
        if (slot.matches()) {
            return variable.startsAnother(slot);
        }
        return (DEFAULT.matcher(text).matches() && seenRegisters())
                || (FixedSection.HEADER.matcher(text).matches() && (fixed.started() || variable.started()))
                || (VariableSection.HEADER.matcher(text).matches() && variable.started());
    }

    private Stream<Kind> kindsNow() {
        return Streams.concat(
                anywhere.stream(),
                seenRegisters() && !passed ? Stream.of(tom2Line) : Stream.of(),
                inFixed ? Stream.of(fixedRange) : Stream.of(),
                variable.started() ? Stream.of(disabledSlot) : Stream.of());
    }

    private Stream<Pattern> damagedNow() {
        return Streams.concat(
                Stream.of(DAMAGED),
                inFixed ? Stream.of(FixedSection.DAMAGED) : Stream.of(),
                variable.listing() ? Stream.of(DAMAGED_TOM2) : Stream.of());
    }

    @Override
    public void read(LogLine line, Fit fit) {
        if (fit == Fit.PART) {
            damaged(line);
        } else {
            for (Kind kind : kindsNow().toList()) {
                Matcher matcher = kind.pattern.matcher(line.text());
                if (matcher.matches()) {
                    kind.reader.accept(line, matcher);
                    break;
                }
            }
        }
        previous = line;
    }

    private void defaultType(LogLine line, Matcher words) {
        defaultLine = line;
        defaultType = TypeWords.type(words.group(1));
    }

    private void fixedHeader(LogLine line, Matcher words) {
        fixed.header(line, isOn(words));
        inFixed = true;
    }

    private void fixedRange(LogLine line, Matcher range) {
        fixed.range(line, range);
    }

    private void variableHeader(LogLine line, Matcher words) {
        leaveFixed();
        variable.header(line, isOn(words));
        if (!fixed.started() && defaultLine != null && defaultLine.equals(previous)) {
            fixed.absent();
        } else if (!fixed.started()) {
            problems.add(line.number(), "the fixed ranges are not in the log");
        }
    }

    private static boolean isOn(Matcher header) {
        return "en".equals(header.group(1));
    }

    private void slot(LogLine line, Matcher slot) {
        leaveFixed();
        variable.slot(line, slot);
    }

    private void leaveFixed() {
        inFixed = false;
        fixed.end();
    }

    private void tom2(LogLine line, Matcher words) {
        variable.interrupt(true);
        boolean linux = words.group(1) != null;
        long address = Long.parseUnsignedLong(words.group(linux ? 1 : 3), 16);
        if (address >>> 52 != 0 || (linux && address >>> 20 != Long.parseLong(words.group(2)))) {
            damaged(line);
        } else if (linux || words.group(4) != null) {
            tom2 = OptionalLong.of(address);
        }
        tom2Seen = true;
    }

    /** Linux counted the pairs of variable ranges, at this line. */
    void counted(LogLine line, LinuxMap.Summary summary) {
        variable.interrupt(true);
        variable.counted(line, summary.slots());
        if (seenRegisters() && summary.tom2() != tom2.isPresent()) {
            tom2Unknown = true;
            problems.add(
                    line.number(),
                    "Linux's count says that there is " + (summary.tom2() ? "a" : "no")
                            + " TOM2, and the log shows otherwise");
        }
    }

    private void damaged(LogLine line) {
        boolean aboutTom2 = DAMAGED_TOM2.matcher(line.text()).matches();
        tom2Unknown |= aboutTom2;
        if (variable.isDamaged(line.text()) && !aboutTom2) {
            variable.lose(line, "cut or damaged line");
        } else {
            problems.add(line.number(), "cut or damaged line of the MTRRs: " + Problem.quote(line.text()));
        }
    }

    /**
     * A line came that is not of the dump.
     *
     * @param kernels whether a reader of another kind of Linux's messages knows it
     */
    void other(LogLine line, boolean kernels) {
        if (variable.listing() && LEFT_OUT.matcher(line.text()).matches()) {
            variable.lose(line, "something is left out here");
        }
        variable.interrupt(kernels || VariableSection.isNext(line));
        passed |= kernels && variable.started();
        previous = line;
    }

    /** The file ends, or the part of it that counts. */
    void end() {
        fixed.end();
        if (seenRegisters() && !variable.started()) {
            LogLine last = previous == null ? LogLine.of(1, "") : previous;
            problems.add(last.number(), "the variable ranges are not in the log");
        }
        if (variable.started() && defaultType == null) {
            problems.add(variable.firstLine(), "the default type is not in the log");
        }
        // TOM2 would be the next line.
        tom2Unknown |= variable.listing() && !tom2Seen;
        variable.end();
    }

    /** Whether the list of variable ranges is whole and the log goes on. */
    boolean followed() {
        return variable.started() && !variable.missing() && !variable.listing();
    }

    /** Whether the log holds any part of a dump. */
    boolean seenRegisters() {
        return defaultLine != null || fixed.started() || variable.started();
    }

    /** Puts into {@code facts} what the dump states. */
    void tell(MtrrFacts.Builder facts) {
        facts.defaultType = defaultType;
        facts.enabled = enabled();
        facts.fixedEnabled = fixed.enabled();
        facts.fixed = fixed.ranges();
        facts.fields = fixed.fields();
        facts.digits = variable.digits();
        facts.tom2 = tom2;
        facts.tom2Unknown = tom2Unknown;
    }

    /** E; FE is printed beside it by some kernels and Xen even if E is 0, so that it says something only alone. */
    private Switch enabled() {
        return variable.enabled() == Switch.UNKNOWN && fixed.enabled() == Switch.ON ? Switch.ON : variable.enabled();
    }

    /** The ranges that the dump lists; null if there is no dump. */
    @Nullable
    RegisterSet registers() {
        return seenRegisters()
                ? new RegisterSet(
                        RegisterSet.BOOT, firstLine(), variable.ranges(), variable.missing() || !variable.started())
                : null;
    }

    /** The enabled variable ranges that the dump shows. */
    ImmutableList<VariableRange> ranges() {
        return variable.ranges();
    }

    /** Line of the heading of the variable ranges, or of the first; 0 without. */
    int variableLine() {
        return variable.firstLine();
    }

    private int firstLine() {
        return defaultLine != null ? defaultLine.number() : fixed.started() ? fixed.firstLine() : variable.firstLine();
    }
}
