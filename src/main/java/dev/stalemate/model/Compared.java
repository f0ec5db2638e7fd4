package dev.stalemate.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Elements compared with a value, or with other elements. A listed field is compared by the numbers of its choices, and one of any number
 * by that number; only a view has to be printed first.
 */
final class Compared extends ConditionPart {
    /** What is asked of two values. */
    enum Sign {
        EQUAL("="),
        DIFFERENT("!="),
        LESS("<"),
        GREATER(">"),
        AT_MOST("<="),
        AT_LEAST(">=");

        final String text;

        Sign(String text) {
            this.text = text;
        }

        private boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case DIFFERENT -> order != 0;
                case LESS -> order < 0;
                case GREATER -> order > 0;
                case AT_MOST -> order <= 0;
                case AT_LEAST -> order >= 0;
            };
        }

        /** Whether it needs numbers. */
        boolean orders() {
            return this != EQUAL && this != DIFFERENT;
        }

        boolean ofNumbers(long a, long b) {
            return holds(Long.compareUnsigned(a, b));
        }

        /** Of texts; those that are no numbers have no order. */
        boolean ofTexts(@Nullable String a, @Nullable String b) {
            if (!orders()) {
                return (this == EQUAL) == (a != null && a.equals(b));
            }
            Long first = Operand.number(a);
            Long second = Operand.number(b);
            return first != null && second != null && ofNumbers(first, second);
        }
    }

    /** Whether it is true of one element of each side; of the same number twice where there is one side. */
    @FunctionalInterface
    private interface Test {
        boolean of(long[] state, int left, int right);
    }

    /** A value as a number that is equal where values are. */
    @FunctionalInterface
    private interface Key {
        long of(long[] state, int element);
    }

    private final List<Operand> sides;
    private final Pairs pairs;
    private final Test test;
    /** Which choices of a listed field are meant; null where it is not compared with a value. */
    private final @Nullable BitSet meant;

    private final @Nullable Boolean constant;

    private Compared(List<Operand> sides, Pairs pairs, Test test, @Nullable BitSet meant, @Nullable Boolean constant) {
        this.sides = sides;
        this.pairs = pairs;
        this.test = test;
        this.meant = meant;
        this.constant = constant;
    }

    /** Of a listed field: its value is one for which this is true. */
    static Compared choices(Layout layout, Operand operand, Pairs pairs, Predicate<String> isMeant) {
        Field field = operand.isListed() ? operand.field() : null;
        if (field == null) {
            throw new IllegalArgumentException(operand.name() + " has no list of values");
        }
        BitSet meant = new BitSet();
        int possible = 0;
        int choice = 0;
        for (String text : operand.texts(layout)) {
            possible += text == null ? 0 : 1;
            meant.set(choice++, text != null && isMeant.test(text));
        }
        int many = meant.cardinality();
        Boolean constant = many == 0 ? Boolean.FALSE : many == possible ? Boolean.TRUE : null;
        return new Compared(List.of(operand), pairs, (s, l, r) -> meant.get(field.choice(s, l)), meant, constant);
    }

    /** Of a view: its text is one for which this is true. */
    static Compared texts(Operand operand, Pairs pairs, Predicate<String> isMeant) {
        return new Compared(List.of(operand), pairs, (s, l, r) -> isMeant.test(operand.text(s, l)), null, null);
    }

    /** Of a field of any number. */
    static Compared number(Operand operand, Pairs pairs, Sign sign, long value) {
        Key key = numbers(operand, List.of());
        return new Compared(List.of(operand), pairs, (s, l, r) -> sign.ofNumbers(key.of(s, l), value), null, null);
    }

    /**
     * Of two fields or views.
     *
     * @param byNumber whether fields are compared as numbers, which they must then be; as they are printed otherwise
     */
    static Compared both(Layout layout, Operand left, Operand right, Pairs pairs, Sign sign, boolean byNumber) {
        List<Operand> sides = List.of(left, right);
        if (left.view() != null || right.view() != null) {
            return new Compared(sides, pairs, (s, l, r) -> sign.ofTexts(left.text(s, l), right.text(s, r)), null, null);
        }
        List<@Nullable String> leftTexts = left.texts(layout);
        List<@Nullable String> rightTexts = right.texts(layout);
        Map<String, Long> numbered = new HashMap<>();
        Key a = byNumber ? numbers(left, leftTexts) : numbered(left, leftTexts, numbered);
        Key b = byNumber ? numbers(right, rightTexts) : numbered(right, rightTexts, numbered);
        boolean fixed = leftTexts.size() == 1 && rightTexts.size() == 1;
        long[] blank = layout.blank();
        return new Compared(
                sides,
                pairs,
                (s, l, r) -> sign.ofNumbers(a.of(s, l), b.of(s, r)),
                null,
                fixed ? Boolean.valueOf(sign.ofNumbers(a.of(blank, 0), b.of(blank, 0))) : null);
    }

    private static Key numbers(Operand operand, List<@Nullable String> texts) {
        if (operand.field() instanceof LongField any && operand.isAnyNumber()) {
            return any::get;
        }
        return byChoice(
                operand,
                texts.stream()
                        .mapToLong(text -> {
                            Long number = Operand.number(text);
                            return number == null ? 0 : number;
                        })
                        .toArray());
    }

    private static Key numbered(Operand operand, List<@Nullable String> texts, Map<String, Long> numbered) {
        return byChoice(
                operand,
                texts.stream()
                        .mapToLong(
                                text -> text == null ? -1 : numbered.computeIfAbsent(text, t -> (long) numbered.size()))
                        .toArray());
    }

    private static Key byChoice(Operand operand, long[] keys) {
        Field field = operand.field();
        if (field == null) {
            throw new IllegalArgumentException(operand.name() + " has no list of values");
        }
        return (s, e) -> keys[field.choice(s, e)];
    }

    @Override
    public boolean test(long[] state) {
        for (int i = 0; i < pairs.left().length(); i++) {
            if (test.of(state, pairs.left().get(i), pairs.right().get(i)) != pairs.every()) {
                return !pairs.every();
            }
        }
        return pairs.every();
    }

    @Override
    @Nullable
    Boolean constant() {
        return constant;
    }

    @Override
    boolean isSlow() {
        return sides.stream().anyMatch(side -> side.view() != null);
    }

    @Override
    List<Compared> comparisons() {
        return List.of(this);
    }

    /** Adds what the elements are that it is about, such as {@code ept[0x0] is UC}: all, or those for which it is true. */
    void tell(long[] state, Set<String> to) {
        for (int i = 0; i < pairs.left().length(); i++) {
            int left = pairs.left().get(i);
            int right = pairs.right().get(i);
            if (pairs.every() || pairs.left().length() == 1 || test.of(state, left, right)) {
                to.add(tell(sides.get(0), state, left));
                if (sides.size() > 1) {
                    to.add(tell(sides.get(1), state, right));
                }
            }
        }
    }

    private static String tell(Operand side, long[] state, int element) {
        return side.elementName(element) + " is " + side.text(state, element);
    }

    /** Such as {@code cr0.cd can only be 0 or 1} of each side of few values. */
    void tellValues(Layout layout, Set<String> to) {
        if (constant != null) {
            for (Operand side : sides) {
                List<String> texts = new ArrayList<>();
                side.texts(layout).stream()
                        .filter(text -> text != null)
                        .distinct()
                        .forEach(texts::add);
                to.add(side.name() + (texts.size() == 1 ? " is always " + texts.get(0) : " has only " + texts));
            }
        }
    }

    /** Whether it tells an element of an interchangeable index from the others: it would be another condition if they were exchanged. */
    boolean singlesOut(Layout layout, int interchangeable) {
        Index index = layout.interchangeable().get(interchangeable);
        for (Operand side : sides) {
            Field field = side.field();
            if (field == null) {
                return true; // what a view depends on is not known
            }
            boolean each = side.indices().contains(index)
                    && side.places().get(side.indices().indexOf(index)) == Operand.EACH;
            for (PackedElement cell : layout.cells()) {
                if (field.width() > 0 && holds(field, cell.slot())) {
                    boolean belongs = cell.places().get(interchangeable) >= 0 && !each;
                    boolean refers = cell.refersTo() == interchangeable && !isOfNoElement(cell.first(), field);
                    if (belongs || refers) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean holds(Field field, int slot) {
        for (int own : field.slots) {
            if (own == slot) {
                return true;
            }
        }
        return false;
    }

    /** Whether it says the same of all values that name an element. */
    private boolean isOfNoElement(int first, Field field) {
        if (meant == null) {
            return false;
        }
        int named = meant.get(first, field.choices()).cardinality();
        return named == 0 || named == field.choices() - first;
    }
}
