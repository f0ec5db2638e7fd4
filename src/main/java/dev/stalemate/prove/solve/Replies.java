package dev.stalemate.prove.solve;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.term.Term;
import dev.stalemate.text.Visible;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what a solver wrote after {@link SmtText#withValues}. */
final class Replies {
    private static final int QUOTED = 120;
    private static final int DEEPEST = 8;
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:([()])|(\\|[^|\\\\]*\\|)|(\"[^\"]*+\")|([^\\s()|\"]+))");
    private static final Pattern NUMERAL = Pattern.compile("bv([0-9]{1,20})");

    private final String text;
    private final List<Term> variables;
    private int at;

    private Replies(String text, List<Term> variables) {
        this.text = text;
        this.variables = variables;
    }

    /** It is no answer; the message is the end of a sentence. */
    static final class MalformedException extends Exception {
        MalformedException(String message) {
            super(message);
        }
    }

    /** A word, or a list of others. */
    private record Node(String word, ImmutableList<Node> list) {
        boolean isList() {
            return word.isEmpty();
        }

        @Override
        public String toString() {
            return isList() ? list.stream().map(Node::toString).collect(Collectors.joining(" ", "(", ")")) : word;
        }
    }

    /**
     * The answer.
     *
     * @param text all that the solver wrote, at most what {@code outside} lets a child write
     * @param variables whose values were asked for
     */
    static SolverAnswer read(String text, List<Term> variables) throws MalformedException {
        return new Replies(text, variables).read();
    }

    private SolverAnswer read() throws MalformedException {
        Node first = node(0);
        return switch (first.word) {
            case "unsat" -> {
                // The values were asked for without knowing that there would be none.
                int after = at;
                boolean ended = isAtEnd() || isError(node(0));
                if (!ended || !isAtEnd()) {
                    throw malformed(after, "after unsat");
                }
                yield new SolverAnswer.Unsat();
            }
            case "sat" -> {
                Map<String, Long> model = variables.isEmpty() ? Map.of() : model(node(0));
                if (!isAtEnd()) {
                    throw malformed(at, "after the values");
                }
                yield new SolverAnswer.Sat(model);
            }
            case "unknown" -> new SolverAnswer.Undecided("doesn't know");
            case "timeout" -> new SolverAnswer.Undecided("ended by a time limit of its own");
            default -> {
                if (isError(first) && text.toLowerCase(Locale.ROOT).contains("memory")) {
                    yield new SolverAnswer.Undecided("ran out of memory");
                }
                throw malformed(0, "instead of sat or unsat");
            }
        };
    }

    private static boolean isError(Node node) {
        return node.isList() && !node.list.isEmpty() && node.list.get(0).word.equals("error");
    }

    private Map<String, Long> model(Node values) throws MalformedException {
        Map<String, Term> bySymbol = new HashMap<>();
        variables.forEach(variable -> bySymbol.put(plain(SmtText.symbol(variable.name())), variable));
        Map<String, Long> model = new HashMap<>();
        for (Node pair : values.list) {
            Term variable = pair.list.size() == 2 ? bySymbol.get(plain(pair.list.get(0).word)) : null;
            if (variable == null) {
                throw new MalformedException(shown(pair.toString()) + " is no value of a variable");
            }
            if (model.put(variable.name(), value(pair.list.get(1), variable.width())) != null) {
                throw new MalformedException("two values of " + variable.name());
            }
        }
        for (Term variable : variables) {
            if (!model.containsKey(variable.name())) {
                throw new MalformedException("no value of " + variable.name());
            }
        }
        return model;
    }

    /** Quotes around a symbol mean nothing. */
    private static String plain(String symbol) {
        return symbol.length() >= 2 && symbol.startsWith("|") ? symbol.substring(1, symbol.length() - 1) : symbol;
    }

    private static long value(Node node, int width) throws MalformedException {
        String word = node.word;
        try {
            if (width == Term.BOOL && (word.equals("true") || word.equals("false"))) {
                return word.equals("true") ? 1 : 0;
            }
            if (width != Term.BOOL && word.startsWith("#b") && word.length() == 2 + width) {
                return Long.parseUnsignedLong(word.substring(2), 2);
            }
            if (width % 4 == 0 && width != Term.BOOL && word.startsWith("#x") && word.length() == 2 + width / 4) {
                return Long.parseUnsignedLong(word.substring(2), 16);
            }
            return decimal(node, width);
        } catch (NumberFormatException e) {
            throw bad(node, width);
        }
    }

    /** As in {@code (_ bv13 32)}. */
    private static long decimal(Node node, int width) throws MalformedException {
        Matcher numeral = NUMERAL.matcher(node.list.size() == 3 ? node.list.get(1).word : "");
        if (width == Term.BOOL
                || !numeral.matches()
                || !node.list.get(0).word.equals("_")
                || !node.list.get(2).word.equals(String.valueOf(width))) {
            throw bad(node, width);
        }
        long value = Long.parseUnsignedLong(numeral.group(1));
        if (width < Term.WIDEST && value >>> width != 0) {
            throw bad(node, width);
        }
        return value;
    }

    private static MalformedException bad(Node node, int width) {
        String sort = width == Term.BOOL ? "a Bool" : width + " bits";
        return new MalformedException("no value of " + sort + ": " + shown(node.toString()));
    }

    private static String shown(String text) {
        return Visible.line(text, QUOTED);
    }

    private boolean isAtEnd() {
        return text.substring(at).isBlank();
    }

    private Node node(int depth) throws MalformedException {
        Matcher token = TOKEN.matcher(text).region(at, text.length());
        if (!token.lookingAt() || depth > DEEPEST || ")".equals(token.group(1))) {
            throw malformed(at, "instead of an answer");
        }
        at = token.end();
        if (token.group(1) == null) {
            return new Node(token.group().strip(), ImmutableList.of());
        }
        List<Node> list = new ArrayList<>();
        while (!isClosed()) {
            list.add(node(depth + 1));
        }
        return new Node("", ImmutableList.copyOf(list));
    }

    private boolean isClosed() {
        Matcher token = TOKEN.matcher(text).region(at, text.length());
        boolean closed = token.lookingAt() && ")".equals(token.group(1));
        at = closed ? token.end() : at;
        return closed;
    }

    private MalformedException malformed(int from, String where) {
        String rest = text.substring(from).strip();
        return new MalformedException(rest.isEmpty() ? "it ends too early" : "\"" + shown(rest) + "\" " + where);
    }
}
