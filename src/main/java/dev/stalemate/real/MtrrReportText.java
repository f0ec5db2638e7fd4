package dev.stalemate.real;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Range;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes an {@link MtrrReport} for people. */
final class MtrrReportText {
    private final MtrrReport report;
    private final StringBuilder out = new StringBuilder();

    private MtrrReportText(MtrrReport report) {
        this.report = report;
    }

    static String of(MtrrReport report) {
        MtrrReportText text = new MtrrReportText(report);
        text.registers();
        text.map();
        text.ram();
        text.problems();
        return text.out.toString();
    }

    private void registers() {
        MtrrFacts facts = report.facts();
        line("%s", report.name());
        line("MTRRs          %s", word(facts.enabled()));
        line("default type   %s", facts.defaultType() == null ? "not stated" : facts.defaultType());
        line("MAXPHYADDR     %d bits (%s)", report.maxPhyAddr(), report.width().reason());
        line(
                "PAT            %s",
                report.pat().isEmpty() ? "not stated" : Joiner.on(' ').join(report.pat()));
        line("fixed ranges   %s", word(facts.fixedEnabled()));
        report.fixed().forEach(r -> line("  0x%05x-0x%05x  %s", r.start(), r.last(), r.type()));
        List<VariableRange> variable = report.variable();
        line(
                "variable ranges%s",
                variable.isEmpty() ? " none" + (facts.variableMissing() ? " stated" : " enabled") : "");
        int digits = (report.maxPhyAddr() + 3) / 4;
        for (VariableRange range : variable) {
            line(
                    "  %2d  base %s  mask %s  %s",
                    range.slot(), hex(range.base(), digits), hex(range.mask(), digits), range.type());
        }
        facts.tom2()
                .ifPresent(top ->
                        line("TOM2           %s: WB from 4 GiB to here where no range matches", Addresses.hex(top)));
    }

    private void map() {
        line("map");
        int digits = (report.maxPhyAddr() + 3) / 4;
        report.map()
                .asMapOfRanges()
                .forEach((range, type) -> line(
                        "  %s-%s  %-7s  %s",
                        hex(range.lowerEndpoint(), digits),
                        hex(range.upperEndpoint() - 1, digits),
                        type,
                        Addresses.size(range)));
    }

    private void ram() {
        Map<Range<Long>, Integer> ram = report.facts().ram().asMapOfRanges();
        if (ram.isEmpty()) {
            line("RAM            not stated");
            return;
        }
        long total = 0;
        long unknown = 0;
        for (Range<Long> stretch : ram.keySet()) {
            total += size(stretch);
            for (Map.Entry<Range<Long>, MapType> part :
                    report.map().subRangeMap(stretch).asMapOfRanges().entrySet()) {
                unknown += part.getValue() == MapType.UNKNOWN ? size(part.getKey()) : 0;
            }
        }
        line("RAM            %s stated, %s of it of unknown type", Addresses.size(total), Addresses.size(unknown));
        list("RAM that is not WB", report.ramThatIsNotWriteBack());
    }

    private void problems() {
        ImmutableList<Problem> others = report.problems().stream()
                .filter(problem -> !report.ramThatIsNotWriteBack().contains(problem))
                .collect(ImmutableList.toImmutableList());
        if (!others.isEmpty()) {
            list("problems", others);
        }
    }

    private void list(String title, ImmutableList<Problem> problems) {
        line("%s%s", title, problems.isEmpty() ? " none" : "");
        problems.forEach(problem -> line("  line %d: %s", problem.line(), problem.text()));
    }

    private void line(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static String word(Switch state) {
        return switch (state) {
            case ON -> "enabled";
            case OFF -> "disabled";
            case UNKNOWN -> "not stated";
        };
    }

    private static String hex(long address, int digits) {
        return "0x" + "0".repeat(Math.max(0, digits - Long.toHexString(address).length())) + Long.toHexString(address);
    }

    private static long size(Range<Long> range) {
        return range.upperEndpoint() - range.lowerEndpoint();
    }
}
