package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.text.Escape;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Runs;
import dev.stalemate.trace.Trace;
import org.junit.jupiter.api.Test;

/** A counterexample as it is printed. */
class StoryTest {
    private static String story(Trace trace, String law, Style style) {
        return Story.of(trace, trace.model().law(law), style);
    }

    @Test
    void numbersTheStepsAndTellsWhatEachChanged() {
        assertThat(story(Runs.bothEnter(), "exclusive", Style.PLAIN))
                .isEqualTo(
                        """
                        mutex/broken at scope small
                          (1) want process=0
                              wants of process 0: 0 -> 1
                          (2) want process=1
                              wants of process 1: 0 -> 1
                          (3) enter process=0
                              wants of process 0: 1 -> 0
                              inside of process 0: 0 -> 1
                          (4) enter process=1
                              wants of process 1: 1 -> 0
                              inside of process 1: 0 -> 1
                        After (4) exclusive is violated: at most one process is inside
                        What breaks: isolation (a guest reaches memory that belongs to another)
                        """);
    }

    @Test
    void namesTheScopeAndWhatItChanges() {
        Mutex mutex = new Mutex();
        Model model = mutex.model(Mutex.Way.RIGHT, mutex.scope("tagged,processes=3"));
        assertThat(Story.at(model)).isEqualTo("mutex/right at scope tagged (processes=3,tags=2)");
        assertThat(Story.where(model)).isEqualTo(Story.at(model) + "\n      processes 3, tags 2");
    }

    @Test
    void tellsStepsThatChangeNothing() {
        Mutex mutex = new Mutex();
        Model model = mutex.model(Mutex.Way.BROKEN, mutex.scope("tagged"));
        assertThat(story(Runs.run(model, "tag 0x0"), "exclusive", Style.PLAIN))
                .contains("  (1) tag value=0x0\n      changes nothing\n")
                .endsWith("No state of this run violates exclusive.\n");
    }

    @Test
    void coloursTheConclusionOnATerminal() {
        assertThat(story(Runs.bothEnter(), "exclusive", Style.COLOURED))
                .contains(Escape.OWN + "[1mAfter (4) exclusive is violated: at most one process is inside" + Escape.OWN
                        + "[0m\n")
                .contains("  (1) " + Escape.OWN + "[1mwant process=0" + Escape.OWN + "[0m\n");
    }

    @Test
    void theScopeThatIsPrintedCanBeTypedBack() {
        for (Claim claim : CodeSystem.catalogue().claims()) {
            Model model = claim.system().build(claim.design(), claim.scope());
            String printed = Story.at(model).replaceFirst(".* at scope ", "").replaceFirst("^[^ ]+ \\((.*)\\)$", "$1");
            assertThat(claim.system().scope(printed).changes())
                    .as("%s: %s", claim.id(), printed)
                    .isEqualTo(claim.scope().changes());
        }
    }
}
