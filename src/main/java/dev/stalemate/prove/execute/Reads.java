package dev.stalemate.prove.execute;

import com.google.common.collect.MapMaker;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SeesAddresses;
import dev.stalemate.model.Setting;
import dev.stalemate.prove.execute.Summaries.Rule;
import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
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
    /** All that note anything now. Whatever thread reads an array, each of them notes it: it may do so for any of them. */
    private static final List<Reads> ALL = new CopyOnWriteArrayList<>();
    /** Whether anything is noted: asked at each read. */
    private static volatile boolean on;

    /** By the arrays themselves, whatever is in them; states that nothing else holds may go. */
    private final ConcurrentMap<long[], Set<String>> arrays =
            new MapMaker().weakKeys().makeMap();

    private final ConcurrentMap<Object, ConcurrentMap<String, Set<String>>> settings =
            new MapMaker().weakKeys().makeMap();
    /** The values of settings that were read by the thread that makes something: those that it is made of. */
    private final Set<Object> own = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Where it is not known which array is read. */
    private final Set<String> unknown = places();

    private Reads() {}

    private static Set<String> places() {
        return Collections.synchronizedSet(new LinkedHashSet<>());
    }

    /**
     * What was made, and what was read meanwhile.
     *
     * @param <T> of what was made
     */
    public record Noted<T>(T made, Reads reads) {}

    /** Makes something. Outside of {@link Weaving} nothing is noted. */
    public static <T> Noted<T> during(Supplier<T> making) {
        Reads reads = new Reads();
        Reads outer = PRESENT.get();
        PRESENT.set(reads);
        begin(reads);
        try {
            return new Noted<>(making.get(), reads);
        } finally {
            PRESENT.set(outer); // the same thread may make one thing within another
            end(reads);
        }
    }

    private static synchronized void begin(Reads reads) {
        ALL.add(reads);
        on = true;
    }

    private static synchronized void end(Reads reads) {
        ALL.remove(reads);
        on = !ALL.isEmpty();
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
        Set<String> all = new LinkedHashSet<>();
        for (Object values : own) {
            ConcurrentMap<String, Set<String>> read = settings.get(values);
            all.addAll(read == null ? Set.of() : read.getOrDefault(setting, Set.of()));
        }
        return new ArrayList<>(all);
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
        } else if (on && object instanceof Object[] several) {
            for (Object each : several) {
                if (each != several) {
                    given(each);
                }
            }
        }
        return object;
    }

    /** Called by woven code: something that will read arrays which are not known yet. */
    public static void unknown() {
        Reads own = on ? PRESENT.get() : null;
        for (Reads reads : own == null ? ALL : List.of(own)) {
            place(false).ifPresent(reads.unknown::add);
        }
    }

    /** Called by woven code: a setting, and the values among which it is looked up. */
    public static void setting(Object values, Object setting) {
        if (!on || !(setting instanceof Setting<?> read)) {
            return;
        }
        for (Reads reads : ALL) {
            if (PRESENT.get() == reads) {
                reads.own.add(values);
            }
            Set<String> places = reads.settings
                    .computeIfAbsent(values, unread -> new ConcurrentHashMap<>())
                    .computeIfAbsent(read.name(), name -> places());
            place(true).ifPresent(places::add);
        }
    }

    private static void note(long[] array) {
        for (Reads reads : ALL) {
            Set<String> places = reads.arrays.computeIfAbsent(array, unread -> places());
            if (PRESENT.get() == reads || places.isEmpty()) { // of other threads one place will do
                place(false).ifPresent(places::add);
            }
        }
    }

    /**
     * The method that reads; none if it may. Those that call it are not asked: what may read for one reason does not let everything below it
     * read for another.
     *
     * @param handedOn whether methods are passed over that only hand on a setting they are asked for
     */
    private static Optional<String> place(boolean handedOn) {
        return STACK.walk(frames -> frames.filter(frame -> frame.getDeclaringClass() != Reads.class)
                        .filter(frame -> frame.getClassName().startsWith(OWN))
                        .filter(frame -> !handedOn || !handsOn(frame))
                        .findFirst())
                .filter(frame -> !mayRead(frame))
                .map(frame -> frame.getDeclaringClass().getSimpleName() + "." + method(frame));
    }

    private static boolean handsOn(StackFrame frame) {
        return frame.getDeclaringClass() == Scope.class
                || frame.getClassName().equals(Scope.class.getPackageName() + ".Values")
                || (frame.getMethodName().equals("get")
                        && frame.getMethodType().parameterList().equals(List.of(Setting.class)));
    }

    private static boolean mayRead(StackFrame frame) {
        boolean lambda = frame.getMethodName().startsWith(LAMBDA);
        return Arrays.stream(frame.getDeclaringClass().getDeclaredMethods())
                .anyMatch(method -> method.getName().equals(method(frame))
                        && (lambda || frame.getMethodType().parameterList().equals(List.of(method.getParameterTypes())))
                        && method.isAnnotationPresent(SeesAddresses.class));
    }

    /** A lambda's method is that in which it is written. */
    private static String method(StackFrame frame) {
        String name = frame.getMethodName();
        return name.startsWith(LAMBDA) ? name.substring(LAMBDA.length(), name.lastIndexOf('$')) : name;
    }
}
