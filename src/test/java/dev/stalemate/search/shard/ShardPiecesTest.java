package dev.stalemate.search.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Toys;
import dev.stalemate.search.store.Fingerprints;
import dev.stalemate.search.store.Frontier;
import dev.stalemate.systems.Systems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a search in parts is made of, where a whole search would hardly ever meet the case. */
class ShardPiecesTest {
    private static final Layout OF_ONE_WORD =
            Systems.catalogue().claim("K2").model().layout();
    private static final Layout OF_THREE_WORDS =
            Systems.catalogue().claim("A1").model().layout();
    private static final Law SELDOM =
            Law.sometimes("two", Breaks.SPEED, "").where(s -> s[0] > 0).holds(s -> s[0] == 2);

    private static long[] row(RowFormat format, byte[] block, int number) {
        long[] row = new long[format.words + 1];
        format.state(block, ShardBlock.HEADER + number * format.rowBytes, row, 0);
        row[format.words] = format.order(block, ShardBlock.HEADER + number * format.rowBytes);
        return row;
    }

    private static List<long[]> rows(RowFormat format, byte[] block) {
        return IntStream.range(0, ShardBlock.count(block))
                .mapToObj(i -> row(format, block, i))
                .toList();
    }

    @Test
    void aStepTakesAsManyBytesAsItNeeds() {
        int bytes = new RowFormat(OF_ONE_WORD, 1, 256).rowBytes;
        RowFormat format = new RowFormat(OF_ONE_WORD, 1, 257);
        assertThat(format.rowBytes).isEqualTo(bytes + 1);
        for (int steps : new int[] {256, 257, 65_536}) {
            RowFormat some = new RowFormat(OF_ONE_WORD, 1, steps);
            byte[] block = ShardBlock.of(ShardBlock.ROWS, some.rowBytes);
            long order = RowFormat.order(RowFormat.MOST_OF_LEVEL - 1, steps - 1);
            some.put(block, ShardBlock.HEADER, new long[] {3}, 0, order);
            assertThat(row(some, block, 0)).containsExactly(3, order);
        }
    }

    /** It notices in the block that has the parent's number among all states, not in that of its number in the level. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 8_193})
    void aPropertyIsDecidedAtTheEndOfABlock(int firstParent) {
        int base = Frontier.CHUNK_STATES - 2;
        Sight sight = new Sight(1, 0);
        sight.first[0] = 5;
        sight.firstParent[0] = firstParent;
        Decided decided = new Decided(List.of(new Sight(1, 0), sight), new boolean[] {true}, base);
        long end = firstParent < 2 ? 2 : Frontier.CHUNK_STATES + 2;
        assertThat(decided.lastEnd()).isEqualTo(end);
        assertThat(decided.part(0)).isEqualTo(1);
        assertThat(decided.number(0)).isEqualTo(5);
        assertThat(decided.isWithin(0, end)).isTrue();
        assertThat(decided.isWithin(0, end - 1)).isFalse();
    }

    @Test
    void aSightCountsWhatAStateStandsFor() {
        List<Figure> figures = List.of(
                new Figure("sum", Figure.Kind.SUM, s -> s[0]), new Figure("most", Figure.Kind.MAXIMUM, s -> s[0]));
        LookOrder order = new LookOrder(new long[] {3}, 4);
        Sight sight = new Sight(1, 2);
        for (long parent = 0; parent < 6; parent++) {
            sight.at(new Law[] {SELDOM}, figures, order, new long[] {parent}, 10 + parent, parent);
        }
        assertThat(sight.states).isEqualTo(4);
        assertThat(sight.stoodFor).isEqualTo(10 + 11 + 12 + 13);
        assertThat(sight.figures).containsExactly(11 + 2 * 12 + 3 * 13, 3);
        assertThat(sight.premiseHeld).containsExactly(11 + 12);
        assertThat(sight.first).containsExactly(2);
        assertThat(sight.firstParent).containsExactly(2);
    }

    /** Two states with one fingerprint are kept apart where more than that is remembered. */
    @Test
    void aWindowKeepsTheFirstWayToEachState() {
        RowFormat format = new RowFormat(OF_THREE_WORDS, 3, 300);
        Window window = new Window(format, 8, 1);
        long[] states = {1, 2, 3, 1, 1, 3};
        for (int parent = 4; parent < 6; parent++) {
            window.nextParent();
            window.add(states, 0, 77, RowFormat.order(parent, 9));
            window.add(states, 3, 77, RowFormat.order(parent, 8));
            window.add(states, 0, 77, RowFormat.order(parent, 7));
        }
        List<Parcel> sent = new ArrayList<>();
        window.flush(sent::add);
        assertThat(sent).hasSize(1);
        assertThat(rows(format, sent.get(0).block()))
                .containsExactly(
                        new long[] {1, 2, 3, RowFormat.order(4, 7)}, new long[] {1, 1, 3, RowFormat.order(4, 8)});
    }

