package dev.stalemate.search.symmetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.search.symmetry.AlikeElements.Part;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** One state stands for exactly the states of its orbit: compared with all permutations, one by one. */
class SymmetryProperties {
    @Provide
    Arbitrary<AlikeElements> layouts() {
        Arbitrary<List<Integer>> sizes =
                Arbitraries.integers().between(1, 4).list().ofMinSize(1).ofMaxSize(3);
        return Combinators.combine(sizes, parts().list().ofMinSize(1).ofMaxSize(5))
                .as(AlikeElements::new);
    }

    private static Arbitrary<Part> parts() {
        // Wide ones make states of two or three words.
        Arbitrary<Integer> bounds = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.integers().between(1, 6)),
                Tuple.of(1, Arbitraries.just(1 << 18)),
                Tuple.of(1, Arbitraries.just(AlikeElements.WHOLE_WORD)));
        Arbitrary<Integer> index = Arbitraries.integers().between(0, 3);
        Arbitrary<Integer> seldom = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(-1)),
                Tuple.of(1, Arbitraries.integers().between(0, 2)));
        return Combinators.combine(
                        bounds,
                        index.list().uniqueElements().ofMaxSize(2),
                        seldom,
                        seldom,
                        Arbitraries.integers().between(0, 2))
                .as(Part::new);
    }

    @Property(tries = 400)
    void theCanonicalStateIsInTheOrbitAndTheSameForAllOfIt(@ForAll("layouts") AlikeElements layout, @ForAll long seed) {
        Symmetry symmetry = symmetry(layout);
        long[] state = layout.state(new Random(seed));
        long[] canonical = canonical(symmetry, state);
        Set<List<Long>> orbit = layout.orbit(state);
        assertThat(orbit).contains(boxed(canonical));
        for (List<Long> like : orbit) {
            assertThat(canonical(symmetry, unboxed(like))).isEqualTo(canonical);
        }
    }

    @Property(tries = 400)
    void theSizeOfAnOrbitIsTheNumberOfItsStates(@ForAll("layouts") AlikeElements layout, @ForAll long seed) {
        long[] state = layout.state(new Random(seed));
        assertThat(symmetry(layout).orbitSize(state, 0))
                .isEqualTo(layout.orbit(state).size());
    }

    @Property(tries = 300)
    void onlyTheStateAtTheOffsetIsReplaced(@ForAll("layouts") AlikeElements layout, @ForAll long seed) {
        Symmetry symmetry = symmetry(layout);
        Random random = new Random(seed);
        long[] first = layout.state(random);
        long[] second = layout.state(random);
        int words = first.length;
        long[] many = Arrays.copyOf(first, 3 * words);
        System.arraycopy(second, 0, many, words, words);
        System.arraycopy(first, 0, many, 2 * words, words);
        assertThat(symmetry.orbitSize(many, words)).isEqualTo(symmetry.orbitSize(second, 0));
        symmetry.canonicalize(many, words);
        assertThat(Arrays.copyOf(many, words)).isEqualTo(first);
        assertThat(Arrays.copyOfRange(many, words, 2 * words)).isEqualTo(canonical(symmetry, second));
        assertThat(Arrays.copyOfRange(many, 2 * words, 3 * words)).isEqualTo(first);
    }

    /** Without steps, properties and figures nothing can be refused. */
    private static Symmetry symmetry(AlikeElements layout) {
        Model model = Toys.model(layout.builder(), List.of());
        Symmetry symmetry = Symmetry.of(model, List.of());
        assertThat(symmetry.refused()).isEmpty();
        return symmetry;
    }

    private static long[] canonical(Symmetry symmetry, long[] state) {
        long[] canonical = state.clone();
        symmetry.canonicalize(canonical, 0);
        return canonical;
    }

    private static List<Long> boxed(long[] state) {
        return Arrays.stream(state).boxed().toList();
    }

    private static long[] unboxed(List<Long> state) {
        return state.stream().mapToLong(Long::longValue).toArray();
    }
}
