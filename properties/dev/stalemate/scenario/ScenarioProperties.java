package dev.stalemate.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Step;
import dev.stalemate.model.StepText;
import dev.stalemate.systems.Systems;
import dev.stalemate.toy.Mutex;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a scenario's text is, it is taken or complained of; and every step is read again as it is printed. */
class ScenarioProperties {
    private static final ModelSystem MUTEX = new Mutex();
    private static final List<String> WORDS = List.of(
            "want",
            "enter",
            "leave",
            "tag",
            "expect",
            "exclusive",
            "!exclusive",
            "process",
            "process0",
            "process=1",
            "0",
            "1",
            "0x1",
            ";",
            "\n",
            "#",
            "=",
            "inside[0]=1",
            "wants[any]",
            "&",
            "(",
            "-1",
            "99999999999999999999",
            "\u202e");

    @Property
    void anyTextIsAScenarioOrIsComplainedOf(@ForAll("texts") String text) {
        try {
            ScenarioRun run = ScenarioRun.anywhere(MUTEX, MUTEX.design("broken"), ScenarioText.ofFile("s.txt", text));
            assertThat(run.trace().steps()).isNotEmpty();
        } catch (ScenarioException e) {
            assertThat(e).hasMessageStartingWith("s.txt");
        }
    }

    @Property
    void anyCharactersAreAScenarioOrAreComplainedOf(@ForAll String text) {
        anyTextIsAScenarioOrIsComplainedOf(text);
    }

    @Property(tries = 100)
    void aStepIsReadAsItIsPrintedInEverySystem(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ModelSystem> systems = Systems.catalogue().all();
        ModelSystem system = systems.get(random.nextInt(systems.size()));
        Model model = system.model(
                system.designs().get(random.nextInt(system.designs().size())), system.scope("small"));
        List<Step> steps = model.steps();
        Step step = steps.get(random.nextInt(steps.size()));
        assertThat(StepText.of(step.toString()).in(model)).isEqualTo(step);
        assertThat(StepText.of((step.action().name() + " " + String.join(" ", step.texts())))
                        .in(model))
                .isEqualTo(step);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(WORDS).list().ofMaxSize(20).map(words -> String.join(" ", words));
    }
}
