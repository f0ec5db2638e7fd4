package dev.stalemate.systems.mutants;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.systems.mutants.EventMutants.Change;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Mutants of what a design sees of something that it looks at, such as a domain, or a vCPU of a virtual machine: a yes for a no, nothing for a
 * number, or a register without one of its parts, E and V bits, types and addresses.
 */
final class ViewMutants {
    /** How much there is of something, and not what is there. */
    private static final Set<String> SIZES = Set.of("vcpus", "vcnt", "maxPhyAddr", "address");

    private static final long TYPE = 0xff;
    private static final long ADDRESS = ~0xfffL;
    private static final long E = 1L << 11;
    private static final long FE = 1L << 10;

    private ViewMutants() {}

    /** Adds every change of an argument that is a view. */
    static void of(Class<?> type, int position, List<Change> changes) {
        // Two calls may lead to things of one type, such as the registers of any vCPU and of the current one: these are
        // changed at once.
        Map<String, Sight> sights = new LinkedHashMap<>();
        sights(type).forEach(sight -> sights.putIfAbsent(sight.of.getName() + " " + sight.says, sight));
        for (Sight sight : sights.values()) {
            boolean alone = sights.values().stream()
                            .filter(s -> s.says.equals(sight.says))
                            .count()
                    == 1;
            changes.add(new Change(
                    "sees " + (alone ? "" : way(type, sight.of)) + sight.says,
                    (touched, method) -> touched.saw(method, sight.of, sight.method, sight::differs),
                    position,
                    (argument, changed) -> seen(type, argument, sight, changed)));
        }
    }

    /**
     * One thing that is seen otherwise.
     *
     * @param says what
     * @param of whose method shows it
     * @param method its name
     * @param how what is seen instead
     */
    private record Sight(String says, Class<?> of, String method, UnaryOperator<Object> how) {
        boolean differs(Object seen) {
            return !how.apply(seen).equals(seen);
        }
    }

    /** The call that shows what else is seen alike in two places, such as a register of a vCPU and of a copy. */
    private static String way(Class<?> type, Class<?> shown) {
        return EventMutants.methods(type).stream()
                .filter(method -> method.getReturnType() == shown)
                .map(method -> method.getName() + "().")
                .findFirst()
                .orElse("");
    }

    private static List<Sight> sights(Class<?> type) {
        List<Sight> sights = new ArrayList<>();
        for (Method method : EventMutants.methods(type)) {
            Class<?> shown = method.getReturnType();
            String name = method.getName();
            if (SIZES.contains(name)) {
                continue;
            }
            if (shown == boolean.class) {
                sights.add(new Sight(name + "() always true", type, name, seen -> true));
                sights.add(new Sight(name + "() always false", type, name, seen -> false));
            } else if (shown == int.class) {
                sights.add(new Sight(name + "() as 0", type, name, seen -> 0));
            } else if (shown == long.class) {
                ofRegister(type, name, sights);
            } else if (shown.isInterface()) {
                sights.addAll(sights(shown));
            } else if (shown.isRecord()) {
                ofRecord(type, name, shown, sights);
            }
        }
        return sights;
    }

    /** A record of which one part is another one. */
    private static void ofRecord(Class<?> type, String name, Class<?> shown, List<Sight> sights) {
        for (RecordComponent part : shown.getRecordComponents()) {
            String of = name + "()." + part.getName() + "()";
            if (part.getType() == boolean.class) {
                sights.add(new Sight(of + " negated", type, name, seen -> with(seen, part, was -> !(Boolean) was)));
            } else if (part.getType() == MemType.class) {
                sights.add(new Sight(of + " as WB", type, name, seen -> with(seen, part, was -> MemType.WB)));
                sights.add(new Sight(of + " as UC", type, name, seen -> with(seen, part, was -> MemType.UC)));
            }
        }
    }

    private static Object with(Object seen, RecordComponent changed, UnaryOperator<Object> how) {
        RecordComponent[] parts = seen.getClass().getRecordComponents();
        Object[] values = Arrays.stream(parts)
                .map(part -> {
                    Object was = Calls.invoke(seen, part.getAccessor());
                    return part.getName().equals(changed.getName()) ? how.apply(was) : was;
                })
                .toArray();
        try {
            return seen.getClass()
                    .getConstructor(
                            Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new))
                    .newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void ofRegister(Class<?> type, String name, List<Sight> sights) {
        sights.add(new Sight(name + "() as 0", type, name, seen -> 0L));
        switch (name) {
            case "defType" -> {
                part(type, name, "E", E, sights);
                part(type, name, "FE", FE, sights);
                part(type, name, "type", TYPE, sights);
            }
            case "base" -> {
                part(type, name, "type", TYPE, sights);
                part(type, name, "address", ADDRESS, sights);
            }
            case "mask" -> {
                part(type, name, "V", MtrrMsr.V, sights);
                part(type, name, "address", ADDRESS, sights);
            }
            default -> {}
        }
    }

    private static void part(Class<?> type, String name, String part, long bits, List<Sight> sights) {
        sights.add(new Sight(name + "() without its " + part, type, name, seen -> (Long) seen & ~bits));
    }

    /** The view, or a view that it leads to, with one thing seen otherwise. */
    private static Object seen(Class<?> type, Object view, Sight sight, Runnable changed) {
        return EventMutants.proxy(type, (method, arguments) -> {
            Object answer = Calls.invoke(view, method, arguments);
            if (method.getName().equals(sight.method) && sight.of.isAssignableFrom(type)) {
                Object other = sight.how.apply(answer);
                if (!other.equals(answer)) {
                    changed.run();
                }
                return other;
            }
            return method.getReturnType().isInterface() ? seen(method.getReturnType(), answer, sight, changed) : answer;
        });
    }
}
