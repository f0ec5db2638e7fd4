package dev.stalemate.prove.induct;

import com.google.common.collect.Sets;
import dev.stalemate.model.Invariant;
import dev.stalemate.prove.answer.ProofReport.Origin;
import dev.stalemate.prove.induct.Fact.Way;
import dev.stalemate.prove.induct.Obligation.RowKey;
import dev.stalemate.prove.induct.Projection.Unlike;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import dev.stalemate.text.Amounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model with one element more of an index does nothing new to the others. Of each step of the larger one and each fact of
 * which it changes something: some element can be left out, which neither of them names, so that the smaller model can take the step,
 * and makes of what the fact is about the same. Which one that is may depend on the state: one vCPU may be named by an entry, another
 * may be the only one for which a guard is true. So a step that breaks a fact in the larger model is one that breaks it in the smaller
 * model.
 *
 * <p>No fact is assumed here but that numbers are within their bounds, and nothing of what is to be shown: of states in which the larger model does
 * no wrong, the same is asked.
 */
final class CutOff {
    private final String index;
    private final Side smaller;
    private final Side larger;
    private final List<Projection> projections = new ArrayList<>();
    private final Map<About, Fact> facts = new HashMap<>();
    private final List<Obligation> asked = new ArrayList<>();
    /** In which step, or in what else, of each of these. */
    private final List<String> where = new ArrayList<>();

    private int equal;

    /** A model, and what has to be shown of it. */
    record Side(ProofModel model, Obligations obligations) {}

    /**
     * Compares two models.
     *
     * @param index of which the larger one has one element more
     * @throws Unlike if their fields don't fit
     */
    CutOff(String index, Side smaller, Side larger) throws Unlike {
        this.index = index;
        this.smaller = smaller;
        this.larger = larger;
        for (int dropped = 0; dropped < size(); dropped++) {
            Projection projection = new Projection(larger.model, smaller.model, index, dropped);
            if (initial(projection) != Term.TRUE) {
                projections.add(projection);
            }
        }
        smaller.obligations.all().forEach(fact -> facts.put(About.of(fact), fact));
    }

    /**
     * Compares their initial states, their steps, what invariants and a law say.
     *
     * @throws Unlike if the larger one has a step that the smaller one lacks, or names all elements at once
     */
    void compare(String law, List<String> invariants) throws Unlike {
        for (Projection projection : projections) {
            ask(projection.dropped(), "the initial state", List.of(initial(projection)));
            for (String invariant : invariants) {
                invariant(projection, smaller.model.invariant(invariant), larger.model.invariant(invariant));
            }
            larger.obligations.all().stream()
                    .filter(fact -> fact.conjunct().origin() == Origin.FOUND)
                    .forEach(fact -> found(projection, fact));
        }
        Map<Step, Instance> steps = new HashMap<>();
        smaller.model
                .instances()
                .forEach(step -> steps.put(new Step(step.action().name(), step.numbers()), step));
        for (Instance step : larger.model.instances()) {
            Map<Projection, Instance> as = new LinkedHashMap<>();
            for (Projection projection : projections) {
                List<@Nullable Long> numbers = projection.numbers(step);
                Instance small = numbers == null
                        ? null
                        : steps.get(new Step(step.action().name(), numbers));
                if (numbers != null && small == null) {
                    throw new Unlike(step.text() + " is no step with fewer " + index);
                }
                if (small != null) {
                    as.put(projection, small);
                }
            }
            faults(step, as);
            for (Fact fact : larger.obligations.all()) {
                effects(step, as, fact);
            }
        }
        law(law);
    }

    private record Step(String action, List<@Nullable Long> numbers) {}

    /** Where the initial state, without an element, is not the smaller model's: if everywhere, that element is never left out. */
    private Term initial(Projection projection) {
        Substitution large = new Substitution(larger.model.initial());
        List<Term> differ = new ArrayList<>();
        smaller.model
                .initial()
                .forEach((variable, value) ->
                        differ.add(large.of(projection.seen(variable)).ne(value)));
        return Term.any(differ);
    }

