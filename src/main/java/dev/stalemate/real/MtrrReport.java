package dev.stalemate.real;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableRangeMap;
import dev.stalemate.memtype.MemType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a Linux boot log or a {@code /proc/mtrr} says of a machine's MTRRs: the registers, the map of memory types that follows
 * from them, and the RAM that is not WB.
 *
 * <p>A boot log states everything, unless Linux is 6.5 or newer and booted without {@code mtrr=debug}; a Xen console prints the
 * same dump. A {@code /proc/mtrr} states the variable ranges alone: what the fixed ranges (below 1 MiB) or the default type rule
 * stays {@link MapType#UNKNOWN}. Whatever the file leaves open stays unknown and is never guessed; why, {@link #problems} says.
 */
public final class MtrrReport {
    private final String name;
    private final MtrrFacts facts;
    private final PhysicalWidth width;
    private final ImmutableRangeMap<Long, MapType> map;
    private final ImmutableList<MemType> pat;
    private final ImmutableList<Problem> ramFindings;
    private final ImmutableList<Problem> problems;

    private MtrrReport(String name, LogParser.Result parsed, Problems problems) {
        this.name = name;
        facts = parsed.facts();
        pat = parsed.pat();
        width = PhysicalWidth.of(facts);
        map = MapResolver.map(facts, width.bits(), problems);
        MaskCheck.check(facts, width.bits(), problems);
        ramFindings = RamCheck.findings(facts.ram(), map);
        ramFindings.forEach(finding -> problems.add(finding.line(), finding.text()));
        this.problems = problems.sorted();
    }

    /**
     * Reads a file; its bytes are taken as ISO 8859-1, so that none is malformed.
     *
     * @throws IOException if the file cannot be opened or read; never for what is in it
     */
    public static MtrrReport read(Path file) throws IOException {
        try (Reader reader = new InputStreamReader(Files.newInputStream(file), StandardCharsets.ISO_8859_1)) {
            return read(reader, file.toString());
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
        LogParser.Result parsed = LogParser.parse(new BufferedReader(reader), problems);
        return new MtrrReport(name, parsed, problems);
    }

    /** The name that the text was read under. */
    public String name() {
        return name;
    }

    /** IA32_MTRR_DEF_TYPE's type, or null where the file does not state it. */
    public @Nullable MemType defaultType() {
        return facts.defaultType();
    }

    /** The fixed ranges as printed, ascending, also where they are disabled. */
    public ImmutableList<FixedRange> fixed() {
        return facts.fixed();
    }

    /** The enabled variable ranges by slot, masks cut to MAXPHYADDR. */
    public ImmutableList<VariableRange> variable() {
        return facts.variable().stream()
                .map(range -> range.within(width.bits()))
                .collect(ImmutableList.toImmutableList());
    }

    /** MAXPHYADDR in bits as concluded from the file, 32 to 52. */
    public int maxPhyAddr() {
        return width.bits();
    }

    /** The type of every address from 0 to 2^MAXPHYADDR - 1: closed-open ranges without gaps, neighbours of one type joined. */
    public ImmutableRangeMap<Long, MapType> map() {
        return map;
    }

    /** PA0 to PA7 as Linux programmed them, or nothing where the file does not state them. */
    public ImmutableList<MemType> pat() {
        return pat;
    }

    /** The RAM, if the file shows the memory map, that is known not to be WB; each also stands in {@link #problems}. */
    public ImmutableList<Problem> ramThatIsNotWriteBack() {
        return ramFindings;
    }

    /** Everything that a reader should know of, by line; at most 1001. */
    public ImmutableList<Problem> problems() {
        return problems;
    }

    MtrrFacts facts() {
        return facts;
    }

    PhysicalWidth width() {
        return width;
    }

    /** The report for people: several lines, each ended by a line feed. */
    public String toText() {
        return MtrrReportText.of(this);
    }

    /**
     * The report as JSON, indented: {@code default}, {@code fixed}, {@code variable}, {@code map}, {@code pat} and
     * {@code problems}. Addresses are strings such as {@code "0xa0000"}, ends are inclusive; a type that is not known is null and
     * one that the SDM leaves undefined {@code "undef"}.
     */
    public String toJson() {
        return MtrrReportJson.of(this);
    }
}
