package dev.stalemate.prove.term;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Lists;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Walks over what terms are made of, each part once. Nothing here recurs as deep as a term is. */
public final class TermGraph {
    /** What is flat first; the same in every run. */
    public static final Comparator<Term> FLAT_FIRST = TermShape::compare;

    private static final int SHOWN_DEPTH = 4;

    private TermGraph() {}

    /** All parts, arguments before what uses them, in an order that is the same in every run. */
    public static List<Term> postOrder(Iterable<Term> roots) {
        return postOrder(roots, Term::arguments);
    }

    /**
     * The same where a term is made of what one says.
     *
     * @param parts of a term, which are less deep
     */
    public static List<Term> postOrder(Iterable<Term> roots, Function<Term, List<Term>> parts) {
        List<Term> order = new ArrayList<>();
        Set<Term> done = new HashSet<>();
        Set<Term> open = new HashSet<>();
        Deque<Term> stack = new ArrayDeque<>();
        for (Term root : roots) {
            stack.push(root);
            while (!stack.isEmpty()) {
                Term term = stack.peek();
                if (done.contains(term)) {
                    stack.pop();
                } else if (open.add(term)) {
                    for (Term part : Lists.reverse(parts.apply(term))) {
                        if (!done.contains(part)) {
                            stack.push(part);
                        }
                    }
                } else {
                    stack.pop();
                    done.add(term);
                    order.add(term);
                }
            }
        }
        return order;
    }

    /** How many different terms one is made of. */
    public static int size(Term term) {
        return postOrder(List.of(term)).size();
    }

    /** The variables among a term's parts, by name. */
    static Set<Term> variables(Term term) {
        return postOrder(List.of(term)).stream()
                .filter(part -> part.op() == Op.VARIABLE)
                .collect(ImmutableSortedSet.toImmutableSortedSet(
                        Comparator.comparing(Term::name).thenComparing(Term::width)));
    }

    /** As SMT-LIB, with dots where it gets deep. */
    static String text(Term term) {
        StringBuilder text = new StringBuilder();
        write(text, term, SHOWN_DEPTH);
        return text.toString();
    }

    private static void write(StringBuilder text, Term term, int depth) {
        switch (term.op()) {
            case CONSTANT ->
                text.append(
                        term.width() == Term.BOOL
                                ? String.valueOf(term == Term.TRUE)
                                : "#x" + Long.toHexString(term.value()).toUpperCase(Locale.ROOT) + ":" + term.width());
            case VARIABLE -> text.append(term.name());
            default -> {
                text.append('(').append(term.op().smt());
                if (term.op() == Op.EXTRACT) {
                    text.append(' ')
                            .append(term.low() + term.width() - 1)
                            .append(' ')
                            .append(term.low());
                }
                for (Term argument : term.shape().arguments) {
                    text.append(' ');
                    if (depth == 0) {
                        text.append("...");
                    } else {
                        write(text, argument, depth - 1);
                    }
                }
                text.append(')');
            }
        }
    }

    /** Bools that all hold, with the parts of each {@link Op#AND} among them in its place. */
    static ImmutableList<Term> flat(ImmutableList<Term> bools) {
        return bools.stream().noneMatch(bool -> bool.op() == Op.AND)
                ? bools
                : bools.stream().flatMap(bool -> bool.conjuncts().stream()).collect(ImmutableList.toImmutableList());
    }
}
