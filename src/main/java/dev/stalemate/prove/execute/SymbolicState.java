package dev.stalemate.prove.execute;

import dev.stalemate.model.Field;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.prove.term.Op;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A state of a model with a term for each element of each field: its packed bits, which for a field with a list of values are a number into
 * that list. It does not change.
 *
 * <p>A term is as wide as its field, and at least one bit.
 */
public final class SymbolicState {
    private final Layout layout;
    private final IdentityHashMap<Field, Integer> rows;
    private final Term[][] terms;
    private final Map<Term, Integer> counts;

    private SymbolicState(
            Layout layout, IdentityHashMap<Field, Integer> rows, Term[][] terms, Map<Term, Integer> counts) {
        this.layout = layout;
        this.rows = rows;
        this.terms = terms;
        this.counts = counts;
    }

    /**
     * Any legal state: a variable for each element, whose name is a prefix, the field's name, and the
     * element's places, such as {@code ept[0]}. What is executed from there is right where
     * each variable is below its field's {@link Field#choices}.
     */
    public static SymbolicState fresh(Layout layout, String prefix) {
        return made(layout, (field, e) -> Term.variable(prefix + field.name() + places(field, e), field.width()));
    }

    /** An element's places in the indices of its field, by number: an index may have other labels in another scope. */
    private static String places(Field field, int element) {
        StringBuilder places = new StringBuilder();
        int rest = element;
        for (int i = field.indices().size() - 1; i >= 0; i--) {
            int size = field.indices().get(i).size();
            places.insert(0, "[" + rest % size + "]");
            rest /= size;
        }
        return places.toString();
    }

    /** A state that is known. */
    public static SymbolicState of(Layout layout, long[] state) {
        return made(layout, (field, e) -> Term.constant(field.width(), field.bits(state, e)));
    }

    /** What an element is at first. */
    private interface Start {
        Term of(Field field, int element);
    }

    private static SymbolicState made(Layout layout, Start start) {
        IdentityHashMap<Field, Integer> rows = new IdentityHashMap<>();
        Term[][] terms = new Term[layout.fields().size()][];
        Map<Term, Integer> counts = new HashMap<>();
        for (Field field : layout.fields()) {
            int row = rows.size();
            rows.put(field, row);
            terms[row] = new Term[field.size()];
            for (int e = 0; e < field.size(); e++) {
                terms[row][e] = field.width() == 0 ? Term.constant(1, 0) : start.of(field, e);
                if (terms[row][e].op() == Op.VARIABLE && field.choices() > 0) {
                    counts.put(terms[row][e], field.choices());
                }
            }
        }
        return new SymbolicState(layout, rows, terms, counts);
    }

    /** The shape of the state. */
    public Layout layout() {
        return layout;
    }

    /** That variables are below the bounds of their fields; nothing of other terms. */
    List<Term> bounds() {
        List<Term> all = new ArrayList<>();
        for (Field field : layout.fields()) {
            for (Term term : field instanceof IntField ? terms[row(field)] : new Term[0]) {
                long bound = ((IntField) field).bound();
                if (term.op() == Op.VARIABLE && bound < 1L << field.width()) {
                    all.add(term.ult(Term.constant(field.width(), bound)));
                }
            }
        }
        return all;
    }

    /** For each variable of a field whose values are listed, how many there are. */
    Map<Term, Integer> counts() {
        return counts;
    }

    /** Whether it has a field: others are constants that the layout leaves out. */
    boolean has(Field field) {
        return rows.containsKey(field);
    }

    /**
     * An element.
     *
     * @throws IllegalArgumentException if the layout does not have the field
     */
    public Term get(Field field, int element) {
        return terms[row(field)][element];
    }

    /** The same state but for one element. */
    public SymbolicState with(Field field, int element, Term value) {
        int row = row(field);
        if (value.width() != Math.max(1, field.width())) {
            throw new IllegalArgumentException(
                    field.name() + " takes " + field.width() + " bits, not " + value.width());
        }
        if (terms[row][element] == value) {
            return this;
        }
        Term[][] changed = terms.clone();
        changed[row] = terms[row].clone();
        changed[row][element] = value;
        return new SymbolicState(layout, rows, changed, counts);
    }

    /** The elements in which another state of the same layout differs, in the order of the layout. */
    public List<Ref.Element> changedIn(SymbolicState after) {
        List<Ref.Element> changed = new ArrayList<>();
        for (Field field : layout.fields()) {
            int row = row(field);
            for (int e = 0; terms[row] != after.terms[row] && e < field.size(); e++) {
                if (terms[row][e] != after.terms[row][e]) {
                    changed.add(new Ref.Element(field, e));
                }
            }
        }
        return changed;
    }

    private int row(Field field) {
        Integer row = rows.get(field);
        if (row == null) {
            throw new IllegalArgumentException("the state has no field " + field.name());
        }
        return row;
    }
}
