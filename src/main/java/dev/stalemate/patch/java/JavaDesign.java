package dev.stalemate.patch.java;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.PatchFile;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.java.Compilation.Compiled;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.xen.design.XenDesign;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A design in one Java source file. The file has one class that is not abstract and implements a system's interface of designs, with a
 * constructor without parameters, or with the name and the sentence of the design: {@code (String name, String says)}.
 *
 * @param system the name of the system whose interface it implements
 * @param design the design
 * @param remarks what the compiler warns of, each with file and line
 */
public record JavaDesign(String system, Design design, ImmutableList<String> remarks) {
    /** The interfaces of designs that are code, by the system. */
    private static final Map<String, Class<? extends Design>> INTERFACES =
            Map.of("kvm", KvmDesign.class, "xen-ept", XenDesign.class);

    /**
     * Compiles, checks and loads a file.
     *
     * @param name of the design, where its constructor takes one
     * @param says the design in a sentence, likewise
     * @throws PatchException if it is no design; each line of the message names the file and, if known, the line
     */
    public static JavaDesign of(PatchFile file, String name, String says) throws PatchException {
        return of(ToolProvider.getSystemJavaCompiler(), file, name, says);
    }

    static JavaDesign of(@Nullable JavaCompiler compiler, PatchFile file, String name, String says)
            throws PatchException {
        if (compiler == null) {
            throw new PatchException(
                    file.name() + " can't be compiled: this Java has no compiler; use a JDK, not a JRE");
        }
        Compiled compiled = Compilation.of(compiler, file);
        if (compiled.designs().size() != 1) {
            throw new PatchException(
                    compiled.designs().isEmpty()
                            ? file.name() + " has no design: a class that implements " + interfaces()
                            : file.name() + ":" + compiled.line() + ": a file has one design, but this one has "
                                    + String.join(" and ", compiled.designs()));
        }
        String where = file.name() + ":" + compiled.line();
        Design design = make(compiled, where, name, says);
        String system = INTERFACES.entrySet().stream()
                .filter(entry -> entry.getValue().isInstance(design))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .orElseThrow(() ->
                        new PatchException(where + ": " + compiled.designs().get(0)
                                + " is a design of no system: it implements none of " + interfaces()));
        return new JavaDesign(system, design, ImmutableList.copyOf(compiled.warnings()));
    }

    private static String interfaces() {
        return INTERFACES.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue().getSimpleName() + " (" + entry.getKey() + ")")
                .reduce((a, b) -> a + " or " + b)
                .orElseThrow();
    }

    private static Design make(Compiled compiled, String where, String name, String says) throws PatchException {
        String className = compiled.designs().get(0);
        try {
            Class<?> type = Class.forName(className, true, new DesignLoader(compiled.classes()));
            Constructor<?> named = constructor(type, String.class, String.class);
            Constructor<?> plain = constructor(type);
            Object design = named != null ? named.newInstance(name, says) : plain != null ? plain.newInstance() : null;
            if (!(design instanceof Design made)) {
                throw new PatchException(where + ": " + className
                        + " needs a constructor without parameters, or with (String name, String says)");
            }
            check(made, where, className);
            return made;
        } catch (InvocationTargetException e) {
            throw failed(where, className, e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw failed(
                    where,
                    className,
                    e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e);
        }
    }

    /** What a table prints of it is asked once here, where a mistake is told with its line. */
    private static void check(Design design, String where, String className) throws PatchException {
        try {
            if (design.name().isEmpty() || design.says().isEmpty()) {
                throw new PatchException(where + ": " + className + " has an empty name or an empty sentence");
            }
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw failed(where, className, e);
        }
    }

    private static @Nullable Constructor<?> constructor(Class<?> type, Class<?>... parameters) {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (List.of(constructor.getParameterTypes()).equals(List.of(parameters))) {
                constructor.setAccessible(true);
                return constructor;
            }
        }
        return null;
    }

    private static PatchException failed(String where, String className, Throwable cause) {
        StackTraceElement at = DesignException.author(cause);
        String place = at != null && DesignException.LOADER.equals(at.getClassLoaderName())
                ? at.getFileName() + ":" + at.getLineNumber()
                : where;
        String message = cause.getMessage() == null ? "" : String.format(Locale.ROOT, " (%s)", cause.getMessage());
        return new PatchException(
                place + ": " + className + " can't be made: it threw "
                        + cause.getClass().getSimpleName() + message,
                cause);
    }
}
