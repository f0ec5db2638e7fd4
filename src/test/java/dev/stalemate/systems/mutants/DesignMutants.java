package dev.stalemate.systems.mutants;

import com.google.common.base.Splitter;
import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.Design;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.mutants.Mutant.Kind;
import dev.stalemate.systems.xen.leaf.EmtTable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Mutants of a design: each of its settings has another value, or each of its methods, asked with each combination of arguments that are
 * constants, gives another value.
 *
 * <p>Where a design has methods it is behind an interface that extends {@link Design}, which a proxy implements, or it is a record, which is
 * built again with one part changed.
 */
final class DesignMutants {
    /** Far more than a search asks. */
    private static final int MOST_CALLS = 3_000_000;

    /**
     * {@code isUniform} is a part of {@code installsLarge}: only a design of a user's own is asked for it alone. {@code isMmio} is a part of
     * {@code leaf}: what it sees of the host's pages is changed instead.
     */
    private static final Set<String> NO_DECISIONS = Set.of("name", "says", "isUniform", "isMmio", "functions");

    private final ModelSystem system;
    private final Design design;
    private final boolean skips;
    private final List<Mutant> all = new ArrayList<>();
    private final Map<String, Touched> touched = new ConcurrentHashMap<>();

    private DesignMutants(ModelSystem system, Design design, boolean skips) {
        this.system = system;
        this.design = design;
        this.skips = skips;
    }

    /** Every mutant of a design; it has no model in a scope where what the design did shows that it does the same. */
    static List<Mutant> of(ModelSystem system, Design design) {
        return of(system, design, true);
    }

    /** The same; without skips, all have a model in every scope. */
    static List<Mutant> of(ModelSystem system, Design design, boolean skips) {
        DesignMutants mutants = new DesignMutants(system, design, skips);
        Optional<Class<?>> asked = interfaceOf(design.getClass());
        if (design instanceof ChosenDesign<?> chosen) {
            system.designSettings().forEach(setting -> mutants.ofSetting(chosen, setting));
        } else if (asked.isPresent()) {
            mutants.ofInterface(asked.get());
        } else if (design instanceof Record) {
            mutants.ofRecord();
        } else {
            throw new IllegalArgumentException(
                    design.name() + " has no settings, is no record, and is not behind an interface");
        }
        return List.copyOf(mutants.all);
    }

    /** The interface by which a model asks a design. */
    private static Optional<Class<?>> interfaceOf(Class<?> type) {
        return Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
                .flatMap(t -> Arrays.stream(t.getInterfaces()))
                .filter(i -> i != Design.class && Design.class.isAssignableFrom(i))
                .findFirst();
    }

    /** A mutant is called as the command line has it: {@code held=lock}. */
    private void ofSetting(ChosenDesign<?> chosen, Setting<?> setting) {
        for (String value : values(chosen, setting)) {
            if (!value.equals(chosen.text(setting))) {
                String change = setting.name() + "=" + value;
                all.add(new Mutant(change, Kind.ANSWER, (scope, reached) -> {
                    reached.run();
                    return Optional.of(system.model(chosen.with(change), scope));
                }));
            }
        }
    }

    private static List<String> values(ChosenDesign<?> chosen, Setting<?> setting) {
        Object initial = setting.parser().apply(setting.initial());
        if (initial instanceof Boolean) {
            return List.of("on", "off");
        }
        if (initial instanceof Enum<?> constant) {
            return words(constant);
        }
        if (initial instanceof Set<?> some && some.iterator().next() instanceof Enum<?> constant) {
            List<String> now = Splitter.on('+').splitToList(chosen.text(setting));
            List<String> words = words(constant);
            return words.stream()
                    .map(other -> words.stream()
                            .filter(word -> now.contains(word) != word.equals(other))
                            .collect(Collectors.joining("+")))
                    .filter(setting::accepts)
                    .toList();
        }
        throw new IllegalArgumentException("nobody knows the values of the setting " + setting.name());
    }

