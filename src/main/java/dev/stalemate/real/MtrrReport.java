package dev.stalemate.real;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableRangeMap;
import dev.stalemate.memtype.MemType;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a Linux boot log, a Xen console or a {@code /proc/mtrr} says of a machine's MTRRs: the registers, the map of memory types
 * that follows from them, and what a user should know of it, such as RAM that is not WB.
 *
 * <p>A boot log states everything, unless Linux is 6.5 or newer and booted without {@code mtrr=debug}; a Xen console prints the
 * same dump. A {@code /proc/mtrr} states the variable ranges alone: what the fixed ranges (below 1 MiB) or the default type rule
 * stays {@link MapType#UNKNOWN}. Whatever the file leaves open stays unknown and is never guessed; why, {@link #problems} says.
 */
public final class MtrrReport {
    private final String name;
    private final LogContent content;
    private final PhysicalWidth width;
    private final ImmutableList<NamedMap> maps;
    private final ImmutableRangeMap<Long, MapType> map;
    private final ImmutableList<Finding> findings;
    private final ImmutableList<Problem> problems;

    private MtrrReport(String name, LogContent content, Problems problems, Findings findings) {
        this.name = name;
        this.content = content;
        width = PhysicalWidth.of(content.facts());
        maps = maps(problems);
        map = maps.isEmpty()
                ? MapResolver.map(content.facts(), width.bits(), problems)
                : maps.get(0).map();
        check(findings);
        this.findings = findings.sorted();
        this.problems = problems.sorted();
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
        LinuxMapReader.Summary summary = content.linuxMap().summary();
        if (summary != null && content.linuxMap().listed()) {
            all.add(new NamedMap(
                    NamedMap.LINUX,
                    summary.line().number(),
                    ImmutableList.of(),
                    content.linuxMap().complete(),
                    content.linuxMap().map(content.facts().defaultType(), width.bits())));
        }
        return all.build();
    }

    private void check(Findings findings) {
        if (maps.isEmpty()) {
            RamCheck.check(content.facts().ram(), map, findings);
        }
        for (NamedMap each : maps) {
            RamCheck.check(content.facts().ram(), each.map(), findings);
            DeviceCheck.check(each, content.devices(), findings);
            RegisterCheck.check(each, width.bits(), findings);
        }
    }

    /**
     * Reads a file: plain, gzip or Zstandard; its bytes are taken as ISO 8859-1 unless it is UTF-16, so that none is malformed.
     *
     * @throws IOException if the file cannot be opened or read; never for what is in it
     */
    public static MtrrReport read(Path file) throws IOException {
        Problems problems = new Problems();
        try (TextFile text = TextFile.open(file)) {
            return of(file.toString(), new LogLines(text, problems), problems);
        }
    }

    /**
     * Reads a text to its end or to 256 Mi characters; lines count up to 64 Ki characters.
     *
     * @param name what to call the text in {@link #toText}
     * @throws IOException if {@code reader} throws it; never for what is in the text
     */
    public static MtrrReport read(Reader reader, String name) throws IOException {
        Problems problems = new Problems();
        return of(name, new LogLines(reader, problems), problems);
    }

    private static MtrrReport of(String name, LogLines lines, Problems problems) throws IOException {
        Findings findings = new Findings();
        return new MtrrReport(name, LogParser.parse(lines, problems, findings), problems, findings);
    }

    /** The name that the text was read under. */
    public String name() {
        return name;
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

    /** MAXPHYADDR in bits as concluded from the file, 32 to 52. */
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
        return content.pat();
    }

    /** PA0 to PA7 as Linux found them, or nothing where the file does not state them. */
    public ImmutableList<MemType> patBefore() {
        return content.patBefore();
    }

    /** What drivers have mapped, in the file's order. */
    public ImmutableList<Memtype> memtypes() {
        return content.memtypes();
    }

    /** What the file shows of the machine and its user should know, by line; at most 1000. */
    public ImmutableList<Finding> findings() {
        return findings;
    }

    /** What the file lacks or what could not be read, by line; at most 1001. */
    public ImmutableList<Problem> problems() {
        return problems;
    }

    LogContent content() {
        return content;
    }

    MtrrFacts facts() {
        return content.facts();
    }

    PhysicalWidth width() {
        return width;
    }

    /** The report for people: several lines, each ended by a line feed. */
    public String toText() {
        return MtrrReportText.of(this);
    }

    /**
     * The report as JSON, indented; docs/real-machines.md names its keys. Addresses are strings such as {@code "0xa0000"}, ends
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
