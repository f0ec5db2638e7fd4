package dev.stalemate.model;

import com.google.common.base.Splitter;
import com.google.common.collect.Iterables;
import dev.stalemate.model.Compared.Sign;
import dev.stalemate.text.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a {@link ConditionText}, and looks up its names in a model. */
final class ConditionReader {
    private static final int LONGEST = 1000;
    private static final int MOST_SHOWN = 12;
    private static final String ANY = "any";
    private static final String EVERY = "every";
    private static final Splitter WORDS = Splitter.onPattern("[\\s+,]+").omitEmptyStrings();

    private final Model model;
    private final String text;
    private int at;
    private boolean quoted;

    /** A name with its places, and the word that its value must have, if any. */
    private record Named(Operand operand, boolean every, @Nullable String word, int column) {}

    ConditionReader(Model model, String text) {
        this.model = model;
        this.text = text;
    }

    /**
     * The whole text.
     *
     * @throws ConditionException if it is no condition of the model
     */
    ConditionPart read() {
        if (text.length() > LONGEST) {
            throw new ConditionException(
                    text.substring(0, MOST_SHOWN) + "...",
                    LONGEST + 1,
                    "a condition has at most " + LONGEST + " characters",
                    false);
        }
        ConditionPart term = or();
        if (at < text.length()) {
            throw bad(at, "'" + text.charAt(at) + "' was not expected");
        }
        return term;
    }

    private ConditionException bad(int column, String problem) {
        return new ConditionException(text, column + 1, problem, false);
    }

    private ConditionPart or() {
        List<ConditionPart> terms = new ArrayList<>(List.of(and()));
        while (skip("||") || skip("|")) {
            terms.add(and());
        }
        return ConditionPart.any(terms);
    }

    private ConditionPart and() {
        List<ConditionPart> terms = new ArrayList<>(List.of(single()));
        while (skip("&&") || skip("&")) {
            terms.add(single());
        }
        return ConditionPart.all(terms);
    }

    private ConditionPart single() {
        if (skip("!")) {
            return ConditionPart.not(single());
        }
        if (!skip("(")) {
            return comparison();
        }
        int open = at - 1;
        ConditionPart inside = or();
        if (!skip(")")) {
            throw bad(open, "this parenthesis is not closed");
        }
        return inside;
    }

    /** Steps over white space and this; false, and over white space alone, if something else comes. */
    private boolean skip(String next) {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        boolean comes = text.startsWith(next, at);
        at += comes ? next.length() : 0;
        return comes;
    }

    private ConditionPart comparison() {
        Named left = named();
        Sign sign = sign();
        String word = left.word;
        if (sign == null) {
            return word == null ? flag(left) : hasWord(left, word);
        }
        if (word != null) {
            throw bad(left.column, "'." + word + "' is a question of its own, and is not compared");
        }
        boolean unused = skip("");
        int column = at;
        return compared(left, sign, value(), column);
    }

    private @Nullable Sign sign() {
        for (Sign sign : List.of(Sign.AT_MOST, Sign.AT_LEAST, Sign.DIFFERENT, Sign.EQUAL, Sign.LESS, Sign.GREATER)) {
            if (skip(sign.text)) {
                boolean twice = sign == Sign.EQUAL && skip("=");
                return twice ? Sign.EQUAL : sign;
            }
        }
        return null;
    }

