package dev.stalemate.prove.solve;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.term.Op;
import dev.stalemate.prove.term.Term;
import dev.stalemate.prove.term.TermGraph;
import dev.stalemate.text.Visible;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A query as SMT-LIB 2 (Barrett, Fontaine, Tinelli: The SMT-LIB Standard, version 2.6), logic QF_BV. The text depends on the query alone.
 * What is used twice, or nested deep, has a name of its own.
 *
 * <p>A query by itself has its names in {@code let}: z3 looks through all that a defined function is made of at each of its uses, and so takes
 * up to ten times as long to read a query as to answer it.
 */
public final class SmtText {
    /** Some parsers take a frame for each level. */
    private static final int DEEPEST = 30;

    /** So many {@code let} may be in each other; if more are needed, functions are defined. */
    private static final int MOST_LETS = 60;

    /** How the question for values begins, which no other line does. */
    static final String VALUES = "(get-value";

    private static final int LONGEST_NAME = 200;

    private final StringBuilder text = new StringBuilder();
    private final Map<Term, Integer> uses = new HashMap<>();
    private final Map<Term, String> written = new HashMap<>();
    private final Map<Term, Integer> depths = new HashMap<>();
    /** Symbols of variables that are not called after their name alone. */
    private final Map<Term, String> symbols = new HashMap<>();

    private final List<Named> named = new ArrayList<>();
    /** How many {@code let} a term needs around it. */
    private final Map<Term, Integer> levels = new HashMap<>();

    /**
     * A part with a name.
     *
     * @param level from 1: it needs names of lower levels alone
     */
    private record Named(String name, Term term, String expression, int level) {}

    private SmtText() {}

    /** Up to the question whether it can be satisfied. */
    public static String of(Query query) {
        return new SmtText().text(query, false);
    }

    /** The same with a question for the variables' values, if there are any. */
    static String withValues(Query query) {
        return new SmtText().text(query, true);
    }

    /** What a query depends on, by name. */
    static List<Term> variables(Query query) {
        return List.copyOf(query.all().variables());
    }

    /**
     * Queries that share what they are made of.
     *
     * @param definitions declarations of variables and definitions of parts, a command a line, each after what it needs
     * @param asserts for each query what must hold, as one command
     */
    public record Shared(ImmutableList<String> definitions, ImmutableList<String> asserts) {
        /** Of queries, in which a variable of a name may have several widths. */
        public static Shared of(List<Query> queries) {
            return new SmtText().shared(queries);
        }
    }

    private Shared shared(List<Query> queries) {
        List<ImmutableList<Term>> asserts =
                queries.stream().map(query -> query.all().conjuncts()).toList();
        List<Term> roots = asserts.stream().flatMap(List::stream).toList();
        Map<String, Term> byName = new HashMap<>();
        Set<Term> variables = new TreeSet<>(Comparator.comparing(Term::name).thenComparing(Term::width));
        roots.forEach(root -> variables.addAll(root.variables()));
        for (Term variable : variables) {
            Term other = byName.putIfAbsent(variable.name(), variable);
            // A percent sign and less than four digits: no name is written so.
            String symbol = symbol(variable.name(), other == null ? "" : "%" + variable.width());
            symbols.put(variable, symbol);
            text.append("(declare-fun %s () %s)\n".formatted(symbol, sort(variable.width())));
        }
        roots.forEach(root -> uses.merge(root, 1, Integer::sum));
        define(roots);
        functions();
        return new Shared(
                ImmutableList.copyOf(text.toString().lines().toList()),
                asserts.stream()
                        .map(all -> "(assert " + (all.size() == 1 ? got(all.get(0)) : call("and", all)) + ")")
                        .collect(ImmutableList.toImmutableList()));
    }

    private String text(Query query, boolean values) {
        List<Term> variables = variables(query);
        text.append("; ").append(Visible.line(query.name(), LONGEST_NAME)).append('\n');
        if (values) {
            text.append("(set-option :produce-models true)\n");
        }
        text.append("(set-logic QF_BV)\n");
        declare(query, variables);
        List<Term> asserts = query.all().conjuncts();
        define(asserts);
        int lets = named.stream().mapToInt(Named::level).max().orElse(0);
        if (lets > 0 && lets <= MOST_LETS) {
            text.append("(assert ");
            lets(lets);
            text.append(asserts.size() == 1 ? got(asserts.get(0)) : call("and", asserts))
                    .append(")".repeat(lets + 1))
                    .append('\n');
        } else {
            functions();
            asserts.forEach(term -> text.append("(assert ").append(got(term)).append(")\n"));
        }
        text.append("(check-sat)\n");
        if (values && !variables.isEmpty()) {
            text.append(variables.stream()
                    .map(v -> symbol(v.name()))
                    .collect(Collectors.joining(" ", VALUES + " (", "))\n")));
        }
        return text.append("(exit)\n").toString();
    }

    private void define(List<Term> roots) {
        List<Term> parts = TermGraph.postOrder(roots, SmtText::parts);
        parts.forEach(part -> parts(part).forEach(of -> uses.merge(of, 1, Integer::sum)));
        parts.forEach(this::write);
    }

