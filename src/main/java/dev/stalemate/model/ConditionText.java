package dev.stalemate.model;

import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A condition over the names and values that states print, such as {@code cd[0]=0 & ept[0x0].ipat}.
 *
 * <p>A comparison is {@code NAME=VALUE}, with {@code =}, {@code !=} or, of numbers, {@code <}, {@code >}, {@code <=}, {@code >=}; the value
 * is a printed one, perhaps in quotes, or the name of another element. {@code NAME.word} is true where the printed value has that word,
 * whatever its case; {@code NAME} alone where a flag is 1. A name is that of a field or a view, whole or, if only one field ends so, from
 * its last dot on, with {@code [element]} for each of its indices, or {@code [any]} or {@code [every]}; on both sides of a comparison these
 * mean the same element. Comparisons are joined by {@code &}, {@code |}, {@code !} and parentheses.
 *
 * <p>As a law, {@code never: A & B & C} says something where A and B are true, and is vacuous where they never are; so does {@code always:
 * !A | !B | !C}, which is the same.
 *
 * <p>Asking it of a state allocates nothing unless it is about a view, which is printed each time. It belongs to its model's thread.
 */
public final class ConditionText {
    /** What the name of a law begins with that no state breaks by being so. */
    public static final String NEVER = "never: ";

    /** What the name of a law begins with that every state keeps by being so. */
    public static final String ALWAYS = "always: ";

    private final Model model;
    private final String text;
    private final ConditionPart term;

    private ConditionText(Model model, String text, ConditionPart term) {
        this.model = model;
        this.text = text;
        this.term = term;
    }

    /**
     * A condition of a model's states.
     *
     * @throws ConditionException if the text is none, or the scope has no such element or value; with the column, from 1, and what may
     *     have been meant
     */
    public static ConditionText of(Model model, String text) {
        return new ConditionText(model, text, new ConditionReader(model, text).read());
    }

    /**
     * The law that a name such as {@code never: ept[0x0]=UC} or {@code always: ...} states; null if it begins otherwise.
     *
     * @throws ConditionException as {@link #of}
     */
    static @Nullable Law law(Model model, String name) {
        if (name.startsWith(NEVER)) {
            return never(model, name.substring(NEVER.length()));
        }
        return name.startsWith(ALWAYS) ? always(model, name.substring(ALWAYS.length())) : null;
    }

    /**
     * The laws of some names such as {@code never: ept[0x0]=UC} that a model can have: a scope may lack what a condition is about, or the name
     * is no condition.
     */
    public static List<Law> laws(Model model, List<String> names) {
        return names.stream().flatMap(name -> possible(model, name)).toList();
    }

    private static Stream<Law> possible(Model model, String name) {
        try {
            return Stream.ofNullable(law(model, name));
        } catch (ConditionException e) {
            return Stream.empty();
        }
    }

    /**
     * The law that no reachable state is so; its name tells it, so that {@link Model#law} understands it everywhere.
     *
     * @throws ConditionException as {@link #of}
     */
    public static Law never(Model model, String text) {
        ConditionText condition = of(model, text);
        return condition.law(NEVER, "no reachable state has ", condition.term);
    }

    /** The law that every reachable state is so; as {@link #never}. */
    public static Law always(Model model, String text) {
        ConditionText condition = of(model, text);
        return condition.law(ALWAYS, "every reachable state has ", ConditionPart.not(condition.term));
    }

    /** The law that no state is bad, of which all conjuncts but the last are the premise. */
    private Law law(String kind, String says, ConditionPart bad) {
        List<ConditionPart> conjuncts = bad.conjuncts();
        int last = conjuncts.size() - 1;
        boolean vacuous = Boolean.FALSE.equals(bad.constant());
        String why = vacuous ? "; nothing in this scope can break it: " + values() : "";
        return Law.always(kind + text, Breaks.CONDITION, says + text + why)
                .where(vacuous || last == 0 ? state -> !vacuous : ConditionPart.all(conjuncts.subList(0, last)))
                .holds(ConditionPart.not(bad))
                .explainedBy(state -> new Diagnosis(Breaks.CONDITION, tell(state)));
    }

    /**
     * Whether a name such as {@code never: cd[0]=1} states a condition that some state might break, as far as the values tell that its
     * elements have in the scope.
     *
     * @throws ConditionException as {@link #of}
     */
    public static boolean canBreak(Model model, String name) {
        if (name.startsWith(NEVER)) {
            return !Boolean.FALSE.equals(
                    of(model, name.substring(NEVER.length())).constant());
        }
        return !name.startsWith(ALWAYS)
                || !Boolean.TRUE.equals(
                        of(model, name.substring(ALWAYS.length())).constant());
    }

    /** Whether it is true of a state. */
    public Law.Condition condition() {
        return term;
    }

    /** What it is in every state of the scope; null where it depends on the state. */
    public @Nullable Boolean constant() {
        return term.constant();
    }

    /** What the elements that it names are in a state, each as {@code cr0.cd[0] is 1}; of any and every those that matter. */
    public List<String> tell(long[] state) {
        Set<String> told = new LinkedHashSet<>();
        term.comparisons().forEach(comparison -> comparison.tell(state, told));
        return List.copyOf(told);
    }

    private String values() {
        Set<String> told = new LinkedHashSet<>();
        term.comparisons().forEach(comparison -> comparison.tellValues(model.layout(), told));
        return String.join(", ", told);
    }
}
