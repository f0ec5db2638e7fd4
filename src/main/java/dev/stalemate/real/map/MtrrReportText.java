package dev.stalemate.real.map;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableRangeMap;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import dev.stalemate.text.Visible;
import java.util.List;
import java.util.Locale;

/** Writes an {@link MtrrReport} for people. */
final class MtrrReportText {
    /** A pat_memtype_list can be long; JSON has all of it. */
    private static final int MAX_MEMTYPES = 40;

    private final MtrrReport report;
    private final StringBuilder out = new StringBuilder();

    private MtrrReportText(MtrrReport report) {
        this.report = report;
    }

    static String of(MtrrReport report) {
        MtrrReportText text = new MtrrReportText(report);
        text.registers();
        text.maps();
        text.memory();
        text.remarks();
        return text.out.toString();
    }

    private void registers() {
        MtrrFacts facts = report.facts();
        String place = report.place().toString();
        line("%s", Visible.line(report.name()) + (place.isEmpty() ? "" : ", " + place));
        LogLine hypervisor = report.content().linux().hypervisor();
        line(
                "MTRRs          %s%s",
                word(facts.enabled()),
                hypervisor == null
                        ? ""
                        : ": all zero, and a hypervisor's, with nothing behind them (line " + hypervisor.number()
                                + ")");
        line("default type   %s", facts.defaultType() == null ? "not stated" : facts.defaultType());
        line("MAXPHYADDR     %d bits (%s)", report.maxPhyAddr(), report.width().reason());
        line("PAT            %s", report.pat().isEmpty() ? "not stated" : types(report.pat()));
        if (!report.patBefore().isEmpty()) {
            line("PAT before     %s", types(report.patBefore()));
        }
        LogLine disabled = report.content().pat().disabled();
        if (disabled != null) {
            line("PAT not used   line %d: %s", disabled.number(), Problem.quote(disabled.text()));
        }
        line("fixed ranges   %s", word(facts.fixedEnabled()));
        report.fixed().forEach(r -> line("  0x%05x-0x%05x  %s", r.start(), r.last(), r.type()));
        if (report.maps().isEmpty()) {
            line("variable ranges none stated");
        }
        LinuxMap.Summary summary = report.content().linux().map().summary();
        if (summary != null) {
            line(
                    "Linux counts   %d entries of its own map (%d fixed), %d pairs of variable ranges%s",
                    summary.count(), summary.fixed(), summary.slots(), summary.tom2() ? " and TOM2" : "");
        }
        facts.tom2()
                .ifPresent(top ->
                        line("TOM2           %s: WB from 4 GiB to here where no range matches", Addresses.hex(top)));
    }

    private static String types(List<?> types) {
        return Joiner.on(' ').join(types);
    }

    private void maps() {
        if (report.maps().isEmpty()) {
            line("map (%s)", MapPicture.LEGEND);
            picture(report.map());
        }
        for (NamedMap map : report.maps()) {
            if (!map.name().equals(NamedMap.LINUX)) {
                variable(map);
            }
            line("map of line %d: %s", map.line(), map.name());
            line("  (%s)", MapPicture.LEGEND);
            picture(map.map());
        }
    }

    private void variable(NamedMap map) {
        String none = map.complete() ? ": none enabled" : ": none stated";
        line(
                "variable ranges of line %d: %s%s",
                map.line(), map.name(), map.variable().isEmpty() ? none : "");
        int digits = (report.maxPhyAddr() + 3) / 4;
        for (VariableRange range : map.variable()) {
            line(
                    "  %2d  base %s  mask %s  %s",
                    range.slot(),
                    Addresses.padded(range.base(), digits),
                    Addresses.padded(range.mask(), digits),
                    range.type());
        }
    }

    private void picture(ImmutableRangeMap<Long, MapType> map) {
        out.append(MapPicture.of(map, report.facts().ram(), report.maxPhyAddr()));
    }

    private void memory() {
        if (report.facts().ram().asMapOfRanges().isEmpty()) {
            line("RAM            not stated");
        } else {
            RamSize size = RamSize.of(report.facts().ram(), report.map());
            line(
                    "RAM            %s stated, %s of it of unknown type",
                    Addresses.size(size.all()), Addresses.size(size.unknown()));
        }
        ImmutableList<Memtype> memtypes = report.memtypes();
        if (!memtypes.isEmpty()) {
            line("types that Linux keeps for drivers");
        }
        for (Memtype memtype : memtypes.subList(0, Math.min(MAX_MEMTYPES, memtypes.size()))) {
            line(
                    "  line %d: %s (%s) %s",
                    memtype.line(), Addresses.range(memtype.range()), Addresses.size(memtype.range()), memtype.type());
        }
        if (memtypes.size() > MAX_MEMTYPES) {
            line("  and %d more, which --json lists", memtypes.size() - MAX_MEMTYPES);
        }
    }

    private void remarks() {
        line("findings%s", report.findings().isEmpty() ? " none" : "");
        report.findings().forEach(finding -> line("  line %d: %s", finding.line(), finding.text()));
        if (!report.problems().isEmpty()) {
            line("problems");
            report.problems().forEach(problem -> line("  line %d: %s", problem.line(), problem.text()));
        }
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
}
