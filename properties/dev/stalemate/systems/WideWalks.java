package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.walk.RandomWalks;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Random walks through a system at full width, and what is asked of them.
 *
 * @param <D> the system's designs
 */
public final class WideWalks<D extends Design> {
    private final ModelSystem system;
    private final Class<D> designs;
    private final int length;
    private final int walks;

    /** So many walks for each question, of at most so many steps. */
    public WideWalks(ModelSystem system, Class<D> designs, int length, int walks) {
        this.system = system;
        this.designs = designs;
        this.length = length;
        this.walks = walks;
    }

    public Model model(String design, String scope) {
        return system.model(system.design(design), system.scope(scope));
    }

    public Model model(D design, String scope) {
        return system.model(design, system.scope(scope));
    }

    /** The designs of these names, or all. */
    public Arbitrary<D> designs(String... names) {
        Stream<? extends Design> chosen =
                names.length == 0 ? system.designs().stream() : Stream.of(names).map(system::design);
        return Arbitraries.of(chosen.map(designs::cast).toList());
    }

    /** The claims whose recorded violation walks can find: not those about progress. */
    public Arbitrary<Claim> violated() {
        return Arbitraries.of(system.claims().stream()
                .filter(claim -> claim.recorded() == Verdict.VIOLATED)
                .filter(claim -> !claim.model().law(claim.law()).kind().isProgress())
                .toList());
    }

    public Outcome walk(Model model, Law law, long seed) {
        return walk(model, law, seed, length, walks);
    }

    /** No walk violates any of these properties. */
    public void hold(Model model, long seed, String... laws) {
        for (String law : laws) {
            assertThat(walk(model, model.law(law), seed).steps()).as(law).isEmpty();
        }
    }

    /** No walk leads to a state where the condition does not hold. */
    public void keep(Model model, long seed, Law.Condition condition) {
        assertThat(walk(model, invariant(condition), seed).steps()).isEmpty();
    }

    /** Steps at random, up to the state of that number: those of the last of several walks, because a walk may end early. */
    public List<Step> steps(Model model, long seed, int states) {
        int[] left = {states};
        return walk(model, invariant(s -> --left[0] > 0), seed, length, states).steps();
    }

    /** The same steps, written and read, lead through the same states of another model of the design. */
    public void repeat(D design, String scope, List<Step> steps) {
        assertThat(steps).isNotEmpty();
        Model another = model(design, scope);
        List<Step> read = steps.stream()
                .map(step -> another.step(step.action().name(), step.texts()))
                .toList();
        assertThat(read).hasToString(steps.toString());
        Trace first = Trace.replay(model(design, scope), steps);
        Trace second = Trace.replay(another, read);
        for (int i = 0; i <= steps.size(); i++) {
            assertThat(second.state(i)).containsExactly(first.state(i));
            assertThat(second.hash(i)).isEqualTo(first.hash(i));
        }
    }

    /** Walks of this length find what the exhaustive search finds in a small scope: so many at full width, or so many at the claim's own. */
    public void find(Claim claim, int steps, int wide, int own) {
        Model wider = system.model(claim.design(), system.widen(claim.scope()));
        Outcome found = walk(wider, wider.law(claim.law()), 1, steps, wide);
        if (found.verdict() != Verdict.VIOLATED) {
            Model model = claim.model();
            found = walk(model, model.law(claim.law()), 1, steps, own);
        }
        assertThat(found.verdict()).isEqualTo(Verdict.VIOLATED);
    }

    private static Law invariant(Law.Condition holds) {
        return Law.always("invariant", Law.Breaks.ISOLATION, "of the model itself")
                .holds(holds);
    }

    private static Outcome walk(Model model, Law law, long seed, int length, int walks) {
        return new RandomWalks(model, law, seed, length)
                .run(Limits.none().withStates(walks), Monitor.SILENT)
                .outcome();
    }
}
