package dev.stalemate.search.symmetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Longs;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Index;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.PackedElement;
import dev.stalemate.model.Step;
import dev.stalemate.systems.Systems;
import dev.stalemate.systems.kvm.KvmSystem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every combination of alike elements that a claim of some system has. */
class SymmetryOfSystemsTest {
    private static final int STATES = 150;

    /** One claim of each system for each combination of indices, of what names their elements, and of words of a state. */
    static Stream<Arguments> combinations() {
        Map<String, Claim> claims = new LinkedHashMap<>();
        for (ModelSystem system : Systems.all()) {
            for (Claim claim : system.claims()) {
                Model model = claim.model();
                if (model.isFinite()
                        && model.layout().interchangeable().stream().anyMatch(i -> i.size() > 1)) {
                    claims.putIfAbsent(system.name() + " " + shape(model.layout()), claim);
                }
            }
        }
        return claims.entrySet().stream().map(c -> Arguments.of(c.getKey(), c.getValue()));
    }

    private static String shape(Layout layout) {
        List<String> indices = new ArrayList<>();
        for (int i = 0; i < layout.interchangeable().size(); i++) {
            Index index = layout.interchangeable().get(i);
            int number = i;
            List<PackedElement> names = layout.cells().stream()
                    .filter(cell -> cell.refersTo() == number)
                    .toList();
            boolean own = names.stream().anyMatch(cell -> cell.places().get(number) >= 0);
            indices.add(index.size() + " " + index.name() + " named " + names.size() + (own ? " by itself" : ""));
        }
        return layout.words() + " words " + indices;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("combinations")
    void aStateStandsForItsOrbit(String name, Claim claim) {
        Model model = claim.model();
        Symmetry symmetry = Symmetry.of(model, List.of());
        compareWithAllOrders(model, symmetry, 15);
        compareSteps(model, symmetry);
    }

    /** Sizes that no claim has: what is written out for up to four elements, and what is not. */
    @ParameterizedTest
    @CsvSource({"4, 4, 4", "3, 4, 12", "4, 2, 30", "1, 4, 50", "5, 2, 10", "2, 5, 10", "6, 1, 4"})
    void aStateStandsForItsOrbitInLargerScopes(int vcpus, int frames, int states) {
        KvmSystem kvm = new KvmSystem();
        Model model = kvm.model(kvm.design("cd0-zaps-all"), kvm.scope("bench,vcpus=" + vcpus + ",frames=" + frames));
        compareWithAllOrders(model, Symmetry.of(model, List.of()), states);
    }

    private static void compareWithAllOrders(Model model, Symmetry symmetry, int count) {
        EveryOrder orders = new EveryOrder(model.layout(), symmetry.used());
        Random random = new Random(11);
        List<long[]> states = new ArrayList<>(walk(model, count));
        for (int i = 0; i < count; i++) {
            states.add(orders.any(random));
        }
        Set<List<Long>> forms = new HashSet<>();
        Set<Set<List<Long>>> orbits = new HashSet<>();
        for (long[] state : states) {
            long[] canonical = canonical(symmetry, state);
            Set<List<Long>> orbit = orders.orbit(state);
            assertThat(orbit).contains(Longs.asList(canonical));
            assertThat(symmetry.orbitSize(state, 0)).isEqualTo(orbit.size());
            for (List<Long> like : orbit) {
                long[] other = Longs.toArray(like);
                assertThat(canonical(symmetry, other)).isEqualTo(canonical);
                assertThat(reordered(symmetry, other)).isEqualTo(canonical);
            }
            forms.add(Longs.asList(canonical));
            orbits.add(orbit);
        }
        assertThat(forms).hasSameSizeAs(orbits);
    }

    /** What a step becomes must lead from the canonical state to the same. */
    private static void compareSteps(Model model, Symmetry symmetry) {
        List<Step> steps = model.steps();
        int renamed = 0;
        for (long[] state : walk(model, STATES)) {
            for (int s = 0; s < steps.size(); s++) {
                if (steps.get(s).enabled(state)) {
                    renamed += leadsToTheSame(symmetry, steps, state, s) ? 1 : 0;
                }
            }
        }
        assertThat(renamed > 0).isEqualTo(!symmetry.used().isEmpty());
    }

    private static boolean leadsToTheSame(Symmetry symmetry, List<Step> steps, long[] state, int s) {
        long[] canonical = canonical(symmetry, state);
        assertThat(reordered(symmetry, state)).isEqualTo(canonical);
        int renamed = symmetry.renamedStep(s);
        if (s < Long.SIZE) {
            long bit = renamed < 0 || renamed >= Long.SIZE ? 0 : 1L << renamed;
            assertThat(symmetry.renamedMask(1L << s))
                    .as(steps.get(s).toString())
                    .isEqualTo(bit);
        }
        if (renamed < 0) {
            return false;
        }
        Step other = steps.get(renamed);
        assertThat(other.enabled(canonical)).as(steps.get(s) + " is " + other).isTrue();
        long[] after = state.clone();
        steps.get(s).apply(after);
        other.apply(canonical);
        assertThat(canonical(symmetry, canonical))
                .as(steps.get(s) + " is " + other)
                .isEqualTo(canonical(symmetry, after));
        return renamed != s;
    }

    /** A state in the order that the symmetry says it gave to the last one. */
    private static long[] reordered(Symmetry symmetry, long[] state) {
        long[] from = state;
        for (int i = 0; i < symmetry.indices().size(); i++) {
            Columns index = symmetry.indices().get(i);
            int[] order = new int[index.size];
            symmetry.lastOrder(i, order);
            assertThat(Arrays.stream(order).sorted().distinct().count()).isEqualTo(index.size);
            long[] to = new long[state.length];
            index.rearrange(from, order, to);
            from = to;
        }
        return from;
    }

    private static long[] canonical(Symmetry symmetry, long[] state) {
        long[] canonical = state.clone();
        symmetry.canonicalize(canonical, 0);
        return canonical;
    }

    /** States of random walks that start at the initial state. */
    private static List<long[]> walk(Model model, int count) {
        SplittableRandom random = new SplittableRandom(7);
        List<Step> steps = model.steps();
        List<long[]> states = new ArrayList<>();
        long[] state = model.initial();
        while (states.size() < count) {
            states.add(state.clone());
            long[] at = state;
            List<Step> possible = steps.stream().filter(s -> s.enabled(at)).toList();
            if (possible.isEmpty() || random.nextInt(40) == 0) {
                state = model.initial();
            } else {
                possible.get(random.nextInt(possible.size())).apply(state);
            }
        }
        return states;
    }
}
