package dev.stalemate.memtype;

import static dev.stalemate.memtype.MemType.UC;
import static dev.stalemate.memtype.MemType.UC_MINUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can go wrong where one effective type stands for another, against a table written by hand from SDM 11.3 and table 11-2. */
final class HazardsTest {
    /**
     * Rows: the type that is there; columns: the one that should be. One letter for each hazard.
     *
     * <p>M: a device reads stale memory, for writes stay in the cache. R: the CPU reads stale data, for reads come from the cache. K: a
     * write that memory ignored is read back, because it is kept in the line. W: writes are weakly ordered. E: reads pass earlier writes. C:
     * writes are combined. S: reads are speculative. -: only slower.
     */
    private static final String BY_HAND =
            """
                 UC      UC-     WC     WT    WP     WB
            UC   .       .       -      -     -      -
            UC-  .       .       -      -     -      -
            WC   WECS    WECS    .      W-    WC-    W-
            WT   RKECS   RKECS   RK-    .     KC     -
            WP   RES     RES     R-     -     .      -
            WB   MRKECS  MRKECS  MRK-   M     MKC    .
            """;

    private static final ImmutableMap<Character, Hazard> LETTERS = ImmutableMap.<Character, Hazard>builder()
            .put('M', Hazard.STALE_MEMORY)
            .put('R', Hazard.STALE_READ)
            .put('K', Hazard.KEPT_WRITE)
            .put('W', Hazard.WEAK_ORDER)
            .put('E', Hazard.EARLY_READ)
            .put('C', Hazard.COMBINED_WRITES)
            .put('S', Hazard.SPECULATIVE_READ)
            .put('-', Hazard.SLOWER)
            .buildOrThrow();

    /** What is said of a pair. */
    private interface Relation {
        Set<Hazard> of(MemType is, MemType should);
    }

    @Test
    void thirtySixPairsAreAsWrittenByHand() {
        assertThat(differences(HazardsTest::relation)).isEmpty();
    }

    @Test
    void theDocumentHasTheSameTable() throws IOException {
        String document = Files.readString(Path.of("docs/explanation/memory-types.md"));
        Splitter blocks = Splitter.on("```");
        List<List<String>> rows = blocks.splitToList(document)
                .get(1)
                .strip()
                .lines()
                .map(HazardsTest::words)
                .toList();

        assertThat(rows).isEqualTo(BY_HAND.lines().map(HazardsTest::words).toList());
    }

    /** Cached where it should not be, or else only slower: too coarse. */
    @Test
    void whatIsCachedIsNotAllThatMatters() {
        Relation coarse = (is, should) -> {
            boolean weaker = is.cached() && !should.cached();
            return is == should || weaker ? relation(is, should) : EnumSet.of(Hazard.SLOWER);
        };

        assertThat(differences(coarse)).contains("WB for WT", "WB for WP", "WC for UC", "WC for WB");
    }

    @Test
    void theTableKnowsWhichTypeIsThereAndWhichShouldBe() {
        assertThat(differences((is, should) -> relation(should, is))).hasSize(36 - 8);
    }

    @ParameterizedTest
    @EnumSource
    void theTableMissesEachHazard(Hazard hazard) {
        assertThat(differences((is, should) -> {
                    Set<Hazard> rest = relation(is, should);
                    rest.remove(hazard);
                    return rest;
                }))
                .isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theTableTellsEachTypeFromTheOthers(MemType type) {
        for (MemType other : MemType.values()) {
            boolean alike = type == other || EnumSet.of(UC, UC_MINUS).containsAll(EnumSet.of(type, other));
            assertThat(differences((is, should) -> relation(is == type ? other : is, should))
                            .isEmpty())
                    .as("%s taken for %s", type, other)
                    .isEqualTo(alike);
            assertThat(differences((is, should) -> relation(is, should == type ? other : should))
                            .isEmpty())
                    .as("%s that should be taken for %s", type, other)
                    .isEqualTo(alike);
        }
    }

    @Test
    void whatShouldBeCannotGoWrong() {
        for (MemType type : MemType.values()) {
            assertThat(Hazards.of(type, type)).isSameAs(Hazards.NONE);
            assertThat(Hazards.of(type, MemType.UC).has(Hazard.STALE_READ)).isEqualTo(type.cached());
        }
    }

    /** What goes wrong on a way around goes wrong on the way: there is no third type between two that hides anything. */
    @Test
    void aThirdTypeHidesNothing() {
        for (MemType a : MemType.values()) {
            for (MemType b : MemType.values()) {
                for (MemType c : MemType.values()) {
                    Hazards around = Hazards.of(a, b).and(Hazards.of(b, c));
                    assertThat(around.stream())
                            .containsAll(Hazards.of(a, c).stream().toList());
                }
            }
        }
    }

    @Test
    void aSetKnowsItsMembersAndItsGravest() {
        Hazards set = Hazards.of(MemType.WT, MemType.WC);

        assertThat(set.stream()).containsExactly(Hazard.STALE_READ, Hazard.KEPT_WRITE, Hazard.SLOWER);
        assertThat(set.gravest()).isEqualTo(Hazard.STALE_READ);
        assertThat(set.has(Hazard.SLOWER)).isTrue();
        assertThat(set.has(Hazard.STALE_MEMORY)).isFalse();
        assertThat(set.inSpeed()).isSameAs(Hazards.of(MemType.UC, MemType.WB)).hasToString("SLOWER");
        assertThat(set.and(Hazards.NONE)).isSameAs(set);
        assertThat(Hazards.NONE.isEmpty()).isTrue();
        assertThat(Hazards.NONE.inSpeed()).isSameAs(Hazards.NONE);
        assertThatIllegalStateException().isThrownBy(Hazards.NONE::gravest);
    }

    private static Set<Hazard> relation(MemType is, MemType should) {
        return Hazards.of(is, should).stream().collect(Collectors.toCollection(() -> EnumSet.noneOf(Hazard.class)));
    }

    /** Each pair for which a relation isn't the table. */
    private static List<String> differences(Relation relation) {
        List<String> lines = BY_HAND.lines().toList();
        List<String> columns = words(lines.get(0));
        List<String> differences = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = words(line);
            MemType is = named(cells.get(0));
            for (int i = 0; i < columns.size(); i++) {
                if (!relation.of(is, named(columns.get(i))).equals(hazards(cells.get(i + 1)))) {
                    differences.add(is + " for " + columns.get(i));
                }
            }
        }
        return differences;
    }

    private static List<String> words(String line) {
        return Splitter.on(' ').omitEmptyStrings().splitToList(line);
    }

    private static MemType named(String name) {
        return Objects.requireNonNull(MemType.named(name));
    }

    private static Set<Hazard> hazards(String cell) {
        return cell.equals(".")
                ? EnumSet.noneOf(Hazard.class)
                : cell.chars()
                        .mapToObj(c -> Objects.requireNonNull(LETTERS.get((char) c)))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Hazard.class)));
    }
}
