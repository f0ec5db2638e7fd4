package dev.stalemate.systems.mutants;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Calls by reflection. */
final class Calls {
    /** What a method returns that returns nothing: whatever it is, nobody looks at it. */
    static final Object NOTHING = 0;

    private Calls() {}

    /** Calls a method, and throws what it throws. */
    static Object invoke(Object target, Method method, Object... arguments) {
        try {
            method.setAccessible(true);
            Object answer = method.invoke(target, arguments);
            return answer == null ? NOTHING : answer;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
