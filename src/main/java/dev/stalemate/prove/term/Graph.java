package dev.stalemate.prove.term;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Walks over what terms are made of, each part once. Nothing here recurs as deep as a term is. */
public final class Graph {
    private static final int SHOWN_DEPTH = 4;

    private Graph() {}

    /** All parts, arguments before what uses them, in an order that is the same in every run. */
    public static List<Term> postOrder(Iterable<Term> roots) {
        return postOrder(roots, part -> false);
    }

    /**
     * The same without some parts, and without what only they are made of.
     *
     * @param known whether a part is left out
     */
    static List<Term> postOrder(Iterable<Term> roots, Predicate<Term> known) {
        List<Term> order = new ArrayList<>();
        Set<Term> done = new HashSet<>();
        Set<Term> open = new HashSet<>();
        Deque<Term> stack = new ArrayDeque<>();
        for (Term root : roots) {
            stack.push(root);
            while (!stack.isEmpty()) {
                Term term = stack.peek();
                if (done.contains(term) || known.test(term)) {
                    stack.pop();
                } else if (open.add(term)) {
                    Term[] arguments = term.shape().arguments;
                    for (int i = arguments.length - 1; i >= 0; i--) {
                        if (!done.contains(arguments[i])) {
                            stack.push(arguments[i]);
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
}
