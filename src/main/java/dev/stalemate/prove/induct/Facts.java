package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Action;
import dev.stalemate.model.Action.Parameter;
import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.LongField;
import dev.stalemate.prove.answer.ProofReport.Conjunct;
import dev.stalemate.prove.answer.ProofReport.Origin;
import dev.stalemate.prove.execute.Result;
import dev.stalemate.prove.induct.Fact.Way;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an induction rests on, entry by entry: the declared invariants, and that each element has a value that it can have. */
final class Facts {
    /** The conjunct that elements have values that they can have. */
    static final Conjunct VALUES = new Conjunct(
            "values",
            "each number is below its bound, and each register has a legal value or its initial one",
            Origin.ADDED);

    private Facts() {}

    /**
     * The facts of declared invariants, in the order of their names.
     *
     * @throws IllegalArgumentException if the model has none of a name
     */
    static List<Fact> declared(ProofModel model, List<String> names) {
        List<Fact> all = new ArrayList<>();
        for (String name : names) {
            Invariant invariant = model.invariant(name);
            all.addAll(of(model, invariant, Origin.DECLARED));
        }
        return all;
    }

    /** The facts of an invariant. */
    static List<Fact> of(ProofModel model, Invariant invariant, Origin origin) {
        Conjunct conjunct = new Conjunct(invariant.name(), invariant.says(), origin);
        List<Fact> all = new ArrayList<>();
        for (int e = 0; e < invariant.entries(); e++) {
            List<Way> ways = new ArrayList<>();
            for (int w = 0; w < invariant.witnesses(); w++) {
                ways.add(new Way(
                        name(invariant.witness(), w), at(invariant.witness(), w), model.holds(invariant, e, w)));
            }
            String about = name(invariant.entry(), e);
            ImmutableMap<String, Integer> elements = at(invariant.entry(), e);
            if (!invariant.every()) {
                all.add(new Fact(conjunct, about, elements, ImmutableList.copyOf(ways)));
                continue;
            }
            for (Way way : ways) {
                String both = about + (way.by().isEmpty() ? "" : " with " + way.by());
                ImmutableMap<String, Integer> of = ImmutableMap.<String, Integer>builder()
                        .putAll(elements)
                        .putAll(way.elements())
                        .buildKeepingLast();
                all.add(new Fact(conjunct, both, of, ImmutableList.of(way)));
            }
        }
        return all;
    }

    private static String name(@Nullable Index index, int element) {
        return index == null ? "" : index.name() + " " + element;
    }

    private static ImmutableMap<String, Integer> at(@Nullable Index index, int element) {
        return index == null ? ImmutableMap.of() : ImmutableMap.of(index.name(), element);
    }

    /**
     * That each element has a value that it can have; none where it can have any.
     *
     * @param ranges what is true of all bits of each, by the variable for them
     */
    static ImmutableList<Fact> values(Map<Term, Term> ranges, Usual usual) {
        ImmutableList.Builder<Fact> all = ImmutableList.builder();
        ranges.forEach((variable, range) -> {
            if (range != Term.TRUE) {
                Way way = new Way("", ImmutableMap.of(), usual.written(range));
                all.add(new Fact(VALUES, variable.name(), ImmutableMap.of(), ImmutableList.of(way), range));
            }
        });
        return all.build();
    }

    /** Where an element of a field has a value that it can have. */
    static Term range(ProofModel model, Term variable, Field field) {
        if (field.choices() == 0) {
            return field instanceof LongField register ? legal(model, variable, register) : Term.TRUE;
        }
        long all = 1L << field.width();
        return field.choices() == all ? Term.TRUE : variable.ult(Term.constant(field.width(), field.choices()));
    }

    /** What the actions that write a register accept, or what it has at first; anything if no action says that it writes it. */
    private static Term legal(ProofModel model, Term variable, LongField register) {
        Set<Term> some = new LinkedHashSet<>();
        Set<Long> first = new LinkedHashSet<>();
        long[] initial = model.model().initial();
        for (int e = 0; e < register.size(); e++) {
            first.add(register.get(initial, e));
        }
        for (Action action : model.model().actions()) {
            if (action.written() != null && action.written().field() == register) {
                for (Parameter parameter : action.parameters()) {
                    if (!parameter.domain().isFinite()) {
                        Result accepts = model.executor().accepts(parameter.domain(), variable);
                        some.add(accepts.fault().not().and(accepts.value()));
                        first.removeIf(parameter.domain()::contains);
                    }
                }
            }
        }
        if (some.isEmpty()) {
            return Term.TRUE;
        }
        first.forEach(value -> some.add(variable.eq(value)));
        return Term.any(some);
    }
}
