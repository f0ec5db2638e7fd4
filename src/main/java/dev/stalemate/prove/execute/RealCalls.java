package dev.stalemate.prove.execute;

import dev.stalemate.prove.execute.Invocations.Invocation;
import dev.stalemate.prove.term.Term;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/** Calls methods of the JDK and of libraries for real, those that change nothing, where all that they are given is known. */
final class RealCalls {
    /** Classes all of whose methods only calculate. */
    private static final Set<String> CALCULATE = Set.of(
            "java/lang/Math",
            "java/lang/Integer",
            "java/lang/Long",
            "java/lang/Boolean",
            "java/lang/Character",
            "java/lang/String",
            "java/lang/Enum",
            "java/lang/Class",
            "java/util/Objects",
            "java/util/OptionalInt",
            "java/util/Optional");

    /** Methods of collections and of objects that change nothing. */
    private static final Set<String> ASK = Set.of(
            "get",
            "getOrDefault",
            "size",
            "isEmpty",
            "contains",
            "containsKey",
            "containsAll",
            "indexOf",
            "equals",
            "hashCode",
            "toString",
            "getClass",
            "name",
            "ordinal",
            "compareTo",
            "keySet",
            "values",
            "entrySet",
            "getKey",
            "getValue",
            "nextClearBit",
            "nextSetBit",
            "cardinality",
            "intValue",
            "longValue",
            "booleanValue",
            "lowerEndpoint",
            "upperEndpoint");

    private final Parts parts;
    private final Map<Invocation, Method> methods = new HashMap<>();

    RealCalls(Parts parts) {
        this.parts = parts;
    }

    /** Whether a value is one that can be given to real code. */
    static boolean isKnown(Value value) {
        return value instanceof Word word
                ? word.isConstant()
                : value instanceof Ref.Real
                        || value == Ref.NULL
                        || (value instanceof Ref.Boxed boxed && boxed.word().isConstant());
    }

    /** What a method returns; null if it always throws an exception. */
    @Nullable
    Value call(Frame f, World world, Invocation call) {
        if (!CALCULATE.contains(call.owner()) && !ASK.contains(call.name())) {
            throw new RefusedException(call + " is called", f.place());
        }
        for (int i = 0; i < call.values().size(); i++) {
            if (!isKnown(call.values().get(i))) {
                return ofEach(f, world, call, i);
            }
        }
        if (!call.isStatic() && call.receiver() == Ref.NULL) {
            parts.faults().add(world, Term.TRUE, call + " on null", f);
            return null;
        }
        return known(f, world, call);
    }

    /** A value that is one of several that are known: each is tried. */
    private @Nullable Value ofEach(Frame f, World world, Invocation call, int number) {
        Value value = call.values().get(number);
        Term condition;
        Value then;
        Value otherwise;
        if (value instanceof Word word && word.term().isIte()) {
            condition = word.term().condition();
            then = new Word(word.term().thenTerm());
            otherwise = new Word(word.term().elseTerm());
        } else if (value instanceof Ref.Either either) {
            condition = either.condition();
            then = either.then();
            otherwise = either.otherwise();
        } else {
            throw new RefusedException(call + " is given what is not known", f.place());
        }
        Value one = call(f, world.where(condition), with(call, number, then));
        Value other = call(f, world.where(condition.not()), with(call, number, otherwise));
        return one == null || other == null
                ? one == null ? other : one
                : parts.merge().value(condition, one, other);
    }

    private static Invocation with(Invocation call, int number, Value value) {
        List<Value> values = new ArrayList<>(call.values());
        values.set(number, value);
        return new Invocation(call.opcode(), call.owner(), call.name(), call.descriptor(), values);
    }

    private @Nullable Value known(Frame f, World world, Invocation call) {
        Invocation key = new Invocation(call.opcode(), call.owner(), call.name(), call.descriptor(), List.of());
        Method method = methods.computeIfAbsent(key, this::method);
        Object[] arguments = new Object[method.getParameterCount()];
        int first = call.isStatic() ? 0 : 1;
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = object(call.values().get(first + i), method.getParameterTypes()[i]);
        }
        Object object = call.isStatic() ? null : object(call.receiver(), Object.class);
        if (object == null
                ? !Settled.isCalculated(call.owner(), call.name(), arguments)
                : !Settled.isAsked(object, call.name(), arguments)) {
            throw new RefusedException(
                    call + (object == null ? "" : " of " + object.getClass().getName())
                            + " is called, which may run other code or answer otherwise another time",
                    f.place());
        }
        Word number = arguments.length == 1 ? number(call.values().get(first)) : null;
        if (number != null) {
            CallPath.met(f, f.next, number.term(), size(object));
        }
        if (object instanceof Collection<?> && arguments.length == 1 && arguments[0] == null) {
            return Word.of(0); // a list that holds no null refuses the question
        }
        try {
            return method.getReturnType() == void.class
                    ? Ref.NULL
                    : Stores.value(method.getReturnType(), method.invoke(object, arguments));
        } catch (InvocationTargetException e) {
            parts.faults().add(world, Term.TRUE, String.valueOf(e.getCause()), f);
            return null;
        } catch (IllegalAccessException | IllegalArgumentException e) {
            throw new RefusedException(call + " can't be called: " + e.getMessage(), f.place());
        }
    }

    /** The number that a value is or holds; null if there is none. */
    private static @Nullable Word number(Value value) {
        return value instanceof Word word ? word : value instanceof Ref.Boxed boxed ? boxed.word() : null;
    }

    /** A number for the size of a collection, larger than that of any element. */
    private static long size(@Nullable Object object) {
        long size = object instanceof Collection<?> all ? all.size() : object instanceof Map<?, ?> map ? map.size() : 0;
        return Integer.MAX_VALUE + size;
    }

    private Method method(Invocation call) {
        Class<?> owner = parts.files().named(call.owner());
        Class<?>[] types = Arrays.stream(Type.getArgumentTypes(call.descriptor()))
                .map(parts.files()::of)
                .toArray(Class<?>[]::new);
        try {
            Method method = owner.getMethod(call.name(), types);
            if (!Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
                throw new RefusedException(call + " is not public", "");
            }
            return method;
        } catch (NoSuchMethodException e) {
            throw new RefusedException(call + " isn't there", "");
        }
    }

    private static @Nullable Object object(Value value, Class<?> type) {
        if (value instanceof Word word) {
            long bits = word.term().value();
            return type == long.class
                    ? (Object) bits
                    : type == boolean.class
                            ? (Object) (bits != 0)
                            : type == char.class ? (Object) (char) bits : (Object) (int) bits;
        } else if (value instanceof Ref.Boxed boxed) {
            return object(
                    boxed.word(),
                    boxed.type() == Long.class
                            ? long.class
                            : boxed.type() == Boolean.class ? boolean.class : int.class);
        }
        return value instanceof Ref.Real real ? real.object() : null;
    }
}
