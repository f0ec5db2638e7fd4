package dev.stalemate.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.google.common.collect.Range;
import com.google.common.collect.RangeMap;
import com.google.common.collect.TreeRangeMap;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMap;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.TextFile;
import dev.stalemate.real.map.MapType;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.real.map.VariableRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Laws of {@link MtrrReport}: whatever the file, a report comes of it, and what the report says is so. */
class MtrrReportProperties {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String INSERTS = "\0\u00ff\n\r=> 0123456789ABCDEFabcdefx-.:[](), wriote";

    private static final List<String> LINES = RealFiles.all().stream()
            .flatMap(file -> RealFiles.text(file).lines())
            .toList();

    @Provide
    Arbitrary<Path> files() {
        return Arbitraries.of(RealFiles.all());
    }

    /** Bytes changed, lost and doubled at random: there is a report, its map covers the address space, its JSON parses. */
    @Property(tries = 1500)
    void aDamagedFileStillGivesAReport(
            @ForAll("files") Path file, @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int changes)
            throws IOException {
        StringBuilder text = new StringBuilder(RealFiles.text(file));
        Random random = new Random(seed);
        for (int i = 0; i < changes && text.length() > 1; i++) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(30));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, INSERTS.charAt(random.nextInt(INSERTS.length())));
                case 1 -> text.insert(at, INSERTS.charAt(random.nextInt(INSERTS.length())));
                case 2 -> text.delete(at, end);
                default -> text.insert(at, text.substring(at, end));
            }
        }

        assertCovers(RealFiles.reportOf(text.toString()));
    }

    /** Words of real files in any order, with any rubbish between: no reader of any kind of line throws. */
    @Property(tries = 1500)
    void wordsOfRealFilesInAnyOrderGiveAReport(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int lines)
            throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < lines; line++) {
            String start = LINES.get(random.nextInt(LINES.size()));
            text.append(start, 0, random.nextInt(start.length() + 1));
            String end = LINES.get(random.nextInt(LINES.size()));
            text.append(end, random.nextInt(end.length() + 1), end.length());
            if (random.nextInt(4) == 0) {
                text.append(INSERTS.charAt(random.nextInt(INSERTS.length())))
                        .append(Long.toHexString(random.nextLong()));
            }
            text.append('\n');
        }

        assertCovers(RealFiles.reportOf(text.toString()));
    }

    /** Whatever the characters, a line is taken apart, and what is left has no blank at its ends. */
    @Property(tries = 1000)
    void anyLineIsTakenApart(@ForAll String before, @ForAll String after) {
        for (String middle : new String[] {"", "[    0.000000] ", "=3D", "\u001b[1m", "> <6>", "<br>"}) {
            LogLine line = LogLine.of(1, before + middle + after);

            assertThat(line.text()).isEqualTo(line.text().strip());
        }
    }

    /** Compressed, with bytes changed and lost: a report, however much of the file can be read. */
    @Property(tries = 300)
    void aDamagedCompressedFileStillGivesAReport(@ForAll("files") Path file, @ForAll long seed, @ForAll boolean gzip)
            throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream compressed = gzip ? new GZIPOutputStream(out) : new ZstdOutputStreamNoFinalizer(out)) {
            compressed.write(Files.readAllBytes(file));
        }
        byte[] bytes = Arrays.copyOf(out.toByteArray(), 4 + random.nextInt(out.size()));
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        try (TextFile text = TextFile.of(new ByteArrayInputStream(bytes))) {
            assertCovers(MtrrFile.read(text, "text").first());
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("decompress it first");
        }
    }

    /**
     * A file cut after any line says nothing that the whole file does not say, unless it warns that the list of variable ranges
     * ends with the file.
     */
    @Property(tries = 1000)
    void aCutFileSaysLessAndNothingElse(@ForAll("files") Path file, @ForAll @IntRange(max = 100) int percent)
            throws IOException {
        List<String> lines = RealFiles.text(file).lines().toList();
        int kept = lines.size() * percent / 100;
        MtrrReport cut = RealFiles.reportOf(String.join("\n", lines.subList(0, kept)));
        MtrrReport whole = RealFiles.reportOf(String.join("\n", lines));

        assertCovers(cut);
        boolean warned =
                cut.problems().stream().anyMatch(problem -> problem.text().contains("the file ends with"));
        // Every row of a table of /proc/mtrr is complete by itself, so that a cut one looks like a shorter one.
        boolean table = cut.defaultType() == null;
        if (!warned && !table) {
            assertAgree(cut.map(), whole.map());
        }
    }

    /** Registers printed as Linux prints them, by old and new kernels, are read back as the same registers and map. */
    @Property(tries = 500)
    void printedRegistersAreReadBack(
            @ForAll @IntRange(min = 33, max = 52) int width, @ForAll long seed, @ForAll boolean newKernel) {
        Random random = new Random(seed);
        MtrrState registers = randomRegisters(width, random);

        MtrrReport report = RealFiles.reportOf(LinuxDump.of(registers, newKernel));

        assertThat(report.problems()).isEmpty();
        assertThat(report.maxPhyAddr()).isEqualTo(width);
        for (VariableRange range : report.variable()) {
            assertThat(range.base() | range.type().code()).isEqualTo(registers.base(range.slot()));
            assertThat(range.mask() | MtrrMsr.V).isEqualTo(registers.mask(range.slot()));
        }
        RangeMap<Long, MapType> expected = TreeRangeMap.create();
        expected.put(Range.closedOpen(0L, 1L << width), MapType.UNDEFINED);
        MtrrMap.of(registers).asMapOfRanges().forEach((range, type) -> expected.putCoalescing(range, MapType.of(type)));
        assertThat(report.map().asMapOfRanges()).isEqualTo(expected.asMapOfRanges());
    }

    private static MtrrState randomRegisters(int width, Random random) {
        MtrrState registers = new MtrrState(width, 8 + random.nextInt(3));
        long enable = random.nextInt(8) == 0 ? 0 : MtrrMsr.E | (random.nextInt(4) == 0 ? 0 : MtrrMsr.FE);
        assertThat(registers.wrmsr(MtrrMsr.DEF_TYPE, enable | type(random).code()))
                .isTrue();
        for (int i = 0; i < 11; i++) {
            long value = 0;
            for (int field = 0; field < 8; field++) {
                value = value << 8 | type(random).code();
            }
            assertThat(registers.wrmsr(MtrrMsr.fixed(i), value)).isTrue();
        }
        for (int n = 0; n < registers.vcnt(); n++) {
            if (n == 0 || random.nextBoolean()) {
                long mask = (1L << width) - (1L << (12 + random.nextInt(width - 12)));
                long base = random.nextLong() & mask;
                assertThat(registers.wrmsr(
                                MtrrMsr.physBase(n), base | type(random).code()))
                        .isTrue();
                assertThat(registers.wrmsr(MtrrMsr.physMask(n), mask | MtrrMsr.V))
                        .isTrue();
            }
        }
        return registers;
    }

    private static MemType type(Random random) {
        MemType[] types = {MemType.UC, MemType.WC, MemType.WT, MemType.WP, MemType.WB};
        return types[random.nextInt(types.length)];
    }

    private static void assertCovers(MtrrReport report) throws IOException {
        assertCovers(report.map(), report.maxPhyAddr());
        report.maps().forEach(map -> assertCovers(map.map(), report.maxPhyAddr()));
        assertThat(report.maxPhyAddr()).isBetween(32, 52);
        JsonNode json = MAPPER.readTree(report.toJson());
        assertThat(json.get("map")).hasSameSizeAs(report.map().asMapOfRanges().keySet());
        assertThat(report.toText()).endsWith("\n");
    }

    private static void assertCovers(RangeMap<Long, MapType> map, int width) {
        long next = 0;
        for (Range<Long> piece : map.asMapOfRanges().keySet()) {
            assertThat(piece.lowerEndpoint()).isEqualTo(next);
            next = piece.upperEndpoint();
        }
        assertThat(next).isEqualTo(1L << width);
    }

    /** Where both maps know a type, it is the same. */
    private static void assertAgree(RangeMap<Long, MapType> some, RangeMap<Long, MapType> all) {
        for (Map.Entry<Range<Long>, MapType> piece : some.asMapOfRanges().entrySet()) {
            if (piece.getValue() != MapType.UNKNOWN) {
                assertThat(all.subRangeMap(piece.getKey()).asMapOfRanges().values())
                        .allMatch(type -> type == piece.getValue());
            }
        }
    }
}
