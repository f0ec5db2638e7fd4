package dev.stalemate.prove.induct;

import dev.stalemate.model.Index;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Questions that are the same but for the numbers of elements, such as of vCPU 0 that acts and vCPU 1 that owns, and the other way round. Names of
 * variables mean nothing to a solver, so that only one of them is asked, whether or not the elements are alike.
 */
final class Renaming {
    private static final int MOST = 24;

    private final List<Substitution> all = new ArrayList<>();

    /** Exchanges elements of some indices of a model. */
    Renaming(ProofModel model, Iterable<String> indices) {
        List<Map<Term, Term>> renamings = new ArrayList<>();
        renamings.add(new HashMap<>());
        for (String name : indices) {
            Index index = model.index(name);
            if (index != null && renamings.size() * factorial(index.size()) <= MOST) {
                renamings = combined(renamings, index.size(), order -> exchanged(model, index, order));
            }
        }
        for (List<Term> addresses : model.addresses()) {
            if (renamings.size() * factorial(addresses.size()) <= MOST) {
                renamings = combined(renamings, addresses.size(), order -> exchanged(addresses, order));
            }
        }
        renamings.forEach(renaming -> all.add(new Substitution(renaming)));
    }

    private static int factorial(int n) {
        return n <= 1 ? 1 : n > 4 ? MOST + 1 : n * factorial(n - 1);
    }

    private static List<Map<Term, Term>> combined(
            List<Map<Term, Term>> before, int size, Function<List<Integer>, Map<Term, Term>> exchanged) {
        List<Map<Term, Term>> after = new ArrayList<>();
        for (List<Integer> order : orders(size)) {
            Map<Term, Term> own = exchanged.apply(order);
            for (Map<Term, Term> renaming : before) {
                Map<Term, Term> both = new HashMap<>(renaming);
                Substitution then = new Substitution(own);
                both.replaceAll((variable, renamed) -> then.of(renamed));
                own.forEach(both::putIfAbsent);
                after.add(both);
            }
        }
        return after;
    }

    private static List<List<Integer>> orders(int size) {
        List<List<Integer>> orders = List.of(List.of());
        for (int n = 0; n < size; n++) {
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> order : orders) {
                for (int at = 0; at <= order.size(); at++) {
                    List<Integer> with = new ArrayList<>(order);
                    with.add(at, n);
                    longer.add(with);
                }
            }
            orders = longer;
        }
        return orders;
    }

    private static Map<Term, Term> exchanged(ProofModel model, Index index, List<Integer> order) {
        Map<Term, Term> exchanged = new HashMap<>();
        model.cells().forEach((variable, cell) -> {
            String name = cell.variable(index.name(), order::get);
            exchanged.put(variable, Term.variable(name, variable.width()));
        });
        return exchanged;
    }

    private static Map<Term, Term> exchanged(List<Term> addresses, List<Integer> order) {
        Map<Term, Term> exchanged = new HashMap<>();
        for (int i = 0; i < addresses.size(); i++) {
            List<Term> runs = List.copyOf(addresses.get(i).variables());
            List<Term> others = List.copyOf(addresses.get(order.get(i)).variables());
            for (int r = 0; r < runs.size(); r++) {
                exchanged.put(runs.get(r), others.get(r));
            }
        }
        return exchanged;
    }

    /** What some Bools are called with each way to exchange elements, the Bools themselves first. */
    List<Set<Term>> of(List<Term> bools) {
        List<Set<Term>> renamed = new ArrayList<>();
        for (Substitution renaming : all) {
            Set<Term> these = new HashSet<>();
            bools.forEach(bool -> these.add(renaming.of(bool)));
            renamed.add(these);
        }
        return renamed;
    }
}
