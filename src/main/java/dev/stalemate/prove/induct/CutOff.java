package dev.stalemate.prove.induct;

import dev.stalemate.model.Invariant;
import dev.stalemate.prove.induct.Obligation.RowKey;
import dev.stalemate.prove.induct.Projection.Unlike;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model with one element more of an index does nothing new to the others: looked at without any one of its elements, it takes the steps
 * of the smaller model, with the same effect, starts as that one starts, has the same facts of the elements that are left, and breaks the law only
 * if the smaller one does. So what is proved of the smaller model holds of the larger one: whatever a step, an entry and its witness name, an
 * element is left that nobody names.
 */
final class CutOff {
    private final String index;
    private final ProofModel smaller;
    private final ProofModel larger;
    private final List<String> invariants;
    private final List<Asked> asked = new ArrayList<>();
    private int equal;

    /**
     * What must be shown so that an element can be left out.
     *
     * @param dropped the element, from 0; -1 if it is about the law
     */
    record Asked(int dropped, Obligation obligation) {}

    /**
     * Compares two models.
     *
     * @param index of which the larger one has one element more
     * @param invariants the names of those on which the proof rests
     */
    CutOff(String index, ProofModel smaller, ProofModel larger, List<String> invariants) {
        this.index = index;
        this.smaller = smaller;
        this.larger = larger;
        this.invariants = invariants;
    }

    /**
     * Leaves each element out in its turn, and asks of the law.
     *
     * @param brought how many elements of the index the facts bring with them from which the law follows
     * @throws Unlike if fields, actions or invariants of the two don't fit
     */
    void compare(String law, int brought) throws Unlike {
        int size = size(larger);
        List<Projection> all = new ArrayList<>();
        for (int dropped = 0; dropped < size; dropped++) {
            Projection projection = new Projection(larger, smaller, index, dropped);
            all.add(projection);
            initial(projection);
            Map<String, Instance> steps = new HashMap<>();
            smaller.instances().forEach(step -> steps.put(key(step, step.numbers()), step));
            for (Instance step : larger.instances()) {
                List<@Nullable Long> numbers = projection.numbers(step);
                if (numbers != null) {
                    Instance as = steps.get(key(step, numbers));
                    if (as == null) {
                        throw new Unlike(step.text() + " is no step with fewer " + index);
                    }
                    step(projection, step, as);
                }
            }
            for (String invariant : invariants) {
                invariant(projection, invariant(smaller, invariant), invariant(larger, invariant));
            }
        }
        law(all, law, brought);
    }

    private int size(ProofModel model) {
        return Objects.requireNonNull(model.index(index)).size();
    }

    private static String key(Instance step, List<@Nullable Long> numbers) {
        StringBuilder key = new StringBuilder(step.action().name());
        for (int i = 0; i < numbers.size(); i++) {
            key.append(' ')
                    .append(step.action().parameters().get(i).name())
                    .append('=')
                    .append(numbers.get(i));
        }
        return key.toString();
    }

    private static Invariant invariant(ProofModel model, String name) throws Unlike {
        return model.model().invariants().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Unlike("there is no invariant " + name));
    }

    private void initial(Projection projection) {
        Substitution large = new Substitution(larger.initial());
        List<Term> differ = new ArrayList<>();
        smaller.initial()
                .forEach((variable, value) ->
                        differ.add(large.of(projection.seen(variable)).ne(value)));
        ask(projection.dropped(), "the initial state", List.of(Term.any(differ)));
    }

    private void step(Projection projection, Instance step, Instance as) {
        Term taken = step.taken();
        String text = step.text();
        ask(
                projection.dropped(),
                text + ", guard",
                List.of(taken, projection.seen(as.taken()).not()));
        ask(
                projection.dropped(),
                text + ", exception",
                List.of(step.fault(), projection.seen(as.fault()).not()));
        Substitution later = step.later();
        List<Term> differ = new ArrayList<>();
        projection.image().forEach((variable, large) -> {
            if (smaller.cells().containsKey(variable)) {
                Term after = as.changes().getOrDefault(variable, variable);
                differ.add(later.of(large).ne(projection.seen(after)));
            }
        });
        ask(projection.dropped(), text + ", effect", List.of(taken, Term.any(differ)));
    }

    private void invariant(Projection projection, Invariant few, Invariant many) {
        for (int e = 0; e < few.entries(); e++) {
            for (int w = 0; w < few.witnesses(); w++) {
                int entry = few.entry() != null && few.entry().name().equals(index) ? projection.before(e) : e;
                int witness = few.witness() != null && few.witness().name().equals(index) ? projection.before(w) : w;
                Term large = larger.holds(many, entry, witness);
                Term small = projection.seen(smaller.holds(few, e, w));
                ask(
                        projection.dropped(),
                        "invariant " + few.name() + " of " + e + " and " + w,
                        List.of(
                                large.eq(small).not(),
                                projection.namesDropped(large).not()));
            }
        }
    }

    /** Where the larger model breaks the law, the smaller one does, too, without an element that no witness needs. */
    private void law(List<Projection> all, String law, int brought) {
        Term broken = larger.law(law).violated();
        for (List<Projection> left : choices(all, Math.max(1, all.size() - brought))) {
            List<Term> bools = new ArrayList<>(List.of(broken));
            for (Projection projection : left) {
                Term seen = projection.seen(smaller.law(law).violated());
                bools.add(seen.and(projection.namesDropped(broken).not()).not());
            }
            ask(-1, "law " + law, bools);
        }
    }

    /** The ways to choose so many of some. */
    private static List<List<Projection>> choices(List<Projection> all, int count) {
        if (count == 0) {
            return List.of(List.of());
        }
        List<List<Projection>> choices = new ArrayList<>();
        for (int i = 0; i <= all.size() - count; i++) {
            for (List<Projection> rest : choices(all.subList(i + 1, all.size()), count - 1)) {
                List<Projection> choice = new ArrayList<>(List.of(all.get(i)));
                choice.addAll(rest);
                choices.add(choice);
            }
        }
        return choices;
    }

    private void ask(int dropped, String text, List<Term> bools) {
        Term all = Term.all(bools);
        if (all == Term.FALSE) {
            equal++;
            return;
        }
        String what = index + " " + size(larger) + " as " + size(smaller) + (dropped < 0 ? "" : " without " + dropped)
                + ": " + text;
        asked.add(new Asked(
                dropped,
                Obligation.plain(
                        new RowKey(Obligation.CUT_OFF, index), what, bools, List.of(larger.legalAddresses()))));
    }

    /** What is not seen by how terms are written. */
    List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** How many comparisons were of terms that are the same. */
    int equal() {
        return equal;
    }
}
