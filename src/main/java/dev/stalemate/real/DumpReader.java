package dev.stalemate.real;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import dev.stalemate.memtype.MemType;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the dump of the boot processor's MTRRs (print_mtrr_state of arch/x86/kernel/cpu/mtrr/generic.c) and remarks about it. */
final class DumpReader implements LineReader {
    private static final String READ_ONLY = "MTRRs set to read-only";
    private static final Pattern DEFAULT = Pattern.compile("MTRR default type: " + TypeWords.REGEX);
    private static final Pattern TOM2 = Pattern.compile("TOM2: ([0-9a-f]{16}) aka (\\d{1,10})M");
    private static final Pattern MAP = Pattern.compile("MTRR map: \\d+ entr.*, built from (\\d{1,3}) variable MTRRs");
    private static final Pattern OFF = Pattern.compile("MTRRs disabled by BIOS");
    private static final Pattern REMARK = Pattern.compile(READ_ONLY + "|MTRRs disabled .*"
            + "|CPU MTRRs all blank - virtualized system\\.|New variable MTRRs"
            + "|mtrr: your CPUs had inconsistent .*MTRR.* settings");
    private static final Pattern DAMAGED_TOM2 = Pattern.compile("TOM2.*|.*aka \\d+M");
    private static final Pattern DAMAGED = Pattern.compile("MTRRs?(?: .*)?");
    private static final Pattern LEFT_OUT =
            Pattern.compile("\\[?(?:\\.{3}|\u2026|\u00E2\u0080\u00A6).*|<? ?(?:truncated|snip|cut)\\b.*");

    /** A kind of line, and what to do with one. */
    private record Kind(Pattern pattern, BiConsumer<LogLine, Matcher> reader) {}

    private final ImmutableList<Kind> anywhere = ImmutableList.of(
            new Kind(DEFAULT, this::defaultType),
            new Kind(FixedSection.HEADER, this::fixedHeader),
            new Kind(VariableSection.HEADER, this::variableHeader),
            new Kind(VariableSection.ENABLED_SLOT, this::slot),
            new Kind(TOM2, this::tom2),
            new Kind(MAP, this::count),
            new Kind(OFF, this::off),
            new Kind(REMARK, this::remark));
    private final Kind fixedRange = new Kind(FixedSection.RANGE, this::fixedRange);
    private final Kind disabledSlot = new Kind(VariableSection.DISABLED_SLOT, this::slot);
    private final Problems problems;
    private final FixedSection fixed;
    private final VariableSection variable;
    private @Nullable LogLine previous;
    private @Nullable LogLine defaultLine;
    private @Nullable LogLine explanation;
    private @Nullable MemType defaultType;
    private OptionalLong tom2 = OptionalLong.empty();
    private boolean tom2Unknown;
    private boolean inFixed;
    private boolean off;
    private boolean differing;
    private boolean closed;

    DumpReader(Problems problems) {
        this.problems = problems;
        fixed = new FixedSection(problems);
        variable = new VariableSection(problems);
    }

    @Override
    public Fit fit(String text) {
        if (closed) {
            return Fit.NONE;
        }
        if (kindsNow().anyMatch(kind -> kind.pattern.matcher(text).matches())) {
            return Fit.WHOLE;
        }
        return damagedNow().anyMatch(pattern -> pattern.matcher(text).matches()) ? Fit.PART : Fit.NONE;
    }

    private Stream<Kind> kindsNow() {
        return Streams.concat(
                anywhere.stream(),
                inFixed ? Stream.of(fixedRange) : Stream.of(),
                variable.started() ? Stream.of(disabledSlot) : Stream.of());
    }

    private Stream<Pattern> damagedNow() {
        return Streams.concat(
                Stream.of(DAMAGED, DAMAGED_TOM2, VariableSection.DAMAGED),
                inFixed ? Stream.of(FixedSection.DAMAGED) : Stream.of(),
                variable.listing() ? Stream.of(VariableSection.DAMAGED_IN_LIST) : Stream.of());
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
        if (seenRegisters()) {
            close(line);
        } else {
            defaultLine = line;
            defaultType = TypeWords.type(words.group(1));
        }
    }

    private void fixedHeader(LogLine line, Matcher words) {
        if (fixed.started() || variable.started()) {
            close(line);
        } else {
            fixed.header(line, isOn(words));
            inFixed = true;
        }
    }