    /** Names in an order in which each needs only those before it. */
    private void functions() {
        named.forEach(part -> text.append("(define-fun %s () %s ".formatted(part.name, sort(part.term.width())))
                .append(part.expression)
                .append(")\n"));
    }

    private void lets(int most) {
        for (int level = 1; level <= most; level++) {
            int of = level;
            text.append(named.stream()
                    .filter(part -> part.level == of)
                    .map(part -> "(" + part.name + " " + part.expression + ")")
                    .collect(Collectors.joining("\n", "(let (", ")\n")));
        }
    }

    private void declare(Query query, List<Term> variables) {
        Map<String, Term> byName = new LinkedHashMap<>();
        for (Term variable : variables) {
            Term other = byName.put(variable.name(), variable);
            if (other != null) {
                throw new IllegalArgumentException("%s: %s has %d bits and %d"
                        .formatted(query.name(), variable.name(), other.width(), variable.width()));
            }
            text.append("(declare-fun %s () %s)\n".formatted(symbol(variable.name()), sort(variable.width())));
        }
    }

    /** What is written inside of a term: a disjunction is one, although terms have negations of conjunctions. */
    private static List<Term> parts(Term term) {
        if (!isDisjunction(term)) {
            return term.arguments();
        }
        return term.argument(0).arguments().stream()
                .map(part -> part.op() == Op.NOT ? part.argument(0) : part)
                .toList();
    }

    private static boolean isDisjunction(Term term) {
        return term.op() == Op.NOT && term.argument(0).op() == Op.AND;
    }

    private void write(Term term) {
        int depth = 1 + parts(term).stream().mapToInt(depths::get).max().orElse(-1);
        String expression = expression(term);
        int level = parts(term).stream().mapToInt(levels::get).max().orElse(0);
        boolean leaf = parts(term).isEmpty();
        if (!leaf && (depth >= DEEPEST || uses.getOrDefault(term, 0) > 1)) {
            // No variable's symbol begins like this.
            String name = "t" + (named.size() + 1);
            level++;
            named.add(new Named(name, term, expression, level));
            expression = name;
            depth = 0;
        }
        written.put(term, expression);
        depths.put(term, depth);
        levels.put(term, level);
    }

    private String expression(Term term) {
        return switch (term.op()) {
            case CONSTANT -> constant(term);
            case VARIABLE -> symbols.getOrDefault(term, symbol(term.name()));
            case EXTRACT ->
                "((_ extract %d %d) %s)".formatted(term.low() + term.width() - 1, term.low(), got(term.argument(0)));
            case SIGN_EXTEND ->
                "((_ sign_extend %d) %s)"
                        .formatted(term.width() - term.argument(0).width(), got(term.argument(0)));
            case CONCAT -> concat(term.arguments());
            default -> isDisjunction(term) ? disjunction(term) : call(term.op().smt(), term.arguments());
        };
    }

    private String got(Term term) {
        String got = written.get(term);
        if (got == null) {
            throw new IllegalStateException("not written yet: " + term);
        }
        return got;
    }

    private String call(String name, List<Term> arguments) {
        return arguments.stream().map(this::got).collect(Collectors.joining(" ", "(" + name + " ", ")"));
    }

    private String disjunction(Term term) {
        return term.argument(0).arguments().stream()
                .map(part -> part.op() == Op.NOT ? got(part.argument(0)) : "(not " + got(part) + ")")
                .collect(Collectors.joining(" ", "(or ", ")"));
    }

    /** The standard's has two arguments. */
    private String concat(List<Term> parts) {
        Term first = parts.get(0);
        List<Term> rest = parts.subList(1, parts.size());
        String low = rest.size() == 1 ? got(rest.get(0)) : concat(rest);
        return first.isConstant() && first.value() == 0
                ? "((_ zero_extend %d) %s)".formatted(first.width(), low)
                : "(concat %s %s)".formatted(got(first), low);
    }

    private static String constant(Term term) {
        int width = term.width();
        if (width == Term.BOOL) {
            return term == Term.TRUE ? "true" : "false";
        }
        boolean hex = width % 4 == 0;
        String digits = hex ? Long.toHexString(term.value()) : Long.toBinaryString(term.value());
        return (hex ? "#x" : "#b") + "0".repeat((hex ? width / 4 : width) - digits.length()) + digits;
    }

    private static String sort(int width) {
        return width == Term.BOOL ? "Bool" : "(_ BitVec " + width + ")";
    }

    /** A variable's name as a symbol that is no solver's own, and that no other name has: what can't be quoted is written in hex. */
    static String symbol(String name) {
        return symbol(name, "");
    }

    private static String symbol(String name, String more) {
        StringBuilder symbol = new StringBuilder("$");
        boolean simple = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c < 0x80 && Character.isLetterOrDigit(c)) || "_.-+<>=/*@&^!?~".indexOf(c) >= 0;
            boolean quotable = c >= ' ' && c <= '~' && c != '|' && c != '\\' && c != '%';
            simple &= letter || !quotable;
            symbol.append(letter || quotable ? String.valueOf(c) : String.format(Locale.ROOT, "%%%04x", (int) c));
        }
        symbol.append(more);
        return simple ? symbol.toString() : "|" + symbol + "|";
    }
}
