package dev.stalemate.prove.induct;

import dev.stalemate.model.Field;
import dev.stalemate.model.Layout.Reference;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * States of a model, looked at without one element of an index: as those of a model with one element less. A value that names an element names
 * it by its new number; one that names the element left out names none.
 */
final class Projection {
    private final ProofModel larger;
    private final ProofModel smaller;
    private final String index;
    private final int dropped;
    private final Map<Term, Term> image = new LinkedHashMap<>();
    private final Map<Term, Term> small = new HashMap<>();
    private final Substitution substitution;

    /** Why states can't be looked at so. */
    static final class Unlike extends Exception {
        private static final long serialVersionUID = 1;

        Unlike(String message) {
            super(message);
        }
    }

    /**
     * Looks at a larger model's states.
     *
     * @param index the name of the index of which the larger model has one element more
     * @param dropped the element that is left out
     * @throws Unlike if their fields don't fit
     */
    Projection(ProofModel larger, ProofModel smaller, String index, int dropped) throws Unlike {
        this.larger = larger;
        this.smaller = smaller;
        this.index = index;
        this.dropped = dropped;
        Map<String, Term> byName = new HashMap<>();
        larger.cells().forEach((variable, cell) -> byName.put(variable.name(), variable));
        for (Map.Entry<Term, StateCell> each : smaller.cells().entrySet()) {
            Term seen = seen(each.getValue(), each.getKey(), byName);
            image.put(each.getKey(), seen);
            seen.variables().forEach(large -> small.put(large, each.getKey()));
        }
        addresses();
        substitution = new Substitution(new HashMap<>(image));
    }

    private void addresses() throws Unlike {
        List<List<Term>> many = larger.addresses();
        List<List<Term>> few = smaller.addresses();
        for (int a = 0; a < few.size(); a++) {
            int less = many.get(a).size() - few.get(a).size();
            if (less != 0 && less != 1) {
                throw new Unlike("addresses " + a + " have another length");
            }
            for (int i = 0; i < few.get(a).size(); i++) {
                List<Term> runs = variables(few.get(a).get(i));
                List<Term> of = variables(many.get(a).get(less == 0 ? i : before(i)));
                if (runs.size() != of.size()) {
                    throw new Unlike("other addresses are legal with more " + index);
                }
                for (int r = 0; r < runs.size(); r++) {
                    image.put(runs.get(r), of.get(r));
                }
            }
        }
    }

    private static List<Term> variables(Term address) {
        return List.copyOf(address.variables());
    }

    /** The number in the larger model of an element of the smaller one. */
    int before(int element) {
        return element < dropped ? element : element + 1;
    }

    /** The numbers in the smaller model of elements, none of which is left out. */
    Map<String, Integer> after(Map<String, Integer> elements) {
        Map<String, Integer> after = new HashMap<>(elements);
        after.computeIfPresent(index, (name, element) -> element < dropped ? element : element - 1);
        return after;
    }

    /** Whether the element that is left out is among some. */
    boolean isDropped(Map<String, Integer> elements) {
        return Integer.valueOf(dropped).equals(elements.get(index));
    }

    /** The smaller model's variables for those of the larger model's that are not of the element left out. */
    Set<Term> small(Set<Term> large) {
        Set<Term> all = new LinkedHashSet<>();
        for (Term variable : large) {
            Term other = small.get(variable);
            if (other != null) {
                all.add(other);
            }
        }
        return all;
    }

    /** The larger model's variables that the smaller model's stand for. */
    Set<Term> large(Set<Term> few) {
        Set<Term> all = new LinkedHashSet<>();
        for (Term variable : few) {
            Term seen = image.get(variable);
            if (seen != null) {
                all.addAll(seen.variables());
            }
        }
        return all;
    }

    /** The element that is left out. */
    int dropped() {
        return dropped;
    }

    private Term seen(StateCell cell, Term variable, Map<String, Term> byName) throws Unlike {
        Term large = byName.get(cell.variable(index, this::before));
        if (large == null) {
            throw new Unlike(cell.field().name() + " has only one value with more " + index);
        }
        return renumbered(cell.field(), large, variable.width());
    }

    /** A value of a field of the larger model, as that of the same field of the smaller one. */
    private Term renumbered(Field field, Term large, int width) throws Unlike {
        Reference reference = smaller.model().layout().references().get(field);
        if (reference == null || !reference.to().name().equals(index)) {
            if (large.width() != width) {
                throw new Unlike(field.name() + " has more values with more " + index);
            }
            return large;
        }
        int wide = large.width();
        Term left = Term.constant(wide, reference.first() + (long) dropped);
        Term lower = Term.ite(large.ult(left), large, large.sub(Term.constant(wide, 1)));
        return narrowed(Term.ite(large.eq(left), Term.constant(wide, 0), lower), width);
    }

    private static Term narrowed(Term term, int width) {
        return term.width() == width ? term : term.extract(width - 1, 0);
    }

    /** What a term of the smaller model says of the larger one's states. */
    Term seen(Term term) {
        return substitution.of(term);
    }

    /** What the larger model's state is seen as, element by element: for each variable of the smaller model, a term over the larger one's. */
    Map<Term, Term> image() {
        return image;
    }

    /** The smaller model's step for one of the larger model's that doesn't name the element left out; null if it names it. */
    @Nullable
    List<@Nullable Long> numbers(Instance step) {
        List<@Nullable Long> numbers = new ArrayList<>();
        for (int i = 0; i < step.numbers().size(); i++) {
            Long number = step.numbers().get(i);
            if (number != null && step.action().parameters().get(i).name().equals(index)) {
                if (number == dropped) {
                    return null;
                }
                number = number > dropped ? number - 1 : number;
            }
            numbers.add(number);
        }
        return numbers;
    }

    /** Whether values of the larger model name elements of the index at all. */
    boolean hasNames() {
        return larger.model().layout().references().values().stream()
                .anyMatch(reference -> reference.to().name().equals(index));
    }

    /** Where one of some variables of the larger model names the element that is left out. */
    Term namesDropped(Set<Term> about) {
        List<Term> some = new ArrayList<>();
        Map<Field, Reference> references = larger.model().layout().references();
        for (Term variable : about) {
            StateCell cell = larger.cells().get(variable);
            if (cell == null) {
                continue;
            }
            Reference reference = references.get(cell.field());
            if (reference != null && reference.to().name().equals(index)) {
                some.add(cell.isWhole(variable) ? variable.eq(reference.first() + (long) dropped) : Term.TRUE);
            }
        }
        return Term.any(some);
    }
}
