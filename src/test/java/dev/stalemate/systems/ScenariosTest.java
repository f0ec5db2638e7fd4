package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.stalemate.model.Action;
import dev.stalemate.model.Design;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Tally;
import dev.stalemate.trace.Cost;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The scenarios of every system, run by each of their designs. */
class ScenariosTest {
    @TestFactory
    Stream<DynamicTest> eachRunsAndCountsSomething() {
        return Systems.all().stream().flatMap(system -> system.scenarios().stream()
                .map(s -> DynamicTest.dynamicTest(system.name() + " " + s.name(), () -> {
                    List<Cost> costs = s.designs().stream()
                            .map(v -> Cost.of(s, system.model(v, s.scope())))
                            .toList();
                    assertThat(costs).extracting(Cost::steps).allMatch(steps -> steps > 0);
                    assertThat(costs).allSatisfy(c -> assertThat(c.figures().values())
                            .isNotEmpty()
                            .allMatch(v -> v < Tally.MOST));
                    assertThat(costs)
                            .anySatisfy(c -> assertThat(c.figures().values()).anyMatch(v -> v > 0));
                })));
    }

    /** A count belongs to runs: no state of a search is told from another by it. */
    @Test
    void aTallyTakesNoFieldWhereNobodyAsks() {
        for (ModelSystem system : Systems.all()) {
            for (Scenario scenario : system.scenarios()) {
                Design design = scenario.designs().get(0);
                Model counted = system.model(design, scenario.scope());
                Model plain = system.model(design, scenario.scope().with("costs=off"));
                assertThat(plain.layout().fields().size())
                        .isLessThan(counted.layout().fields().size());
                assertThat(system.settings())
                        .filteredOn(setting -> setting.name().equals("costs"))
                        .extracting(setting -> setting.initial())
                        .containsExactly("off");
            }
        }
    }

    @Test
    void scenariosHaveNamesOfTheirOwn() {
        for (ModelSystem system : Systems.all()) {
            assertThat(system.scenarios()).extracting(Scenario::name).doesNotHaveDuplicates();
        }
    }

    /** A step that a design may lack is one that some other has, in some scenario. */
    @Test
    void everyStepIsOneOfSomeDesign() {
        for (ModelSystem system : Systems.all()) {
            Set<String> actions = system.scenarios().stream()
                    .flatMap(scenario -> scenario.designs().stream().map(v -> system.model(v, scenario.scope())))
                    .flatMap(model -> model.actions().stream())
                    .map(Action::name)
                    .collect(Collectors.toSet());
            for (Scenario scenario : system.scenarios()) {
                for (String line : scenario.lines()) {
                    for (String step :
                            Splitter.on('|').split(CharMatcher.anyOf("?*").trimLeadingFrom(line))) {
                        assertThat(actions)
                                .contains(Splitter.on(' ')
                                        .split(step.strip())
                                        .iterator()
                                        .next());
                    }
                }
            }
        }
    }
}
