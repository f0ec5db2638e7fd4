package dev.stalemate.systems.amdiommu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Index;
import dev.stalemate.model.Layout;
import dev.stalemate.paging.IoPageTables;
import dev.stalemate.systems.amdiommu.IommuSettings.NextLevel;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Page tables of 1 to 6 levels and 64-bit addresses, against memory of 512 entries a table and a walk read off the specification. */
class IoPageTableProperties {
    private static final int FRAMES = 300;

    /** A dfn, by its number in the list, and the frame that it is mapped to; or none. */
    private record Mapping(int dfn, int frame) {}

    /** Root and mode may be of one table or not: entries that are written by pieces walk the same way. */
    @Property(tries = 300)
    void everyWalkEndsWhereTheSpecificationSays(
            @ForAll @Size(min = 1, max = 24) List<@From("dfns") Long> numbers,
            @ForAll @IntRange(min = 1, max = 6) int levels,
            @ForAll @IntRange(min = 0, max = 5) int grown,
            @ForAll @Size(max = 60) List<@From("mappings") Mapping> mappings,
            @ForAll NextLevel rule) {
        List<Long> dfns = numbers.stream().distinct().toList();
        Layout.Builder b = new Layout.Builder();
        IoPageTables tables = new IoPageTables(b, dfns, Index.of("mfn", FRAMES), 160, 0, rule == NextLevel.CHECKED);
        long[] s = b.build().blank();
        NaiveMemory memory = new NaiveMemory();
        List<Integer> roots = new ArrayList<>(List.of(tables.allocate(s, levels)));
        List<Long> pages = new ArrayList<>(List.of(memory.allocate()));
        map(mappings.subList(0, mappings.size() / 2), tables, s, roots, memory, pages, dfns, levels);
        for (int l = levels + 1; l <= Math.min(6, levels + grown); l++) {
            int above = tables.allocate(s, l);
            tables.link(s, above, roots.get(0));
            roots.add(0, above);
            long page = memory.allocate();
            memory.set(page, 0, pages.get(0), l - 1);
            pages.add(0, page);
        }
        int now = Math.min(6, levels + grown);
        map(mappings.subList(mappings.size() / 2, mappings.size()), tables, s, roots, memory, pages, dfns, now);
        for (int r = 0; r < roots.size(); r++) {
            for (int mode = 0; mode <= 6; mode++) {
                for (int d = 0; d < dfns.size(); d++) {
                    long reached = memory.walk(pages.get(r), mode, dfns.get(d), rule == NextLevel.CHECKED);
                    int target = tables.walk(s, roots.get(r), mode, d);
                    assertThat(kind(tables, target))
                            .as("dfn 0x%x from the root of %d levels in mode %d", dfns.get(d), now - r, mode)
                            .isEqualTo(kind(reached, memory.offset(), tables));
                }
            }
        }
    }

    private static void map(
            List<Mapping> mappings,
            IoPageTables tables,
            long[] s,
            List<Integer> roots,
            NaiveMemory memory,
            List<Long> pages,
            List<Long> dfns,
            int levels) {
        for (Mapping m : mappings) {
            int d = m.dfn % dfns.size();
            if (IoPageTables.covers(levels, dfns.get(d))) {
                assertThat(tables.missing(s, roots.get(0), d)).isLessThanOrEqualTo(tables.free(s));
                int before = tables.free(s);
                int missing = tables.missing(s, roots.get(0), d);
                tables.map(s, roots.get(0), d, m.frame < FRAMES ? m.frame : IoPageTables.FAULT);
                assertThat(before - tables.free(s)).isEqualTo(missing);
                memory.map(pages.get(0), levels, dfns.get(d), m.frame < FRAMES ? m.frame : NaiveMemory.FAULT);
            }
        }
    }

    private static String kind(IoPageTables tables, int target) {
        return tables.isTable(target) ? "a table" : tables.text(target);
    }

    /** What follows in a large page has no number in the model. */
    private static String kind(long reached, long offset, IoPageTables tables) {
        if (reached == NaiveMemory.FAULT) {
            return tables.text(IoPageTables.FAULT);
        }
        if (offset > 0) {
            return tables.text(tables.other());
        }
        return reached >= NaiveMemory.FIRST_TABLE ? "a table" : tables.text((int) reached);
    }

    @Property
    void theLevelsForADfnAreTheFewestThatCoverIt(@ForAll("dfns") long dfn) {
        int levels = IoPageTables.levelsFor(dfn);
        assertThat(BigInteger.valueOf(dfn)).isLessThan(BigInteger.valueOf(512).pow(levels));
        assertThat(levels == 1
                        || BigInteger.valueOf(dfn)
                                        .compareTo(BigInteger.valueOf(512).pow(levels - 1))
                                >= 0)
                .isTrue();
        assertThat(levels).isBetween(1, 6);
    }