    private void invariant(Projection projection, Invariant few, Invariant many) {
        for (int e = 0; e < few.entries(); e++) {
            for (int w = 0; w < few.witnesses(); w++) {
                int entry = few.entry() != null && few.entry().name().equals(index) ? projection.before(e) : e;
                int witness = few.witness() != null && few.witness().name().equals(index) ? projection.before(w) : w;
                Term large = larger.model.holds(many, entry, witness);
                Term small = projection.seen(smaller.model.holds(few, e, w));
                ask(
                        projection.dropped(),
                        "invariant " + few.name() + " of " + e + " and " + w,
                        List.of(
                                large.eq(small).not(),
                                projection.namesDropped(large.variables()).not()));
            }
        }
    }

    /** That a conjunct that was found says the same of what is left, way by way. */
    private void found(Projection projection, Fact fact) {
        Fact same = seen(projection, fact);
        if (same == null) {
            return;
        }
        for (Way way : same.ways()) {
            Term large = fact.ways().stream()
                    .filter(each -> !projection.isDropped(each.elements())
                            && projection.after(each.elements()).equals(way.elements()))
                    .map(Way::holds)
                    .findFirst()
                    .orElse(Term.FALSE);
            ask(
                    projection.dropped(),
                    fact.text() + (way.by().isEmpty() ? "" : " by " + way.by()),
                    List.of(
                            large.eq(projection.seen(way.holds())).not(),
                            projection.namesDropped(large.variables()).not()));
        }
    }

    private void faults(Instance step, Map<Projection, Instance> as) throws Unlike {
        List<Left> left = new ArrayList<>();
        int witnesses = 0;
        for (Map.Entry<Projection, Instance> each : as.entrySet()) {
            Projection projection = each.getKey();
            List<Fact> assumed = smaller.obligations.assumed(each.getValue(), null);
            witnesses = Math.max(witnesses, witnesses(assumed));
            Term other = projection.seen(each.getValue().fault()).not();
            left.add(new Left(
                    projection, other.or(missing(projection, larger.obligations.assumed(step, null), assumed))));
        }
        ask(step.text() + ", exception", step.fault(), left, witnesses);
    }

    private void effects(Instance step, Map<Projection, Instance> as, Fact fact) throws Unlike {
        if (isNumber(fact) || !fact.isChangedBy(step)) {
            return;
        }
        List<Fact> many = larger.obligations.assumed(step, fact);
        for (Way way : fact.ways()) {
            List<Left> left = new ArrayList<>();
            int witnesses = 0;
            for (Map.Entry<Projection, Instance> each : as.entrySet()) {
                Projection projection = each.getKey();
                Fact same = seen(projection, fact);
                if (same != null && !projection.isDropped(way.elements())) {
                    List<Fact> assumed = smaller.obligations.assumed(each.getValue(), same);
                    witnesses = Math.max(witnesses, witnesses(assumed));
                    Term missing = missing(projection, many, assumed);
                    left.add(new Left(
                            projection,
                            differs(projection, step, each.getValue(), fact, same)
                                    .or(missing)));
                }
            }
            ask(
                    step.text() + ", " + fact.text() + (way.by().isEmpty() ? "" : ", witness " + way.by()),
                    step.taken(),
                    left,
                    witnesses);
        }
    }

    /** Whether it says that a number is below its bound: code that sets it to another one throws an exception. */
    private boolean isNumber(Fact fact) {
        return fact.conjunct().equals(Facts.VALUES)
                && larger.model.among(fact.variables()).stream()
                        .allMatch(cell -> cell.field().choices() != 0);
    }

    /** What a fact is about. */
    private record About(String conjunct, Map<String, Integer> elements, Set<Term> register) {
        static About of(Fact fact) {
            return new About(fact.conjunct().name(), fact.elements(), register(fact));
        }

        private static Set<Term> register(Fact fact) {
            return fact.conjunct().equals(Facts.VALUES) ? fact.variables() : Set.of();
        }
    }

    /** The smaller model's fact about the same; null if it is about the element that is left out. */
    private @Nullable Fact seen(Projection projection, Fact fact) {
        if (projection.isDropped(fact.elements())) {
            return null;
        }
        Set<Term> register = projection.small(About.register(fact));
        return facts.get(new About(fact.conjunct().name(), projection.after(fact.elements()), register));
    }