    private void fixedRange(LogLine line, Matcher range) {
        fixed.range(line, range);
    }

    private void variableHeader(LogLine line, Matcher words) {
        if (variable.started()) {
            close(line);
            return;
        }
        leaveFixed();
        variable.header(line, isOn(words));
        if (!fixed.started() && defaultLine != null && defaultLine.equals(previous)) {
            fixed.absent();
        } else if (!fixed.started()) {
            problems.add(line.number(), "the fixed ranges are not in the log");
        } else if (fixed.enabled() == Switch.ON && !isOn(words)) {
            problems.add(line.number(), "fixed ranges cannot be enabled while the variable ranges are disabled");
        }
    }

    private static boolean isOn(Matcher header) {
        return "en".equals(header.group(1));
    }

    private void slot(LogLine line, Matcher slot) {
        leaveFixed();
        variable.slot(line, slot);
    }

    private void close(LogLine line) {
        closed = true;
        inFixed = false;
        problems.add(line.number(), "a second dump of the MTRRs starts here; only the first is reported");
    }

    private void leaveFixed() {
        inFixed = false;
        fixed.end();
    }

    private void tom2(LogLine line, Matcher words) {
        variable.interrupt();
        long address = Long.parseUnsignedLong(words.group(1), 16);
        if (address >>> 20 == Long.parseLong(words.group(2)) && address >>> 52 == 0) {
            tom2 = OptionalLong.of(address);
        } else {
            damaged(line);
        }
    }

    private void count(LogLine line, Matcher words) {
        variable.interrupt();
        variable.counted(line, Integer.parseInt(words.group(1)));
        explanation = line;
    }

    private void off(LogLine line, Matcher words) {
        variable.interrupt();
        off = true;
        problems.add(line.number(), "the MTRRs are disabled, so that all memory is UC");
    }

    private void remark(LogLine line, Matcher words) {
        variable.interrupt();
        String text = line.text();
        if (!seenRegisters()) {
            explanation = READ_ONLY.equals(text) ? explanation : line;
        } else if (text.startsWith("New variable")) {
            problems.add(line.number(), "Linux rewrites the variable ranges here; reported is what it found at boot");
        } else if (text.startsWith("mtrr: your CPUs") && !differing) {
            differing = true;
            problems.add(
                    line.number(), "the processors differ; reported is the boot processor: " + Problem.quote(text));
        }
    }

    private void damaged(LogLine line) {
        boolean aboutTom2 = DAMAGED_TOM2.matcher(line.text()).matches();
        tom2Unknown |= aboutTom2;
        boolean slot = variable.listing()
                || VariableSection.DAMAGED.matcher(line.text()).matches();
        if (slot && !aboutTom2) {
            variable.lose(line, "cut or damaged line");
        } else {
            problems.add(line.number(), "cut or damaged line of the MTRRs: " + Problem.quote(line.text()));
        }
    }

    /** A line came that belongs to none of the readers. */
    void other(LogLine line) {
        if (variable.listing() && LEFT_OUT.matcher(line.text()).matches()) {
            variable.lose(line, "something is left out here");
        }
        variable.interrupt();
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
        tom2Unknown |= variable.listing() && tom2.isEmpty();
        variable.end();
    }

    /** Whether the log holds any part of a dump. */
    boolean seenRegisters() {
        return defaultLine != null || fixed.started() || variable.started();
    }

    /** A line that hints at why there is no dump, if any. */
    @Nullable
    LogLine explanation() {
        return explanation;
    }

    /** Puts into {@code facts} what the dump states. */
    void tell(MtrrFacts.Builder facts) {
        facts.defaultType = defaultType;
        facts.enabled = enabled();
        facts.fixedEnabled = fixed.enabled();
        facts.fixed = fixed.ranges();
        facts.fields = fixed.fields();
        facts.variable = variable.ranges();
        facts.variableMissing = variable.missing() || !variable.started();
        facts.digits = variable.digits();
        facts.tom2 = tom2;
        facts.tom2Unknown = tom2Unknown;
    }

    private Switch enabled() {
        if (off) {
            return Switch.OFF;
        }
        if (fixed.enabled() != Switch.ON) {
            return variable.enabled();
        }
        return variable.enabled() == Switch.OFF ? Switch.UNKNOWN : Switch.ON;
    }
}
