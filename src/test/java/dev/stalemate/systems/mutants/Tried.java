package dev.stalemate.systems.mutants;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.systems.mutants.Trial.End;
import dev.stalemate.systems.mutants.Trial.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A design with all its mutants, each of which was tried on the claims that hold for the design, the smallest scope first, until one was
 * violated. A claim that had no chance to be violated in this way was then tried alone.
 */
final class Tried {
    /** Scopes with more states than this are in no order, and it isn't looked at whether their mutants reach others. */
    private static final int STATES = 300_000;

    private static final Result NOT_TRIED = Result.of(End.NOT_REACHED);

    private final Design design;
    private final List<Trial> trials;
    private final List<Mutant> mutants;
    private final Map<String, End> ends = new LinkedHashMap<>();
    private final Map<String, Count> counts = new LinkedHashMap<>();

    /**
     * What a claim has seen of mutants.
     *
     * @param tried how many were tried on it
     * @param killed of how many it was violated
     * @param example one of those, or empty
     */
    record Count(int tried, int killed, String example) {
        Count plus(String mutant, boolean violated) {
            return new Count(tried + 1, killed + (violated ? 1 : 0), violated && example.isEmpty() ? mutant : example);
        }
    }

    private Tried(Design design, List<Trial> trials, List<Mutant> mutants) {
        this.design = design;
        this.trials = trials;
        this.mutants = mutants;
        for (Trial trial : trials) {
            trial.claims().forEach(claim -> counts.put(claim.id(), new Count(0, 0, "")));
        }
    }

    /** Each design of a system for which some claim holds, with its mutants tried. */
    static List<Tried> of(ModelSystem system, Decisions decisions) {
        Map<String, List<Claim>> byDesign = system.claims().stream()
                .filter(claim -> claim.recorded() == Verdict.HOLDS)
                .collect(
                        Collectors.groupingBy(claim -> claim.design().name(), LinkedHashMap::new, Collectors.toList()));
        return byDesign.values().stream()
                .map(claims -> of(system, claims, decisions))
                .toList();
    }

    private static Tried of(ModelSystem system, List<Claim> claims, Decisions decisions) {
        Design design = claims.get(0).design();
        List<Trial> trials = claims.stream()
                .collect(Collectors.groupingBy(
                        claim -> claim.scope().toString(), LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(alike -> trial(decisions.scope(alike.get(0).scope()), alike))
                .sorted(Comparator.comparingInt(trial -> trial.states().count()))
                .toList();
        Observed observed = new Observed();
        trials.forEach(trial -> observed.look(system.model(design, trial.scope()), decisions));
        List<Mutant> mutants = new ArrayList<>(DesignMutants.of(system, design));
        mutants.addAll(StepMutants.of(scope -> system.model(design, scope), observed));
        Tried tried = new Tried(design, trials, mutants);
        tried.all();
        tried.alone();
        return tried;
    }

    private static Trial trial(Scope scope, List<Claim> claims) {
        Claim any = claims.get(0);
        return new Trial(scope, claims, States.of(any.system().model(any.design(), scope), STATES));
    }

    private void all() {
        List<List<Result>> results =
                mutants.parallelStream().map(this::untilKilled).toList();
        for (int i = 0; i < results.size(); i++) {
            String name = mutants.get(i).name();
            List<Result> own = results.get(i);
            own.stream().map(Result::end).min(Comparator.naturalOrder()).ifPresent(end -> {
                if (ends.put(name, end) != null) {
                    throw new IllegalStateException("two mutants are called " + name);
                }
            });
            for (int t = 0; t < own.size(); t++) {
                for (Claim claim : trials.get(t).claims()) {
                    count(claim, name, own.get(t));
                }
            }
        }
    }

    private List<Result> untilKilled(Mutant mutant) {
        List<Result> results = new ArrayList<>();
        for (Trial trial : trials) {
            Result result = trial.of(mutant);
            results.add(result);
            if (result.end() == End.KILLED) {
                break;
            }
        }
        return results;
    }

    private void count(Claim claim, String mutant, Result result) {
        if (result.end() != End.NOT_REACHED && result.end() != End.NOT_ASKED) {
            counts.computeIfPresent(
                    claim.id(),
                    (id, count) -> count.plus(mutant, result.violated().contains(id)));
        }
    }

    /** Of mutants that others killed before, the first that violates a claim which no mutant has violated yet. */
    private void alone() {
        for (Trial trial : trials) {
            for (Claim claim : trial.claims()) {
                if (count(claim).killed() == 0) {
                    Trial only = trial.only(claim);
                    for (Mutant mutant : mutants) {
                        Result result = ends.get(mutant.name()) == End.KILLED ? only.of(mutant) : NOT_TRIED;
                        if (result.end() == End.KILLED) {
                            count(claim, mutant.name(), result);
                            break;
                        }
                    }
                }
            }
        }
    }

    /** The design. */
    Design design() {
        return design;
    }

    /** What became of each mutant, by name. */
    Map<String, End> ends() {
        return ends;
    }

    /** How many mutants ended so. */
    long count(End end) {
        return ends.values().stream().filter(e -> e == end).count();
    }

    /** The claims about it. */
    List<Claim> claims() {
        return trials.stream().flatMap(trial -> trial.claims().stream()).toList();
    }

    /** What a claim has seen of mutants. */
    Count count(Claim claim) {
        return counts.getOrDefault(claim.id(), new Count(0, 0, ""));
    }
}