    /** The fingerprint 0, which marks a free slot, and others that are so close that they get into each other's way. */
    @Test
    void anOwnersTableKeepsTheFirstWayToEachStateWhenItGrows() {
        RowFormat format = new RowFormat(OF_ONE_WORD, 1, 300);
        OwnerTable table = new OwnerTable(format, 1);
        int many = 3_000;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < many; i++) {
                table.offer(new long[] {i}, 0, i, new long[0], 2L * many - (long) round * i);
            }
        }
        for (int i = 1; i < many; i += 2) {
            table.seen(i, new long[0]);
        }
        table.seen(many, new long[0]);
        long[] orders = new long[many];
        for (int slot = 0; slot < table.slots(); slot++) {
            if (table.isNew(slot)) {
                orders[(int) table.states()[slot]] = table.order(slot);
            }
        }
        assertThat(orders)
                .containsExactly(IntStream.range(0, many)
                        .mapToLong(i -> i % 2 == 0 ? 2L * many - i : 0)
                        .toArray());
    }

    @Test
    void theClosestFingerprintsAreFoundAcrossPartsAndPasses() {
        for (int seed = 0; seed < 40; seed++) {
            long[] prints = new Random(seed).longs(1 + seed % 7).toArray();
            long[] sorted =
                    Arrays.stream(prints).map(p -> p + Long.MIN_VALUE).sorted().toArray();
            double gap = IntStream.range(1, sorted.length)
                    .mapToDouble(i -> sorted[i] - sorted[i - 1])
                    .filter(between -> between > 0)
                    .min()
                    .orElse(Long.MAX_VALUE);
            int parts = 1 + seed % 4;
            int passes = 1 + seed % 5;
            Closest all = new Closest();
            for (int part = 0; part < parts; part++) {
                for (int pass = 0; pass < passes; pass++) {
                    Closest some = new Closest();
                    for (long print : prints) {
                        if (Fingerprints.part(print, parts) == part && Closest.pass(print, parts, passes) == pass) {
                            some.add(print);
                        }
                    }
                    all.join(some.sorted());
                }
            }
            assertThat(all.estimate()).as("seed %s", seed).isEqualTo(1 / gap);
        }
        assertThat(Closest.passes(0, 5)).isEqualTo(1);
        assertThat(Closest.passes(1L << 40, 2)).isEqualTo(1 + (1 << 17));
    }

    /** Some parts of the next level have no parents, some bounds are parents of states, and numbers don't fit into an int. */
    @Test
    void statesGoToTheirParentsPartsInOrder() {
        RowFormat format = new RowFormat(OF_ONE_WORD, 1, 300);
        long base = 1L << 33;
        long[] bounds = {base, base, base + 10, base + 10, 1L << 34};
        List<Long> orders = new ArrayList<>();
        for (long parent : new long[] {0, base - 1, base, base + 1, base + 9, base + 10, base + 11, (1L << 34) - 1}) {
            orders.add(RowFormat.order(parent, 1));
            orders.add(RowFormat.order(parent, 299));
        }
        Collections.shuffle(orders, new Random(1));
        byte[] block = ShardBlock.of(ShardBlock.ROWS, (long) orders.size() * format.rowBytes);
        for (int i = 0; i < orders.size(); i++) {
            format.put(block, ShardBlock.HEADER + i * format.rowBytes, new long[] {i}, 0, orders.get(i));
        }
        byte[] found = ShardBlock.finish(block, orders.size(), (long) orders.size() * format.rowBytes);
        List<List<Long>> parts = new ArrayList<>(Collections.nCopies(bounds.length, List.of()));
        new Sorter(format, List.of(found).iterator(), bounds)
                .forEachRemaining(parcel -> parts.set(
                        parcel.part(),
                        rows(format, parcel.block()).stream().map(row -> row[1]).toList()));
        List<Long> sorted = orders.stream().sorted().toList();
        assertThat(parts)
                .containsExactly(
                        sorted.subList(0, 4), List.of(), sorted.subList(4, 10), List.of(), sorted.subList(10, 16));
        assertThatThrownBy(() -> new Sorter(format, List.of(found).iterator(), new long[] {1L << 35})
                        .forEachRemaining(parcel -> {}))
                .hasMessageContaining("use more partitions");
    }

    /** The parts' largest values and sums, whichever part is first. */
    @Test
    void figuresOfPartsAreJoined() {
        Model model = new Model.Builder("toy", Toys.design("plain"), Scope.of("toy", List.of()))
                .layout(OF_ONE_WORD)
                .actions(List.of())
                .laws(List.of())
                .figures(List.of(
                        new Figure("most", Figure.Kind.MAXIMUM, s -> 0), new Figure("sum", Figure.Kind.SUM, s -> 0)))
                .build();
        ShardTally tally = new ShardTally(model);
        for (long value : new long[] {3, 5, 2}) {
            Sight sight = new Sight(0, 2);
            Arrays.fill(sight.figures, value);
            tally.see(sight);
        }
        assertThat(tally.figures()).containsExactly(Map.entry("most", 5L), Map.entry("sum", 10L));
    }
}