    private static List<String> words(Enum<?> constant) {
        return Arrays.stream(constant.getDeclaringClass().getEnumConstants())
                .map(other -> other.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private void ofRecord() {
        for (RecordComponent part : design.getClass().getRecordComponents()) {
            Method method = part.getAccessor();
            if (NO_DECISIONS.contains(part.getName())) {
                continue;
            }
            Object value = Calls.invoke(design, method);
            for (Change change : changes(part.getType(), Optional.of(value))) {
                all.add(new Mutant(part.getName() + "() " + change.says, Kind.ANSWER, (scope, reached) -> {
                    reached.run();
                    return Optional.of(system.model(with(part.getName(), change.of(value)), scope));
                }));
            }
        }
    }

    private Design with(String part, Object value) {
        try {
            RecordComponent[] parts = design.getClass().getRecordComponents();
            Object[] values = new Object[parts.length];
            for (int i = 0; i < parts.length; i++) {
                Method accessor = parts[i].getAccessor();
                values[i] = parts[i].getName().equals(part) ? value : Calls.invoke(design, accessor);
            }
            var constructor = design.getClass()
                    .getDeclaredConstructor(
                            Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return (Design) constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void ofInterface(Class<?> asked) {
        Arrays.stream(asked.getMethods())
                .filter(m -> !Modifier.isStatic(m.getModifiers()) && !NO_DECISIONS.contains(m.getName()))
                .filter(m -> !EventMutants.isComposed(m))
                .sorted(Comparator.comparing(Method::getName))
                .forEach(method -> ofMethod(asked, method));
    }

    private void ofMethod(Class<?> asked, Method method) {
        Class<?>[] types = method.getParameterTypes();
        if (Arrays.stream(types).allMatch(Class::isEnum)) {
            for (Object[] arguments : combinations(types)) {
                String call = method.getName()
                        + Arrays.stream(arguments).map(Object::toString).collect(Collectors.joining(", ", "(", ")"));
                for (Change change : changes(method.getReturnType(), answer(method, arguments))) {
                    proxied(asked, call, method, Optional.of(arguments), change);
                }
            }
        } else {
            for (Change change : changes(method.getReturnType(), Optional.empty())) {
                proxied(asked, method.getName() + "(..)", method, Optional.empty(), change);
            }
            if (Arrays.equals(types, new Class<?>[] {int.class}) && method.getReturnType() == int.class) {
                Change first = new Change("is 0", Kind.ANSWER, answer -> 0);
                proxied(asked, method.getName() + "(..)", method, Optional.empty(), first);
            }
            if (method.getName().equals("leaf")) {
                Change ipat = new Change("with the other IPAT", Kind.ANSWER, leaf -> otherIpat((Integer) leaf));
                proxied(asked, method.getName() + "(..)", method, Optional.empty(), ipat);
            }
            for (EventMutants.Change change : EventMutants.of(method)) {
                told(asked, method, change);
            }
        }
    }

    /** A mutant that is given another argument in one method. */
    private void told(Class<?> asked, Method changed, EventMutants.Change change) {
        all.add(new Mutant(changed.getName() + "(..) " + change.says(), Kind.EVENT, (scope, reached) -> {
            if (skips && !change.needs().test(touched(asked, scope), changed.getName())) {
                return Optional.empty();
            }
            int[] calls = {0};
            Object mutant = EventMutants.proxy(asked, (method, arguments) -> {
                checkCalls(calls);
                if (method.equals(changed)) {
                    int i = change.position();
                    arguments[i] = change.how().of(arguments[i], reached);
                }
                return Calls.invoke(design, method, arguments);
            });
            return Optional.of(system.model((Design) mutant, scope));
        }));
    }

    /** What the design is asked, and looks at, in a scope: a mutant of anything else does what the design does. */
    private Touched touched(Class<?> asked, Scope scope) {
        return touched.computeIfAbsent(scope.toString(), any -> Touched.of(system, design, asked, scope));
    }

    private static List<Object[]> combinations(Class<?>[] types) {
        List<Object[]> all = new ArrayList<>();
        all.add(new Object[0]);
        for (Class<?> type : types) {
            List<Object[]> longer = new ArrayList<>();
            for (Object[] prefix : all) {
                for (Object constant : type.getEnumConstants()) {
                    Object[] next = Arrays.copyOf(prefix, prefix.length + 1);
                    next[prefix.length] = constant;
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all;
    }

    /** A mutant that answers a call otherwise; {@code only} are the arguments for which it does, or empty for any. */
    private void proxied(Class<?> asked, String call, Method changed, Optional<Object[]> only, Change change) {
        all.add(new Mutant(call + " " + change.says, change.kind, (scope, reached) -> {
            if (skips
                    && !touched(asked, scope).answered(changed, only, answer -> !change.of(answer)
                            .equals(answer))) {
                return Optional.empty();
            }
            int[] calls = {0};
            Object mutant = EventMutants.proxy(asked, (method, arguments) -> {
                checkCalls(calls);
                Object answer = Calls.invoke(design, method, arguments);
                if (!method.equals(changed)
                        || only.filter(o -> !Arrays.equals(o, arguments)).isPresent()) {
                    return answer;
                }
                Object other = change.of(answer);
                if (!other.equals(answer)) {
                    reached.run();
                }
                return other;
            });
            return Optional.of(system.model((Design) mutant, scope));
        }));
    }

    private static int otherIpat(int leaf) {
        return EptLeaf.isNpt(leaf) ? leaf : EptLeaf.of(EptLeaf.emt(leaf), !EptLeaf.ipat(leaf));
    }

    /** Some mutants make a step go on for ever, such as a walk that splits a page again and again. */
    private static void checkCalls(int[] calls) {
        if (++calls[0] > MOST_CALLS) {
            throw new IllegalStateException("asked without an end");
        }
    }

    /** What the design always says; empty where it doesn't want to be asked. */
    private Optional<Object> answer(Method method, Object... arguments) {
        try {
            return Optional.of(Calls.invoke(design, method, arguments));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Another answer. */
    private record Change(String says, Kind kind, UnaryOperator<Object> how) {
        Object of(Object answer) {
            return how.apply(answer);
        }
    }

    /** The other answers of a type; where the design always gives the same, those that differ from it. */
    private static List<Change> changes(Class<?> type, Optional<Object> always) {
        List<Change> changes = new ArrayList<>();
        Kind kind = always.isPresent() ? Kind.ANSWER : Kind.EVENT;
        if (type == boolean.class) {
            changes.add(new Change("negated", Kind.ANSWER, answer -> !(Boolean) answer));
            if (always.isEmpty()) {
                changes.add(new Change("always true", kind, answer -> true));
                changes.add(new Change("always false", kind, answer -> false));
            }
        } else if (type == int.class) {
            changes.add(new Change("one more", Kind.ANSWER, answer -> (Integer) answer + 1));
            changes.add(new Change("one less", Kind.ANSWER, answer -> (Integer) answer - 1));
        } else if (type == EmtTable.class && always.isPresent()) {
            EmtTable table = (EmtTable) always.get();
            ofList(table.checks(), changes, checks -> EmtTable.of("a mutant of " + table, checks));
        } else if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                if (always.filter(constant::equals).isEmpty()) {
                    changes.add(new Change("is " + constant, kind, answer -> constant));
                }
            }
        } else if (always.isPresent() && always.get() instanceof List<?> list) {
            ofList(list, changes, left -> left);
        }
        return changes;
    }

    /** One element less, or two neighbours exchanged. */
    private static <T> void ofList(List<T> list, List<Change> changes, Function<List<T>, Object> answered) {
        for (int i = 0; i < list.size(); i++) {
            List<T> without = new ArrayList<>(list);
            T left = without.remove(i);
            Object shorter = answered.apply(without);
            changes.add(new Change("without " + left, Kind.ANSWER, answer -> shorter));
            if (i + 1 < list.size()) {
                List<T> swapped = new ArrayList<>(list);
                Collections.swap(swapped, i, i + 1);
                Object exchanged = answered.apply(swapped);
                changes.add(new Change(
                        "with " + list.get(i) + " after " + list.get(i + 1), Kind.ANSWER, answer -> exchanged));
            }
        }
    }
}
