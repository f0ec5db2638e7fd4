package dev.stalemate.systems.zaplist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law.Kind;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The sketch's laws beyond the scopes that are searched: up to four vCPUs that update any of three ranges, in random runs. */
class ZapListWalkProperties {
    private static final int LENGTH = 400;
    private static final ZapListSystem SYSTEM = new ZapListSystem();

    @Property(tries = 60)
    void noRunOfTheSketchBreaksASafetyProperty(
            @ForAll @IntRange(min = 1, max = 4) int vcpus,
            @ForAll @IntRange(min = 1, max = 3) int ranges,
            @ForAll boolean subsets,
            @ForAll long seed) {
        Model model = model(vcpus, ranges, subsets);
        for (long[] state : walk(model, seed)) {
            assertThat(model.laws()).filteredOn(p -> p.kind() == Kind.ALWAYS).noneMatch(p -> p.violatedBy(state));
        }
    }

    @Property(tries = 60)
    void whereNobodyUpdatesAnyMoreEveryRunComesToRestWithNothingLeftOver(
            @ForAll @IntRange(min = 1, max = 4) int vcpus,
            @ForAll @IntRange(min = 1, max = 3) int ranges,
            @ForAll long seed) {
        Model model = SYSTEM.model(
                ZapListDesign.SKETCH, SYSTEM.scope("once=on,subsets=on,vcpus=" + vcpus + ",ranges=" + ranges));
        List<long[]> states = walk(model, seed);
        long[] rest = states.get(states.size() - 1);
        assertThat(model.steps()).noneMatch(step -> step.enabled(rest));
        assertThat(model.layout().describe(rest)).allSatisfy((element, value) -> assertThat(value)
                .as(element)
                .isIn(
                        element.startsWith("done")
                                ? List.of("1")
                                : List.of("0", "null", "free", "idle", "range 0", "none")));
    }

    private static Model model(int vcpus, int ranges, boolean subsets) {
        String some = "vcpus=" + vcpus + ",ranges=" + ranges + ",subsets=" + (subsets ? "on" : "off");
        return SYSTEM.model(ZapListDesign.SKETCH, SYSTEM.scope(some));
    }

    /** The states of a random run, until nothing is possible. */
    private static List<long[]> walk(Model model, long seed) {
        Random random = new Random(seed);
        List<Step> steps = model.steps();
        long[] state = model.initial();
        List<long[]> states = new ArrayList<>(List.of(state.clone()));
        while (states.size() < LENGTH) {
            long[] here = state;
            List<Step> possible = steps.stream().filter(s -> s.enabled(here)).toList();
            if (possible.isEmpty()) {
                return states;
            }
            possible.get(random.nextInt(possible.size())).apply(state);
            states.add(state.clone());
        }
        return states;
    }
}
