package dev.stalemate.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Declarations;
import dev.stalemate.model.Model;
import dev.stalemate.model.RandomProgram;
import dev.stalemate.model.RandomPrograms;
import dev.stalemate.search.ReducedSearch.Proviso;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;

/** Partial order reduction keeps what it promises, on random programs. */
@Domain(DomainContext.Global.class)
@Domain(RandomPrograms.class)
class PartialOrderProperties {
    @Property
    void verdictsDeadlocksAndPossibleStepsAreThoseOfTheSearchWithoutReduction(
            @ForAll RandomProgram program, @ForAll @IntRange(min = 1, max = 20) int blockSize) {
        Model model = program.model();
        ReducedSearch all = ReducedSearch.full(model, model.laws());
        PartialOrder order = PartialOrder.of(model, model.laws());
        ReducedSearch reduced = ReducedSearch.of(model, model.laws(), order, Proviso.NEW_STATE, blockSize);
        Statistics.collect(reduced.states().size() < all.states().size() ? "fewer states" : "as many states");
        Statistics.coverage(c -> c.check("fewer states").percentage(p -> p > 10));
        assertThat(reduced.missedOf(all)).isEmpty();
        assertThat(all.states()).containsAll(reduced.states());
        if (!order.useful()) {
            assertThat(reduced.reduced()).isZero();
        }
    }

    @Property(tries = 300)
    void theSearchSaysTheSameOfEveryPropertyWithAndWithout(
            @ForAll RandomProgram program, @ForAll @IntRange(min = 1, max = 2) int threads) {
        Supplier<Subject> subjects = () -> {
            Model model = program.model();
            return new Subject(model, model.laws());
        };
        SearchOptions some = SearchOptions.plain()
                .withThreads(threads)
                .withPartialOrder(true)
                .withReduceFrom(0);
        List<Outcome> with =
                new BreadthFirst(subjects, some, Monitor.SILENT).run().outcomes();
        List<Outcome> without = new BreadthFirst(subjects, SearchOptions.plain(), Monitor.SILENT)
                .run()
                .outcomes();
        for (int p = 0; p < with.size(); p++) {
            assertThat(with.get(p).verdict()).isEqualTo(without.get(p).verdict());
            assertThat(with.get(p).steps()).hasSameSizeAs(without.get(p).steps());
        }
    }

    /** By brute force, without a look at the declarations. */
    @Property
    void whatIsProposedIsPersistent(@ForAll RandomProgram program) {
        Model model = program.model();
        PartialOrder order = PartialOrder.of(model, model.laws());
        for (long[] state : ReducedSearch.full(model, model.laws()).packed()) {
            assertThat(ReducedSearch.unpersistent(model, order, state)).isEmpty();
        }
    }

    @Property(tries = 200)
    void theDeclarationsOfRandomProgramsAreTrue(@ForAll RandomProgram program, @ForAll long seed) {
        assertThat(Declarations.problems(program.model(), seed, 20)).isEmpty();
    }
}
