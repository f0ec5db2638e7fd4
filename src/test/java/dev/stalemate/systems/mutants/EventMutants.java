package dev.stalemate.systems.mutants;

import dev.stalemate.model.Design;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Mutants of a decision that is made about an event, as changes of one argument.
 *
 * <p>An argument whose methods return nothing is what the design can ask for, such as a zap: something that it asks for is left out, is
 * done in part, or is something else, or something is asked for besides. An argument that is true or false, or a constant, is always the
 * same. Any other interface is what the design can look at: see {@link ViewMutants}.
 */
final class EventMutants {
    private static final long PAGE = 4096;

    /** What an interface makes of a design's other decisions: a mutant makes it of the changed ones, and it is not changed itself. */
    private static final Set<String> COMPOSED =
            Set.of("forModel", "leaf", "memoryTypeChanged", "rangeChanged", "mappingPermitted");

    /** The composed methods of an interface, see {@link #isComposed}: searches ask at every call. */
    private static final ClassValue<Set<Method>> COMPOSED_OF = new ClassValue<>() {
        @Override
        protected Set<Method> computeValue(Class<?> type) {
            return Arrays.stream(type.getMethods())
                    .filter(EventMutants::isComposed)
                    .collect(Collectors.toUnmodifiableSet());
        }
    };

    /** One of a call's arguments, as the mutant has it. */
    @FunctionalInterface
    interface Argument {
        /** The argument instead; {@code changed} is to be run where that makes a difference. */
        Object of(Object argument, Runnable changed);
    }

    /**
     * A change of one argument.
     *
     * @param says what is changed
     * @param needs whether it can make a difference where a design was watched, which was asked by a method of this name
     * @param position which argument
     * @param how the argument instead
     */
    record Change(String says, BiPredicate<Touched, String> needs, int position, Argument how) {}

    private static BiPredicate<Touched, String> called(String ofArgument) {
        return (touched, method) -> touched.called(method, ofArgument);
    }

    /** A call that a design makes, answered otherwise. */
    @FunctionalInterface
    interface Call {
        Object of(Method method, Object[] arguments);
    }

    private EventMutants() {}

    /** Every change of one argument of a method. */
    static List<Change> of(Method method) {
        List<Change> changes = new ArrayList<>();
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (types[i] == boolean.class) {
                changes.add(constant(i, true));
                changes.add(constant(i, false));
            } else if (types[i].isEnum()) {
                for (Object constant : types[i].getEnumConstants()) {
                    changes.add(constant(i, constant));
                }
            } else if (types[i].isInterface()) {
                if (methods(types[i]).stream().allMatch(m -> m.getReturnType() == void.class)) {
                    ofRequests(types[i], i, changes);
                } else {
                    ViewMutants.of(types[i], i, changes);
                }
            }
        }
        return changes;
    }

    private static Change constant(int position, Object value) {
        return new Change(
                "with its argument " + (position + 1) + " always " + value,
                (touched, method) -> touched.told(method, position, argument -> !argument.equals(value)),
                position,
                (argument, changed) -> {
                    if (!argument.equals(value)) {
                        changed.run();
                    }
                    return value;
                });
    }

    /** The methods of an interface, in order. */
    static List<Method> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(m -> !Modifier.isStatic(m.getModifiers()) && !isTold(m))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    /** Whether a method says why nothing is asked for: what is told changes nothing. */
    static boolean isTold(Method method) {
        return method.getName().equals("nothing");
    }

    /** Whether a method makes something of other decisions, or of another design's. */
    static boolean isComposed(Method method) {
        return method.isDefault()
                && (COMPOSED.contains(method.getName())
                        || Arrays.stream(method.getParameterTypes()).anyMatch(Design.class::isAssignableFrom));
    }

    /** An object in the place of another one, whose calls are answered otherwise. */
    static Object proxy(Class<?> type, Call call) {
        Set<Method> composed = COMPOSED_OF.get(type);
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.isDefault() && composed.contains(method)
                        ? InvocationHandler.invokeDefault(proxy, method, arguments)
                        : call.of(method, arguments == null ? new Object[0] : arguments));
    }

    private static void ofRequests(Class<?> type, int position, List<Change> changes) {
        List<Method> asked = methods(type);
        boolean choice = asked.stream().filter(m -> m.getParameterCount() == 0).count() > 1;
        for (Method request : asked) {
            String name = request.getName();
            if (choice && request.getParameterCount() == 0) {
                changes.add(new Change("with " + name + "(), too", called(""), position, (argument, changed) -> {
                    changed.run();
                    Calls.invoke(argument, request);
                    return argument;
                }));
            }
            changes.add(new Change(
                    "without " + name + "()",
                    called(name),
                    position,
                    (argument, changed) -> proxy(type, (m, a) -> {
                        if (!m.equals(request)) {
                            return Calls.invoke(argument, m, a);
                        }
                        changed.run();
                        return Calls.NOTHING;
                    })));
            for (Method other : asked) {
                if (!other.equals(request) && request.getParameterCount() + other.getParameterCount() == 0) {
                    changes.add(new Change(
                            "with " + other.getName() + "() for " + name + "()",
                            called(name),
                            position,
                            (argument, changed) -> proxy(type, (m, a) -> {
                                if (m.equals(request)) {
                                    changed.run();
                                }
                                return Calls.invoke(argument, m.equals(request) ? other : m, a);
                            })));
                }
            }
            if (Arrays.equals(request.getParameterTypes(), new Class<?>[] {long.class, long.class})) {
                for (Part part : Part.values()) {
                    changes.add(ofRange(type, request, position, part));
                }
            }
        }
        changes.add(ofSeveral(type, position, "only the first thing that it asks for", n -> n == 0));
        changes.add(ofSeveral(type, position, "all that it asks for but the first thing", n -> n > 0));
    }

    /** What is left of a range of addresses, the last one included. */
    private enum Part {
        LOWER_HALF,
        UPPER_HALF,
        FIRST_PAGE_LESS,
        LAST_PAGE_LESS;

        Object[] of(long first, long last) {
            long middle = first + (last - first) / 2;
            return switch (this) {
                case LOWER_HALF -> new Object[] {first, middle};
                case UPPER_HALF -> new Object[] {middle + 1, last};
                case FIRST_PAGE_LESS -> new Object[] {first + PAGE, last};
                case LAST_PAGE_LESS -> new Object[] {first, last - PAGE};
            };
        }
    }

    private static Change ofRange(Class<?> type, Method request, int position, Part part) {
        return new Change(
                "with " + part + " of " + request.getName() + "()",
                called(request.getName()),
                position,
                (argument, changed) -> proxy(type, (m, a) -> {
                    if (!m.equals(request)) {
                        return Calls.invoke(argument, m, a);
                    }
                    changed.run();
                    Object[] left = part.of((Long) a[0], (Long) a[1]);
                    return (Long) left[0] <= (Long) left[1] ? Calls.invoke(argument, m, left) : Calls.NOTHING;
                }));
    }

    private static Change ofSeveral(Class<?> type, int position, String says, IntPredicate kept) {
        BiPredicate<Touched, String> more = (touched, method) ->
                IntStream.range(0, touched.requests(method, position)).anyMatch(n -> !kept.test(n));
        return new Change("does " + says, more, position, (argument, changed) -> {
            int[] calls = {0};
            return proxy(type, (m, a) -> {
                if (isTold(m) || kept.test(calls[0]++)) {
                    return Calls.invoke(argument, m, a);
                }
                changed.run();
                return Calls.NOTHING;
            });
        });
    }
}