    /** Where the smaller model's step is not possible or leaves a fact otherwise, or the fact names what is left out. */
    private Term differs(Projection projection, Instance step, Instance as, Fact fact, Fact same) {
        Term possible = projection.seen(as.taken());
        Term register = fact.range();
        Term other = same.range();
        if (register != null && other != null) {
            Term here = step.whole().get(register.variables().iterator().next());
            Term there = as.whole().get(other.variables().iterator().next());
            return there == null || here == null ? Term.TRUE : possible.not().or(here.ne(projection.seen(there)));
        }
        Substitution later = step.later();
        Term here = later.of(projection.seen(same.holds()));
        Term there = projection.seen(as.later().of(same.holds()));
        Term names = namesDropped(projection, List.of(same));
        return Term.any(List.of(possible.not(), here.ne(there), names, later.of(names)));
    }

    /**
     * Where what is assumed in the smaller model is about the element that is left out; everywhere, if it is not assumed in the larger one, too,
     * which may stand for one that is larger still.
     */
    private Term missing(Projection projection, List<Fact> many, List<Fact> few) {
        Set<Fact> seen = new HashSet<>();
        for (Fact fact : many) {
            Fact same = seen(projection, fact);
            if (same != null) {
                seen.add(same);
            }
        }
        return seen.containsAll(few) ? namesDropped(projection, few) : Term.TRUE;
    }

    /** Where facts of the smaller model name the element that is left out. */
    private static Term namesDropped(Projection projection, List<Fact> few) {
        Set<Term> about = new HashSet<>();
        if (projection.hasNames()) {
            few.forEach(fact -> about.addAll(fact.variables()));
        }
        return projection.namesDropped(projection.large(about));
    }

    private int witnesses(List<Fact> assumed) {
        return (int)
                assumed.stream().filter(fact -> Room.hasWitness(fact, index)).count();
    }

    private void law(String law) throws Unlike {
        Term broken = larger.model.law(law).violated();
        List<Fact> assumed = smaller.obligations.ofLaw();
        List<Left> left = new ArrayList<>();
        for (Projection projection : projections) {
            Term seen = projection.seen(smaller.model.law(law).violated());
            Term missing = missing(projection, larger.obligations.ofLaw(), assumed);
            Term names = projection.namesDropped(broken.variables());
            left.add(new Left(projection, seen.not().or(names).or(missing)));
        }
        ask("law " + law, broken, left, witnesses(assumed));
    }

    /**
     * An element that may be left out.
     *
     * @param differs where it can't
     */
    private record Left(Projection projection, Term differs) {}

    /** That where something is so, one of some elements can be left out, whichever of them are witnesses. */
    private void ask(String text, Term where, List<Left> left, int witnesses) throws Unlike {
        if (left.size() <= witnesses) {
            throw new Unlike(text + ": that is about " + (size() - left.size() + witnesses) + " of " + size() + " "
                    + index + " at once");
        }
        for (Set<Left> some : Sets.combinations(new LinkedHashSet<>(left), left.size() - witnesses)) {
            List<Term> bools = new ArrayList<>(List.of(where));
            some.forEach(each -> bools.add(each.differs));
            ask(-1, text, bools);
        }
    }

    /** That some Bools can't hold together, of an element or, with -1, of several. */
    private void ask(int dropped, String text, List<Term> bools) {
        if (Term.all(bools) == Term.FALSE) {
            equal++;
            return;
        }
        List<Term> values = new ArrayList<>(List.of(larger.model.legalAddresses()));
        Set<Term> about = Term.all(bools).variables();
        larger.model.values().stream()
                .filter(value -> about.containsAll(value.variables()))
                .forEach(value -> values.add(value.holds()));
        String without = dropped < 0 ? "" : " without " + dropped;
        where.add((dropped < 0 ? "whichever is left out" : "once number " + dropped + " is left out") + ": " + text);
        asked.add(Obligation.plain(
                new RowKey(Obligation.CUT_OFF, index),
                index + " " + size() + " as " + (size() - 1) + without + ": " + text,
                bools,
                values));
    }

    /** What is not seen by how terms are written. */
    List<Obligation> asked() {
        return List.copyOf(asked);
    }

    /**
     * A sentence about one of these.
     *
     * @param words between the numbers of elements, such as {@code do what}
     */
    String sentence(String words, int asked) {
        return Amounts.count(size(), index) + " " + words + " " + (size() - 1) + " do, " + where.get(asked);
    }

    /** How many comparisons were of terms that are the same. */
    int equal() {
        return equal;
    }

    /** The name of the index. */
    String index() {
        return index;
    }

    /** How many elements the larger model has. */
    int size() {
        return larger.model.size(index);
    }
}
