package dev.stalemate.real.log;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.Range;
import com.google.common.collect.RangeMap;
import com.google.common.collect.TreeRangeMap;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.format.ChipsecText;
import dev.stalemate.real.format.CorebootDumpText;
import dev.stalemate.real.format.CorebootText;
import dev.stalemate.real.format.EdkText;
import dev.stalemate.real.format.HvmloaderText;
import dev.stalemate.real.format.MemcontrolText;
import dev.stalemate.real.format.MsrListText;
import dev.stalemate.real.format.OldCorebootText;
import dev.stalemate.real.format.Reading;
import dev.stalemate.real.format.Reading.PairSet;
import dev.stalemate.real.format.Reading.Remark;
import dev.stalemate.real.format.Reading.StatedRange;
import dev.stalemate.real.format.RegisterText;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.map.Addresses;
import dev.stalemate.real.map.Finding;
import dev.stalemate.real.map.Finding.Kind;
import dev.stalemate.real.map.FindingList;
import dev.stalemate.real.map.FixedRange;
import dev.stalemate.real.map.LogContent;
import dev.stalemate.real.map.MapResolver;
import dev.stalemate.real.map.MapType;
import dev.stalemate.real.map.MtrrFacts;
import dev.stalemate.real.map.PhysicalWidth;
import dev.stalemate.real.map.Recording;
import dev.stalemate.real.map.RegisterSet;
import dev.stalemate.real.map.Switch;
import dev.stalemate.real.map.VariableRange;
import dev.stalemate.real.map.WidthStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes recordings of what {@link RegisterText}s read. */
final class RegisterFormat implements Format {
    /** Every format of the package; what knows its own lines best comes first. */
    static final ImmutableList<Supplier<RegisterText>> TEXTS = ImmutableList.of(
            CorebootText::new,
            OldCorebootText::new,
            CorebootDumpText::new,
            EdkText::new,
            HvmloaderText::new,
            ChipsecText::new,
            MemcontrolText::new,
            MsrListText::new);

    private final RegisterText text;
    /** The line that was asked about last, which is asked about again, and the same with its blanks joined. */
    private String line = "";

    private String joined = "";

    RegisterFormat(RegisterText text) {
        this.text = text;
    }

    @Override
    public Format fresh() {
        return TEXTS.stream()
                .map(Supplier::get)
                .filter(each -> each.getClass().equals(text.getClass()))
                .findFirst()
                .map(RegisterFormat::new)
                .orElseThrow();
    }

    private String blanksJoined(String asked) {
        if (!asked.equals(line)) {
            line = asked;
            joined = isJoined(asked) ? asked : CharMatcher.whitespace().trimAndCollapseFrom(asked, ' ');
        }
        return joined;
    }

