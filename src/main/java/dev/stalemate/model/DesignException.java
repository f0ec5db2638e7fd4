package dev.stalemate.model;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The code of a design, of a property or of a system failed. That is a mistake of its author, and not a verdict. */
public final class DesignException extends RuntimeException {
    /** The name of the class loader of a user's own design. */
    public static final String LOADER = "design";

    /** The packages of fields, indices and registers: an exception thrown there is a mistake of the code that called them. */
    private static final List<String> TOOLS =
            List.of("dev.stalemate.model.", "dev.stalemate.paging.", "java.", "jdk.", "com.google.");

    private DesignException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether a throwable is a mistake of the code, not of the machine that it runs on. */
    public static boolean isMistake(Throwable thrown) {
        return thrown instanceof RuntimeException
                || thrown instanceof AssertionError
                || thrown instanceof StackOverflowError;
    }

    /**
     * The exception for code that failed while a model was stepped.
     *
     * @param what failed, such as {@code step (3) touch vcpu=0} or {@code the property no-stale}
     * @param before the steps that led there
     */
    public static DesignException running(Model model, String what, List<Step> before, Throwable cause) {
        String run = IntStream.range(0, before.size())
                .mapToObj(i -> "(" + (i + 1) + ") " + before.get(i))
                .collect(Collectors.joining(", "));
        Scope scope = model.scope();
        String settings = scope.toString().isEmpty() ? "" : " (" + scope + ")";
        return new DesignException(
                model.system() + "/" + model.design().name() + " failed at scope " + scope.name() + settings + ": "
                        + what + (cause instanceof DesignFault ? ": " : " threw ") + thrown(cause)
                        + (before.isEmpty() ? ", from the start on" : ", after " + run),
                cause);
    }

    /** The exception for a design of which no model could be made. */
    public static DesignException building(String system, Design design, Scope scope, Throwable cause) {
        return new DesignException(
                system + "/" + design.name() + " failed at scope " + scope.name() + ", as its model was made: "
                        + (cause instanceof DesignFault ? "" : "it threw ") + thrown(cause),
                cause);
    }

    /** The exception where only the cause is known. */
    public static DesignException somewhere(String system, Throwable cause) {
        return new DesignException("the code of " + system + " failed: it threw " + thrown(cause), cause);
    }

    private static String thrown(Throwable cause) {
        String message = cause.getMessage();
        if (cause instanceof DesignFault) {
            return String.valueOf(message);
        }
        StackTraceElement at = author(cause);
        return cause.getClass().getSimpleName()
                + (message == null ? "" : " (" + message + ")")
                + (at == null ? "" : " at " + at.getFileName() + ":" + at.getLineNumber());
    }

    /** The innermost stack frame of a user's own design, else the innermost that is not of this tool or a library; null if there is none. */
    public static @Nullable StackTraceElement author(Throwable cause) {
        List<StackTraceElement> frames = List.of(cause.getStackTrace());
        return frames.stream()
                .filter(frame -> LOADER.equals(frame.getClassLoaderName()))
                .findFirst()
                .or(() -> frames.stream()
                        .filter(frame -> TOOLS.stream().noneMatch(frame.getClassName()::startsWith))
                        .findFirst())
                .orElse(null);
    }

    /** What failed, where, and after which steps. */
    public String says() {
        return String.valueOf(getMessage());
    }
}