    /** Up to what joins comparisons, without white space around it; or what is in quotes. */
    private String value() {
        quoted = skip("\"");
        if (quoted) {
            int end = text.indexOf('"', at);
            if (end < 0) {
                throw bad(at - 1, "this quotation mark is not closed");
            }
            String quoted = text.substring(at, end);
            at = end + 1;
            boolean unused = skip("");
            return quoted;
        }
        int from = at;
        while (at < text.length() && "&|)".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String value = text.substring(from, at).strip();
        if (value.isEmpty()) {
            throw bad(from, "a value is missing");
        }
        return value;
    }

    /** A name, its places and its word. */
    private Named named() {
        boolean unused = skip("");
        int column = at;
        while (at < text.length() && "=!<>&|()[".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String name = text.substring(column, at).strip();
        if (name.isEmpty()) {
            throw bad(column, "a name is missing, such as " + all().get(0).elementName(0));
        }
        List<String> places = new ArrayList<>();
        List<Integer> columns = new ArrayList<>();
        while (at < text.length() && text.charAt(at) == '[') {
            int close = text.indexOf(']', at);
            if (close < 0) {
                throw bad(at, "this bracket is not closed");
            }
            columns.add(at + 1);
            places.add(text.substring(at + 1, close).strip());
            at = close + 1;
        }
        String word = null;
        if (!places.isEmpty() && skip(".")) {
            int from = at;
            while (at < text.length() && "=!<>&|()[ ".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            word = text.substring(from, at);
        } else if (places.isEmpty() && find(name) == null && name.contains(".") && find(beforeDot(name)) != null) {
            word = name.substring(name.lastIndexOf('.') + 1);
            name = beforeDot(name);
        }
        return placed(operand(name, column), places, columns, word, column);
    }

    private static String beforeDot(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    private Named placed(
            Operand operand, List<String> places, List<Integer> columns, @Nullable String word, int column) {
        List<Index> indices = operand.indices();
        if (places.size() != indices.size()) {
            String names = String.join(
                    "", indices.stream().map(i -> "[" + i.name() + "]").toList());
            throw bad(
                    column,
                    operand.name()
                            + (indices.isEmpty()
                                    ? " has no index"
                                    : " is written as " + operand.name() + names + ", such as " + operand.elementName(0)
                                            + ", or with any or every for a place"));
        }
        List<Integer> elements = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            elements.add(place(indices.get(i), places.get(i), columns.get(i)));
        }
        boolean every = places.contains(EVERY);
        if (every && places.contains(ANY)) {
            throw bad(column, "any and every can't be mixed in one name");
        }
        return new Named(operand.at(elements), every, word, column);
    }

    private int place(Index index, String place, int column) {
        if (place.equals(ANY) || place.equals(EVERY)) {
            return Operand.EACH;
        }
        List<String> all = new ArrayList<>();
        for (int e = 0; e < index.size(); e++) {
            all.add(index.text(e));
        }
        int element = all.indexOf(place);
        if (element < 0) {
            List<String> also = new ArrayList<>(all);
            also.addAll(List.of(ANY, EVERY));
            throw bad(column, Names.missing("no " + index.name() + " '" + place + "' in this scope", place, also));
        }
        return element;
    }

    private List<Operand> all() {
        return Stream.concat(
                        model.layout().fields().stream().map(Operand::of),
                        model.views().stream().map(Operand::of))
                .toList();
    }

    private List<Operand> endingIn(String name) {
        return all().stream()
                .filter(operand -> operand.name()
                        .substring(operand.name().lastIndexOf('.') + 1)
                        .equals(name))
                .toList();
    }

    private @Nullable Operand find(String name) {
        List<Operand> exact =
                all().stream().filter(operand -> operand.name().equals(name)).toList();
        List<Operand> found = exact.isEmpty() ? endingIn(name) : exact;
        return found.size() == 1 ? found.get(0) : null;
    }

    private Operand operand(String name, int column) {
        Operand found = find(name);
        if (found == null) {
            List<String> several = endingIn(name).stream().map(Operand::name).toList();
            throw bad(
                    column,
                    several.isEmpty()
                            ? Names.missing(
                                    "no field '" + name + "' of " + model.system() + "/"
                                            + model.design().name() + " in this scope",
                                    name,
                                    all().stream().map(Operand::name).toList())
                            : "'" + name + "' could be any of " + several);
        }
        return found;
    }

    private ConditionPart flag(Named named) {
        List<String> texts = texts(named.operand);
        boolean flag = !texts.isEmpty() && List.of("0", "1").containsAll(texts);
        if (!flag) {
            throw bad(
                    named.column,
                    named.operand.name() + " is not a flag: compare it with a value, as in "
                            + named.operand.elementName(0) + "=" + (texts.isEmpty() ? "..." : texts.get(0)));
        }
        return Compared.choices(model.layout(), named.operand, Pairs.of(named.operand, named.every), "1"::equals);
    }

    private List<String> texts(Operand operand) {
        return operand.texts(model.layout()).stream()
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private ConditionPart hasWord(Named named, String word) {
        Predicate<String> has = value -> Iterables.any(WORDS.split(value), part -> part.equalsIgnoreCase(word));
        Operand operand = named.operand;
        if (operand.view() != null) {
            return Compared.texts(operand, Pairs.of(named.operand, named.every), has);
        }
        List<String> texts = texts(operand);
        if (texts.stream().noneMatch(has)) {
            List<String> words =
                    texts.stream().flatMap(WORDS::splitToStream).distinct().toList();
            throw bad(
                    named.column,
                    "no value of " + operand.name() + " has the word '" + word + "'" + Names.meant(word, words));
        }
        return Compared.choices(model.layout(), operand, Pairs.of(named.operand, named.every), has);
    }

    private ConditionPart compared(Named left, Sign sign, String value, int column) {
        Operand operand = left.operand;
        List<String> texts = texts(operand);
        Long number = Operand.number(value);
        boolean numbers = isNumber(operand);
        Named right = quoted || texts.contains(value) || number != null ? null : other(value, column);
        if (sign.orders() && !numbers && operand.view() == null) {
            throw bad(left.column, operand.name() + " is no number, and " + sign.text + " compares numbers");
        }
        if (right != null) {
            return both(left, right, sign, column);
        }
        if (operand.view() != null) {
            return Compared.texts(operand, Pairs.of(operand, left.every), text -> sign.ofTexts(text, value));
        }
        if (operand.isAnyNumber() && number != null) {
            return Compared.number(operand, Pairs.of(operand, left.every), sign, number);
        }
        if (numbers && number != null && (sign.orders() || mayBe(operand, texts, number))) {
            return Compared.choices(
                    model.layout(),
                    operand,
                    Pairs.of(operand, left.every),
                    text -> sign.ofNumbers(Objects.requireNonNull(Operand.number(text)), number));
        }
        if (!texts.contains(value)) {
            throw new ConditionException(text, column + 1, noValue(operand, value, texts), true);
        }
        return Compared.choices(
                model.layout(), operand, Pairs.of(operand, left.every), text -> sign.ofTexts(text, value));
    }

    /** Whether some scope may let a field have a number: this one does, or lists its values as it does an MSR's, or leaves it one only. */
    private static boolean mayBe(Operand operand, List<String> texts, long number) {
        return texts.size() == 1
                || !(operand.field() instanceof IntField)
                || texts.stream().anyMatch(text -> Objects.equals(Operand.number(text), number));
    }

    private boolean isNumber(Operand operand) {
        List<String> texts = texts(operand);
        return operand.isAnyNumber()
                || (!texts.isEmpty() && texts.stream().allMatch(text -> Operand.number(text) != null));
    }

    private ConditionPart both(Named left, Named right, Sign sign, int column) {
        Operand first = left.operand;
        Operand second = right.operand;
        boolean view = first.view() != null || second.view() != null;
        boolean numbers = isNumber(first) && isNumber(second);
        boolean needsNumbers = sign.orders() || first.isAnyNumber() || second.isAnyNumber();
        if (!view && needsNumbers && !numbers) {
            throw bad(column, first.name() + " and " + second.name() + " are not both numbers");
        }
        if (left.every != right.every && first.hasEach() && second.hasEach()) {
            throw bad(column, "any and every can't be mixed in one comparison");
        }
        return Compared.both(
                model.layout(),
                first,
                second,
                Pairs.of(left.operand, right.operand, left.every || right.every),
                sign,
                numbers);
    }

    private static String noValue(Operand operand, String value, List<String> texts) {
        String problem = operand.name() + " can't be '" + value + "' in this scope" + Names.meant(value, texts);
        List<String> shown = texts.subList(0, Math.min(MOST_SHOWN, texts.size()));
        String rest = texts.size() > shown.size() ? " and " + (texts.size() - shown.size()) + " more" : "";
        return problem
                + (problem.endsWith("?") ? " " : "; ")
                + (texts.isEmpty() ? "it is a number" : "it can be " + String.join(", ", shown) + rest);
    }

    /** The element on the right of a comparison; null where the text names none. */
    private @Nullable Named other(String value, int column) {
        String name =
                value.contains("[") ? value.substring(0, value.indexOf('[')).strip() : value;
        if (find(name) == null && !value.contains("[")) {
            return null;
        }
        int end = at;
        at = column;
        Named named = named();
        if (named.word != null) {
            throw bad(column, "'." + named.word + "' is a question of its own, and is not compared");
        }
        if (!text.substring(at, end).isBlank()) {
            throw bad(at, "'" + text.substring(at, end).strip() + "' was not expected");
        }
        at = end;
        return named;
    }
}
