package dev.stalemate.prove.execute;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The method that a lambda object or a method reference stands for, and what it has captured.
 *
 * @param owner the method's class, with slashes
 * @param name its name
 * @param descriptor its parameters and its result, as class files write them
 * @param kind how it is called: one of {@code Opcodes.H_INVOKEVIRTUAL} and so on
 * @param functional the name of the interface's method that calls it
 * @param functionalDescriptor that method's descriptor
 * @param captured what it is given before the arguments; primitive values in boxes
 */
record LambdaBody(
        String owner,
        String name,
        String descriptor,
        int kind,
        String functional,
        String functionalDescriptor,
        List<@Nullable Object> captured) {
    private static final ConcurrentHashMap<Class<?>, Boolean> LAMBDAS = new ConcurrentHashMap<>();

    /** Whether an object is a lambda that {@link Weaving} has made readable. */
    static boolean isLambda(Object object) {
        return LAMBDAS.computeIfAbsent(object.getClass(), c -> c.isHidden() && writeReplace(c) != null);
    }

    /**
     * Looks into a lambda object.
     *
     * @throws IllegalArgumentException if it is not one that {@link Weaving} has made readable
     */
    static LambdaBody of(Object lambda) {
        Method replace = writeReplace(lambda.getClass());
        if (replace == null) {
            throw new IllegalArgumentException(
                    lambda.getClass().getName() + " is no lambda, or its class was not loaded by Weaving");
        }
        try {
            replace.setAccessible(true);
            SerializedLambda told = (SerializedLambda) replace.invoke(lambda);
            List<@Nullable Object> captured = new ArrayList<>();
            for (int i = 0; i < told.getCapturedArgCount(); i++) {
                captured.add(told.getCapturedArg(i));
            }
            return new LambdaBody(
                    told.getImplClass(),
                    told.getImplMethodName(),
                    told.getImplMethodSignature(),
                    told.getImplMethodKind(),
                    told.getFunctionalInterfaceMethodName(),
                    told.getFunctionalInterfaceMethodSignature(),
                    Collections.unmodifiableList(captured));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(lambda.getClass().getName() + " does not tell what it is", e);
        }
    }

    private static @Nullable Method writeReplace(Class<?> of) {
        try {
            return of.getDeclaredMethod("writeReplace");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
