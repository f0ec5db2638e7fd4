package dev.stalemate.prove.execute;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test method of a class inside {@link Weaving}, so that it can look into lambda objects: put {@code @ExtendWith(Woven.class)}
 * on the class.
 *
 * <p>The class needs a constructor without parameters and has no {@code @BeforeEach} methods. Parameters of its tests are of JDK types.
 */
public final class Woven implements InvocationInterceptor {
    private static final Map<ClassLoader, Weaving> LOADERS = new ConcurrentHashMap<>();

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> test, ExtensionContext context)
            throws Throwable {
        runInside(invocation, test);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> test, ExtensionContext context)
            throws Throwable {
        runInside(invocation, test);
    }

    private static void runInside(Invocation<Void> invocation, ReflectiveInvocationContext<Method> test)
            throws Throwable {
        invocation.skip();
        Weaving loader = LOADERS.computeIfAbsent(test.getTargetClass().getClassLoader(), Weaving::new);
        Class<?> inside = loader.loadClass(test.getTargetClass().getName());
        Constructor<?> constructor = inside.getDeclaredConstructor();
        constructor.setAccessible(true);
        Method method = inside.getDeclaredMethod(
                test.getExecutable().getName(), test.getExecutable().getParameterTypes());
        method.setAccessible(true);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            method.invoke(constructor.newInstance(), test.getArguments().toArray());
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
