package dev.stalemate.prove.execute;

import dev.stalemate.model.Scope;
import dev.stalemate.model.SeesAddresses;
import dev.stalemate.model.Setting;
import dev.stalemate.prove.execute.Summaries.Rule;
import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where code reads elements of arrays of longs, and settings, while something is made: {@link Weaving} has each such place tell it here. A model may
 * be made of any addresses only if it does not look at them.
 */
public final class Reads {
    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final String OWN = "dev.stalemate.";
    private static final String LAMBDA = "lambda$";
    private static final ThreadLocal<@Nullable Reads> PRESENT = new ThreadLocal<>();
    /** Whether any thread notes anything: asked at each read. */
    private static volatile boolean on;

    private final IdentityHashMap<long[], Set<String>> arrays = new IdentityHashMap<>();
    private final Map<String, Set<String>> settings = new LinkedHashMap<>();
    /** Where it is not known which array is read. */
    private final Set<String> unknown = new LinkedHashSet<>();

    private Reads() {}

    /**
     * What was made, and what was read meanwhile.
     *
     * @param <T> of what was made
     */
    public record Noted<T>(T made, Reads reads) {}

    /** Makes something. Outside of {@link Weaving} nothing is noted. */
    public static <T> Noted<T> during(Supplier<T> making) {
        Reads reads = new Reads();
        PRESENT.set(reads);
        on = true;
        try {
            return new Noted<>(making.get(), reads);
        } finally {
            PRESENT.remove();
        }
    }

    /** Whether elements of an array were read at all. */
    public boolean hasRead(long[] array) {
        return arrays.containsKey(array);
    }

    /** The places where elements of an array were read that may not be, as {@code Class.method}; also those where that is not known. */
    public List<String> of(long[] array) {
        Set<String> all = new LinkedHashSet<>(arrays.getOrDefault(array, Set.of()));
        all.addAll(unknown);
        return new ArrayList<>(all);
    }

    /** The places where a setting was read that may not be. */
    public List<String> of(String setting) {
        return new ArrayList<>(settings.getOrDefault(setting, Set.of()));
    }

    /** Summaries, and that code which is executed reads settings as they are, but none of some that say addresses: these are any. */
    public static Summaries refused(Summaries others, Set<String> settings) {
        Rule rule = call -> {
            if (call.ref(0) instanceof Ref.Real scope
                    && scope.object() instanceof Scope of
                    && call.ref(1) instanceof Ref.Real setting
                    && setting.object() instanceof Setting<?> read) {
                if (settings.contains(read.name())) {
                    throw new RefusedException("the setting " + read.name() + " is read, which says addresses", "");
                }
                return Ref.to(of.get(read));
            }
            throw new RefusedException("a setting is read, and it is not known which one", "");
        };
        return others.with(Scope.class, "get", rule);
    }

    /** Called by woven code: an element of an array. */
    public static long load(long[] array, int index) {
        if (on) {
            note(array);
        }
        return array[index];
    }

    /** Called by woven code: an object that is given to a method of a library, which may read it. */
    public static @Nullable Object given(@Nullable Object object) {
        if (on && object instanceof long[] array) {
            note(array);
        }
        return object;
    }

    /** Called by woven code: something that will read arrays which are not known yet. */
    public static void unknown() {
        Reads reads = on ? PRESENT.get() : null;
        if (reads != null) {
            place().ifPresent(reads.unknown::add);
        }
    }

    /** Called by woven code: a setting. */
    public static void setting(Object setting) {
        Reads reads = on ? PRESENT.get() : null;
        if (reads != null && setting instanceof Setting<?> read) {
            Set<String> places = reads.settings.computeIfAbsent(read.name(), name -> new LinkedHashSet<>());
            place().ifPresent(places::add);
        }
    }

    private static void note(long[] array) {
        Reads reads = PRESENT.get();
        if (reads != null) {
            Set<String> places = reads.arrays.computeIfAbsent(array, unread -> new LinkedHashSet<>());
            place().ifPresent(places::add);
        }
    }

    /** The method that reads, the first one that does not only hand on what it is asked for; none if one on its way may. */
    private static Optional<String> place() {
        return STACK.walk(frames -> {
            List<StackFrame> own = frames.dropWhile(frame -> frame.getDeclaringClass() == Reads.class)
                    .takeWhile(frame -> frame.getDeclaringClass() != Reads.class)
                    .filter(frame -> frame.getClassName().startsWith(OWN))
                    .toList();
            return own.stream().anyMatch(Reads::mayRead)
                    ? Optional.empty()
                    : own.stream()
                            .filter(frame -> frame.getDeclaringClass() != Scope.class
                                    && !frame.getMethodName().equals("get"))
                            .findFirst()
                            .map(frame -> frame.getDeclaringClass().getSimpleName() + "." + method(frame));
        });
    }

    private static boolean mayRead(StackFrame frame) {
        return Arrays.stream(frame.getDeclaringClass().getDeclaredMethods())
                .anyMatch(method ->
                        method.getName().equals(method(frame)) && method.isAnnotationPresent(SeesAddresses.class));
    }

    /** A lambda's method is that in which it is written. */
    private static String method(StackFrame frame) {
        String name = frame.getMethodName();
        return name.startsWith(LAMBDA) ? name.substring(LAMBDA.length(), name.lastIndexOf('$')) : name;
    }
}