    private static boolean isJoined(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ' ' ? i == 0 || line.charAt(i - 1) == ' ' : c < ' ' || c > '~') {
                return false;
            }
        }
        return !line.endsWith(" ");
    }

    @Override
    public Fit fit(String line) {
        return switch (text.match(blanksJoined(line))) {
            case NONE -> Fit.NONE;
            case DAMAGED -> Fit.PART;
            case WHOLE -> Fit.WHOLE;
        };
    }

    @Override
    public boolean startsAnother(String line) {
        return text.startsAnother(blanksJoined(line));
    }

    @Override
    public void read(LogLine line, Fit fit) {
        text.read(
                line.number(),
                blanksJoined(line.text()),
                fit == Fit.WHOLE ? RegisterText.Match.WHOLE : RegisterText.Match.DAMAGED);
    }

    @Override
    public void other(LogLine line) {
        text.other(line.number(), blanksJoined(line.text()));
    }

    @Override
    public ImmutableList<Recording> end() {
        return text.end().stream().map(RegisterFormat::recording).collect(ImmutableList.toImmutableList());
    }

    private static Recording recording(Reading reading) {
        Problems problems = new Problems();
        FindingList findings = new FindingList();
        MtrrFacts.Builder facts = facts(reading);
        ImmutableList<RegisterSet> registers =
                reading.sets().stream().map(RegisterFormat::set).collect(ImmutableList.toImmutableList());
        if (!registers.isEmpty()) {
            facts.variable = registers.get(0).ranges();
            facts.variableMissing = registers.get(0).missing();
        }
        facts.widths = widths(reading, problems);
        MtrrFacts built = facts.build();
        reading.remarks().forEach(remark -> tell(remark, problems, findings));
        if (built.enabled() == Switch.OFF) {
            findings.add(
                    new Finding(Kind.DISABLED, reading.line(), null, "the MTRRs are disabled, so all memory is UC"));
        }
        compare(reading, built, findings);
        LogContent content = LogContent.of(built, registers, reading.pat());
        return new Recording(reading.title(), reading.line(), content, problems, findings);
    }

    private static MtrrFacts.Builder facts(Reading reading) {
        MtrrFacts.Builder facts = new MtrrFacts.Builder();
        facts.defaultType = reading.defaultType();
        facts.enabled = Switch.of(reading.enabled());
        facts.fixedEnabled = Switch.of(reading.fixedEnabled());
        facts.fields = reading.fields();
        facts.fixed = runs(reading);
        facts.tom2 = reading.tom2();
        facts.tom2Unknown = reading.tom2Unknown();
        RangeMap<Long, Integer> ram = TreeRangeMap.create();
        for (StatedRange range : reading.ranges()) {
            facts.end = Math.max(facts.end, range.end());
            if (range.ram()) {
                ram.put(Range.closedOpen(range.start(), range.end()), range.line());
            }
        }
        facts.ram = ImmutableRangeMap.copyOf(ram);
        return facts;
    }

    /** The fixed ranges with neighbours of one type joined. */
    private static ImmutableList<FixedRange> runs(Reading reading) {
        List<FixedRange> runs = new ArrayList<>();
        reading.fields().forEach((field, type) -> {
            FixedRange last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            long start = FixedRanges.start(field);
            long end = FixedRanges.start(field + 1);
            if (last != null && last.last() + 1 == start && last.type() == type) {
                runs.set(runs.size() - 1, new FixedRange(last.start(), end - 1, type));
            } else {
                runs.add(new FixedRange(start, end - 1, type));
            }
        });
        return ImmutableList.copyOf(runs);
    }

    private static RegisterSet set(PairSet set) {
        ImmutableList<VariableRange> ranges = set.pairs().stream()
                .map(pair -> new VariableRange(pair.line(), pair.slot(), pair.base(), pair.mask(), pair.type()))
                .collect(ImmutableList.toImmutableList());
        return new RegisterSet(set.name(), set.line(), ranges, set.missing());
    }

    private static ImmutableList<WidthStatement> widths(Reading reading, Problems problems) {
        int line = reading.line();
        long all = 0;
        for (PairSet set : reading.registersWhole() ? reading.sets() : ImmutableList.<PairSet>of()) {
            for (Reading.Pair pair : set.pairs()) {
                line = all == 0 ? pair.line() : line;
                all |= pair.mask();
            }
        }
        int top = Long.SIZE - Long.numberOfLeadingZeros(all);
        Reading.@Nullable Width width = reading.width();
        if (width != null && width.bits() >= top) {
            return ImmutableList.of(new WidthStatement(width.line(), width.bits(), width.source()));
        }
        if (width != null) {
            problems.add(
                    width.line(),
                    width.source() + " states " + width.bits() + " address bits, and a mask of line " + line + " has "
                            + top);
        }
        if (!WidthStatement.possible(top)) {
            return ImmutableList.of();
        }
        if (top < PhysicalWidth.ASSUMED) {
            problems.add(
                    line,
                    "no mask reaches beyond bit " + (top - 1) + ", so this report takes the processor for one with "
                            + top + " address bits; if it has more, the ranges repeat above");
        }
        return ImmutableList.of(new WidthStatement(line, top, WidthStatement.MASKS));
    }

    private static void tell(Remark remark, Problems problems, FindingList findings) {
        if (remark.topic() == Reading.Topic.PROBLEM) {
            problems.add(remark.line(), remark.text());
            return;
        }
        Kind kind =
                switch (remark.topic()) {
                    case PROBLEM, FIRMWARE -> Kind.FIRMWARE;
                    case CPUS_DIFFER -> Kind.CPUS_DIFFER;
                    case SMRR -> Kind.SMRR;
                };
        @Nullable
        Range<Long> range = remark.end() > remark.start() ? Range.closedOpen(remark.start(), remark.end()) : null;
        findings.add(new Finding(kind, remark.line(), range, remark.text()));
    }

    /** What the program makes of its registers, beside what the SDM does. */
    private static void compare(Reading reading, MtrrFacts facts, FindingList findings) {
        if (reading.ranges().isEmpty()) {
            return;
        }
        ImmutableRangeMap<Long, MapType> map =
                MapResolver.map(facts, PhysicalWidth.of(facts).bits(), new Problems());
        for (StatedRange range : reading.ranges()) {
            MemType stated = range.type();
            map.subRangeMap(Range.closedOpen(range.start(), range.end()))
                    .asMapOfRanges()
                    .forEach((part, type) -> {
                        if (type != MapType.UNKNOWN && type != MapType.of(stated)) {
                            findings.add(new Finding(
                                    Kind.PROGRAM_DIFFERS,
                                    range.line(),
                                    part,
                                    reading.title() + " has " + Addresses.range(part) + " (" + Addresses.size(part)
                                            + ") as " + stated + ", and by its registers it is " + type));
                        }
                    });
        }
    }
}
