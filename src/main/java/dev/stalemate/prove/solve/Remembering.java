package dev.stalemate.prove.solve;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.term.Term;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** A solver that is not asked again what it has denied: claims about one design ask much that is the same. */
public final class Remembering implements Solver {
    private final Solver solver;
    private final Set<Term> denied = ConcurrentHashMap.newKeySet();

    private Remembering(Solver solver) {
        this.solver = solver;
    }

    /** Some solvers, each with a memory of its own. */
    public static ImmutableList<Solver> of(List<? extends Solver> solvers) {
        return solvers.stream().map(Remembering::new).collect(ImmutableList.toImmutableList());
    }

    @Override
    public String name() {
        return solver.name();
    }

    @Override
    public String version() {
        return solver.version();
    }

    @Override
    public SolverAnswer ask(Query query, Duration limit, BooleanSupplier stopped) {
        Term all = query.all();
        if (denied.contains(all)) {
            return new SolverAnswer.Unsat();
        }
        SolverAnswer answer = solver.ask(query, limit, stopped);
        if (answer instanceof SolverAnswer.Unsat) {
            denied.add(all);
        }
        return answer;
    }

    @Override
    public SolverAnswer askText(String name, String smt, Duration limit, BooleanSupplier stopped) {
        return solver.askText(name, smt, limit, stopped);
    }

    @Override
    public String smt(Query query) {
        return solver.smt(query);
    }
}
