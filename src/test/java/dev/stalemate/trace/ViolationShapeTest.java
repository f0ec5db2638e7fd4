package dev.stalemate.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.Question;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Toys;
import dev.stalemate.search.symmetry.AlikeRuns;
import dev.stalemate.search.walk.RandomWalks;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Blame.Culprit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What tells violations apart, and what does not. */
class ViolationShapeTest {
    private static Question question(String claim) {
        return Question.of(Systems.catalogue().claims(claim).get(0));
    }

    private static List<List<Step>> violating(Model model, Law law, int walks) {
        List<List<Step>> runs = new ArrayList<>();
        new RandomWalks(model, law, 3, 25).stretch(0, walks, (walk, steps) -> runs.add(steps));
        return runs;
    }

    @Test
    void namesWhatIsWrongAndWhoLeftItSo() {
        Question question = question("K1");
        Model model = question.model();
        Law law = question.law(model);
        List<Step> run = violating(model, law, 20).get(0);
        assertThat(ViolationShape.of(Trace.replay(model, run), law).toString()).isEqualTo("ept=WB+IPAT: kvm_set_cr0()");
    }

    @Test
    void whereNoEntryIsToBlameItIsTheLastAction() {
        Model model = Toys.counters(2, 2, false);
        Law corner = model.law("corner");
        List<Step> steps = List.of(model.step("up-0", List.of()), model.step("up-1", List.of()));
        assertThat(ViolationShape.of(Trace.replay(model, steps), corner)).hasToString("with up-1");
        Law always = Toys.never("always", s -> true);
        assertThat(ViolationShape.of(Trace.replay(model, List.of()), always)).hasToString("at the start");
    }

    /** How many alike runs have something else than the run itself. */
    private static int differing(BiFunction<Trace, Law, Object> what) {
        int differing = 0;
        for (String claim : List.of("K17c", "K17d", "H68", "M1", "N4", "K15j")) {
            Question question = question(claim);
            Model model = question.model();
            Law law = question.law(model);
            AlikeRuns alike = new AlikeRuns(model, List.of(law));
            for (List<Step> run : violating(model, law, 40)) {
                Set<Object> seen = alike.of(run).stream()
                        .limit(6)
                        .map(other -> what.apply(Trace.replay(model, other), law))
                        .collect(Collectors.toSet());
                differing += seen.size() > 1 ? 1 : 0;
            }
        }
        return differing;
    }

    @Test
    void whichOfSeveralAlikeElementsItIsMakesNoDifference() {
        assertThat(differing(ViolationShape::of)).isZero();
        // Planted: with the numbers of the entries it would, and with the values that name elements, too.
        assertThat(differing((trace, law) -> culprits(trace, law, true))).isPositive();
        assertThat(differing((trace, law) -> culprits(trace, law, false))).isPositive();
    }

    private static Set<String> culprits(Trace trace, Law law, boolean byNumber) {
        Set<String> all = new TreeSet<>();
        for (Culprit culprit : Blame.of(trace, law)) {
            all.add(
                    byNumber
                            ? culprit.field().elementName(culprit.element())
                            : culprit.field().name()
                                    + culprit.field().text(trace.state(culprit.at()), culprit.element()));
        }
        return all;
    }
}
