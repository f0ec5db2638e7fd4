package dev.stalemate.real.map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableRangeMap;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one recording (a boot log, a dump, a {@code /proc/mtrr}) says of a machine's MTRRs: the registers,
 * the map of memory types that follows from them, and what a user should know of it, such as RAM that is not WB.
 *
 * <p>A boot log states everything, unless Linux is 6.5 or newer and booted without {@code mtrr=debug}; a Xen console prints the
 * same dump. A {@code /proc/mtrr} states the variable ranges alone: what the fixed ranges (below 1 MiB) or the default type rule
 * stays {@link MapType#UNKNOWN}. Whatever the file leaves open stays unknown and is never guessed; why, {@link #problems} says.
 */
public final class MtrrReport {
    /**
     * A recording of a file.
     *
     * @param number from 1
     * @param of how many there are
     * @param title what it is, for people
     * @param line its first line, from 1; 0 if it has none
     */
    public record Place(int number, int of, String title, int line) {
        /** Such as {@code recording 2 of 3, from line 17: /proc/mtrr}; nothing where there is one recording only. */
        @Override
        public String toString() {
            return of == 1 ? "" : "recording " + number + " of " + of + ", from line " + line + ": " + title;
        }
    }

    private final String name;
    private final Place place;
    private final LogContent content;
    private final PhysicalWidth width;
    private final ImmutableList<NamedMap> maps;
    private final ImmutableRangeMap<Long, MapType> map;
    private final ImmutableList<Finding> findings;
    private final ImmutableList<Problem> problems;

    public MtrrReport(String name, Place place, Recording recording, ImmutableList<WidthStatement> widths) {
        this.name = name;
        this.place = place;
        content = recording.content();
        width = PhysicalWidth.of(content.facts(), widths, recording.problems());
        nameOtherWidth(recording.problems());
        maps = maps(recording.problems());
        map = maps.isEmpty()
                ? MapResolver.map(content.facts(), width.bits(), recording.problems())
                : maps.get(0).map();
        check(recording.findings());
        findings = recording.findings().sorted();
        problems = recording.problems().sorted();
    }

    /** What differs if MAXPHYADDR is the other width that the file allows. */
    private void nameOtherWidth(Problems problems) {
        if (width.otherwise().isEmpty()) {
            return;
        }
        int other = width.otherwise().getAsInt();
        long above = (1L << other) - (1L << width.bits());
        for (VariableRange range : content.facts().variable()) {
            if ((range.mask() & above) != above) {
                problems.add(
                        range.line(),
                        String.format(
                                "MAXPHYADDR may be %d or %d bits. This report takes %d. With %d, the mask of slot %d has a hole:"
                                        + " its range comes again every %s, up to %s",
                                width.bits(),
                                other,
                                width.bits(),
                                other,
                                range.slot(),
                                Addresses.size(1L << width.bits()),
                                Addresses.size(1L << other)));
            }
        }
    }

    private ImmutableList<NamedMap> maps(Problems problems) {
        ImmutableList.Builder<NamedMap> all = ImmutableList.builder();
        for (RegisterSet set : content.registers()) {
            ImmutableList<VariableRange> ranges = set.ranges().stream()
                    .map(range -> range.within(width.bits()))
                    .collect(ImmutableList.toImmutableList());
            all.add(new NamedMap(
                    set.name(),
                    set.line(),
                    ranges,
                    !set.missing(),
                    MapResolver.map(content.facts().with(set), width.bits(), problems)));
        }
        LinuxMap.Summary summary = content.linux().map().summary();
        if (summary != null && content.linux().map().listed()) {
            all.add(new NamedMap(
                    NamedMap.LINUX,
                    summary.line().number(),
                    ImmutableList.of(),
                    content.linux().map().complete(),
                    content.linux().map().map(content.facts().defaultType(), width.bits())));
        }
        return all.build();
    }

    private void check(FindingList findings) {
        if (content.linux().hypervisor() != null) {
            return;
        }
        if (maps.isEmpty()) {
            RamCheck.check(content.facts().ram(), map, findings);
        }
        for (NamedMap each : maps) {
            RamCheck.check(content.facts().ram(), each.map(), findings);
            DeviceCheck.check(each, content.linux().devices(), findings);
            RegisterCheck.check(each, width.bits(), findings);
        }
    }

    /** The name of the file. */
    public String name() {
        return name;
    }

    /** Which of the file's recordings this is. */
    public Place place() {
        return place;
    }

    /** Whether no line says anything of memory types. */
    public boolean isSilent() {
        return content.isSilent() && findings.isEmpty();
    }

    /** IA32_MTRR_DEF_TYPE's type, or null where the file does not state it. */
    public @Nullable MemType defaultType() {
        return content.facts().defaultType();
    }

    /** The fixed ranges as printed, ascending, also where they are disabled. */
    public ImmutableList<FixedRange> fixed() {
        return content.facts().fixed();
    }

    /** The enabled variable ranges of the first of {@link #maps} by slot, masks cut to MAXPHYADDR. */
    public ImmutableList<VariableRange> variable() {
        return maps.isEmpty() ? ImmutableList.of() : maps.get(0).variable();
    }

    /** Whether IA32_MTRR_DEF_TYPE.E is set; null where the file does not tell. */
    public @Nullable Boolean enabled() {
        return content.facts().enabled().known();
    }

    /** Whether IA32_MTRR_DEF_TYPE.FE is set; null where the file does not tell. */
    public @Nullable Boolean fixedEnabled() {
        return content.facts().fixedEnabled().known();
    }

    /** AMD's TOP_MEM2 where it forces memory from 4 GiB to WB that no register covers; empty otherwise. */
    public OptionalLong tom2() {
        return content.facts().tom2();
    }

    /** MAXPHYADDR in bits as concluded from the file, 32 to 52; {@link #problems} names another that is possible as well. */
    public int maxPhyAddr() {
        return width.bits();
    }

    /**
     * Every map that the file states, the earliest first: of the registers at boot, before and after mtrr_cleanup of Linux, of
     * a {@code /proc/mtrr}, and the one that Linux prints. None where the file shows neither registers nor a map.
     */
    public ImmutableList<NamedMap> maps() {
        return maps;
    }

    /**
     * The type of every address from 0 to 2^MAXPHYADDR - 1: closed-open ranges without gaps, neighbours of one type joined. It is
     * the first of {@link #maps}, or what is known without one.
     */
    public ImmutableRangeMap<Long, MapType> map() {
        return map;
    }

    /** PA0 to PA7 as Linux programmed them, or nothing where the file does not state them. */
    public ImmutableList<MemType> pat() {
        return content.pat().types();
    }

    /** PA0 to PA7 as Linux found them, or nothing where the file does not state them. */
    public ImmutableList<MemType> patBefore() {
        return content.pat().before();
    }

    /** What drivers have mapped, in the file's order. */
    public ImmutableList<Memtype> memtypes() {
        return content.linux().memtypes();
    }

    /** What the file shows of the machine and its user should know, by line; at most 1000. */
    public ImmutableList<Finding> findings() {
        return findings;
    }

    /** What the file lacks or what could not be read, by line; at most 1001. */
    public ImmutableList<Problem> problems() {
        return problems;
    }

    public LogContent content() {
        return content;
    }

    public MtrrFacts facts() {
        return content.facts();
    }

    public PhysicalWidth width() {
        return width;
    }

    /** The report for people: several lines, each ended by a line feed. */
    public String toText() {
        return MtrrReportText.of(this);
    }

    /**
     * The report as JSON, indented; docs/how-to/real-machines.md names its keys. Addresses are strings such as {@code "0xa0000"}, ends
     * are inclusive; a type that is not known is null and one that the SDM leaves undefined {@code "undef"}.
     */
    public String toJson() {
        return MtrrReportJson.text(this);
    }

    /** The same as a tree of its own, which may be changed. */
    public ObjectNode toTree() {
        return MtrrReportJson.tree(this);
    }
}
