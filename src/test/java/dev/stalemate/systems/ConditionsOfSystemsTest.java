package dev.stalemate.systems;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stalemate.model.ConditionText;
import dev.stalemate.model.Design;
import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Step;
import dev.stalemate.model.View;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random conditions of every system, compared with a slow evaluation over what states print. */
class ConditionsOfSystemsTest {
    private static final int STATES = 40;
    private static final int CONDITIONS = 150;

    /** A field or a view, as it is printed. */
    private record Printed(String name, List<Index> indices, Values values, boolean onlyNumbers) {
        int size() {
            return indices.stream().mapToInt(Index::size).reduce(1, (a, b) -> a * b);
        }
    }

    private interface Values {
        String of(long[] state, int element);
    }

    /** A condition and what it means. */
    private record Said(String text, Predicate<long[]> means) {}

    /** A name with its places, and the elements that it means. */
    private record Name(String text, List<Integer> elements, boolean every) {}

    static List<ModelSystem> systems() {
        return Systems.catalogue().all();
    }

    @ParameterizedTest
    @MethodSource("systems")
    void aConditionIsWhatIsPrinted(ModelSystem system) {
        Random random = new Random(7);
        int trueOnes = 0;
        int falseOnes = 0;
        for (int n = 0; n < CONDITIONS; n++) {
            Design design = system.designs().get(random.nextInt(system.designs().size()));
            Model model = system.model(design, system.scope("small"));
            List<long[]> states = states(model, random);
            Said said = several(model, states, random, 2);
            ConditionText condition = ConditionText.of(model, said.text);
            for (long[] state : states) {
                boolean means = said.means.test(state);
                assertEquals(means, condition.condition().test(state), () -> said.text + " of " + design.name());
                Boolean constant = condition.constant();
                assertTrue(constant == null || constant == means, () -> said.text + " is not always " + constant);
                trueOnes += means ? 1 : 0;
                falseOnes += means ? 0 : 1;
            }
        }
        int least = Math.min(trueOnes, falseOnes);
        assertTrue(least > CONDITIONS, "only " + least + " of the rarer answer");
    }

    private static List<long[]> states(Model model, Random random) {
        List<long[]> states = new ArrayList<>();
        List<Step> steps = model.steps();
        long[] state = model.initial();
        for (int i = 0; i < STATES; i++) {
            states.add(state.clone());
            long[] at = state;
            List<Step> possible = steps.stream().filter(s -> s.enabled(at)).toList();
            if (possible.isEmpty()) {
                state = model.initial();
            } else {
                possible.get(random.nextInt(possible.size())).apply(state);
            }
        }
        return states;
    }

    private static Said several(Model model, List<long[]> states, Random random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return one(model, states, random);
        }
        Said a = several(model, states, random, depth - 1);
        Said b = several(model, states, random, depth - 1);
        return switch (random.nextInt(3)) {
            case 0 -> new Said("(" + a.text + " & " + b.text + ")", a.means.and(b.means));
            case 1 -> new Said("(" + a.text + "|" + b.text + ")", a.means.or(b.means));
            default -> new Said("!(" + a.text + ")", a.means.negate());
        };
    }

    private static Said one(Model model, List<long[]> states, Random random) {
        List<Printed> all = new ArrayList<>();
        for (Field field : model.layout().fields()) {
            if (field.width() > 0 || random.nextInt(10) == 0) {
                all.add(new Printed(field.name(), field.indices(), field::text, onlyNumbers(model, field)));
            }
        }
        for (View view : model.views()) {
            all.add(new Printed(view.name(), view.indices(), view.text()::of, true));
        }
        Printed printed = all.get(random.nextInt(all.size()));
        Name name = name(printed, random);
        List<String> texts = texts(printed, states);
        String value = texts.get(random.nextInt(texts.size()));
        List<String> words = Arrays.stream(value.split("[ ,+]+", -1))
                .filter(w -> !w.isEmpty())
                .toList();
        boolean numbers = printed.onlyNumbers && texts.stream().allMatch(t -> number(t) != null);
        int kind = random.nextInt(numbers ? 6 : 4);
        if (kind == 0 && !words.isEmpty()) {
            String word = words.get(random.nextInt(words.size()));
            String dotted = name.text + "." + word.toLowerCase(Locale.ROOT);
            if (!printed.indices.isEmpty() && !word.contains("=")) {
                return said(dotted, printed, name, t -> Arrays.asList(
                                t.toLowerCase(Locale.ROOT).split("[ ,+]+", -1))
                        .contains(word.toLowerCase(Locale.ROOT)));
            }
        }
        String quoted = value.isEmpty() || random.nextInt(3) == 0 ? "\"" + value + "\"" : value;
        return switch (kind) {
            case 1 -> said(name.text + " != " + quoted, printed, name, t -> !t.equals(value));
            case 4 -> said(name.text + "<" + value, printed, name, t -> less(t, value));
            case 5 -> said(name.text + ">=" + value, printed, name, t -> !less(t, value));
            default -> said(name.text + "=" + quoted, printed, name, t -> t.equals(value));
        };
    }

    /** Whether every value that the scope allows is a number: an order is refused otherwise. */
    private static boolean onlyNumbers(Model model, Field field) {
        long[] state = model.initial();
        return IntStream.range(0, field.choices()).allMatch(choice -> {
            field.choose(state, 0, choice);
            try {
                return number(field.text(state, 0)) != null;
            } catch (IllegalArgumentException e) {
                return true; // no state has this choice
            }
        });
    }

    private static Said said(String text, Printed printed, Name name, Predicate<String> test) {
        return new Said(
                text,
                state -> name.every
                        ? name.elements.stream().allMatch(e -> test.test(printed.values.of(state, e)))
                        : name.elements.stream().anyMatch(e -> test.test(printed.values.of(state, e))));
    }

    private static List<String> texts(Printed printed, List<long[]> states) {
        TreeSet<String> texts = new TreeSet<>();
        states.forEach(s -> IntStream.range(0, printed.size()).forEach(e -> texts.add(printed.values.of(s, e))));
        return List.copyOf(texts);
    }

    /** Elements whose numbers have some digits fixed; any or every of the others. */
    private static Name name(Printed printed, Random random) {
        boolean every = random.nextBoolean();
        StringBuilder text = new StringBuilder(printed.name);
        List<Integer> fixed = new ArrayList<>();
        for (Index index : printed.indices) {
            int place = random.nextBoolean() ? -1 : random.nextInt(index.size());
            fixed.add(place);
            text.append('[')
                    .append(place >= 0 ? index.text(place) : every ? "every" : "any")
                    .append(']');
        }
        List<Integer> elements = IntStream.range(0, printed.size())
                .filter(e -> {
                    int rest = e;
                    for (int i = fixed.size() - 1; i >= 0; i--) {
                        int size = printed.indices.get(i).size();
                        if (fixed.get(i) >= 0 && fixed.get(i) != rest % size) {
                            return false;
                        }
                        rest /= size;
                    }
                    return true;
                })
                .boxed()
                .toList();
        return new Name(text.toString(), elements, every);
    }

    private static @Nullable BigInteger number(String text) {
        try {
            return text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean less(String a, String b) {
        return Objects.requireNonNull(number(a)).compareTo(Objects.requireNonNull(number(b))) < 0;
    }

    @Test
    void thereAreSystemsToCompare() {
        assertTrue(systems().size() > 1);
    }
}