    /** b75b3c62fe: the argument is a number of frames. One less is one level short, exactly at powers of 512. */
    @Property
    void theLevelsForAGuestAreThoseForItsHighestDfn(@ForAll("dfns") long highest) {
        assertThat(IoPageTables.levelsForFrames(highest + 1)).isEqualTo(IoPageTables.levelsFor(highest));
        boolean power = highest >= 512 && Long.bitCount(highest) == 1 && Long.numberOfTrailingZeros(highest) % 9 == 0;
        assertThat(IommuDesign.FITTED_OFF_BY_ONE.firstLevels(2, highest) < IoPageTables.levelsFor(highest))
                .isEqualTo(power);
    }

    /** H22: tables as high as a design chooses for the highest dfn, and what a device's DMA to the last frames before it meets there. */
    @Property(tries = 500)
    void everyDfnUpToTheHighestTranslates(
            @ForAll("dfns") long highest, @ForAll @LongRange(min = 0, max = 513) long below) {
        long dfn = Math.max(0, highest - below);
        assertThat(translates(IommuDesign.FITTED, highest, dfn)).isTrue();
        boolean power = highest >= 512 && Long.bitCount(highest) == 1 && Long.numberOfTrailingZeros(highest) % 9 == 0;
        assertThat(translates(IommuDesign.FITTED_OFF_BY_ONE, highest, dfn)).isEqualTo(!power || dfn < highest);
    }

    private static boolean translates(IommuDesign design, long highest, long dfn) {
        Layout.Builder b = new Layout.Builder();
        IoPageTables tables = new IoPageTables(b, List.of(dfn), Index.of("mfn", 1), 6, 0, true);
        long[] s = b.build().blank();
        int levels = design.firstLevels(2, highest);
        int root = tables.allocate(s, levels);
        if (IoPageTables.covers(levels, dfn)) {
            tables.map(s, root, 0, 0);
        }
        return tables.walk(s, root, levels, 0) == 0;
    }

    @Property
    void anEntryIsSelectedByNineBits(@ForAll("dfns") long dfn) {
        BigInteger rest = BigInteger.valueOf(dfn);
        for (int l = 1; l <= 6; l++) {
            BigInteger[] digit = rest.divideAndRemainder(BigInteger.valueOf(512));
            assertThat(IoPageTables.indexAt(dfn, l)).isEqualTo(digit[1].intValueExact());
            rest = digit[0];
        }
        assertThat(rest).isZero();
    }

    /** Every quarantined dfn reaches the scratch page, if the mode is that of the tables. */
    @Property(tries = 100)
    void quarantineTranslatesEverythingToTheScratchPage(
            @ForAll @Size(min = 1, max = 8) List<@From("dfns") Long> numbers,
            @ForAll @IntRange(min = 1, max = 6) int levels,
            @ForAll boolean checksNextLevel) {
        List<Long> dfns = numbers.stream().distinct().toList();
        Layout.Builder b = new Layout.Builder();
        IoPageTables tables = new IoPageTables(b, dfns, Index.of("mfn", 2), 3, levels, checksNextLevel);
        long[] s = b.build().blank();
        tables.quarantine(s, levels);
        for (int d = 0; d < dfns.size(); d++) {
            int target = tables.walk(s, tables.quarantineRoot(), levels, d);
            assertThat(target)
                    .isEqualTo(IoPageTables.covers(levels, dfns.get(d)) ? tables.scratch() : IoPageTables.FAULT);
            assertThat(tables.walked()).isEqualTo(target == IoPageTables.FAULT ? 0 : levels);
        }
        assertThat(tables.free(s)).isEqualTo(3);
    }

    /** Any dfn of 52 bits; those at the ends of each level's reach, and near one another, more often. */
    @Provide
    Arbitrary<Long> dfns() {
        Arbitrary<Long> ends = Arbitraries.integers()
                .between(0, 5)
                .flatMap(l -> Arbitraries.longs().between(-3, 513).map(near -> Math.max(0, (1L << (9 * l)) + near)));
        Arbitrary<Long> any = Arbitraries.longs().between(0, (1L << 52) - 1);
        return Arbitraries.oneOf(ends, any, any.map(v -> v >>> (v & 31)));
    }

    @Provide
    Arbitrary<Mapping> mappings() {
        return Arbitraries.integers().between(0, 1 << 20).flatMap(d -> Arbitraries.integers()
                .between(0, FRAMES + FRAMES / 4)
                .map(frame -> new Mapping(d, frame)));
    }
}
