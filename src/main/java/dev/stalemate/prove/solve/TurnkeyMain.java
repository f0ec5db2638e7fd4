package dev.stalemate.prove.solve;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The main class of a process that has z3-turnkey on its class path: z3 as a library, which unpacks itself. It is called by reflection,
 * as this program is built without it.
 */
public final class TurnkeyMain {
    /** The argument that asks for the version. */
    static final String VERSION = "--version";

    private static final String NATIVE = "com.microsoft.z3.Native";

    private TurnkeyMain() {}

    /** Writes what z3 says of a file, or its version. */
    public static void main(String[] args) throws IOException {
        String said;
        try {
            said = args[0].equals(VERSION) ? version() : answers(Files.readString(Path.of(args[0])));
        } catch (ReflectiveOperationException | LinkageError e) {
            IllegalStateException brief = new IllegalStateException(String.valueOf(deepest(e)));
            brief.setStackTrace(new StackTraceElement[0]);
            throw brief;
        }
        try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            out.write(said.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String version() throws ReflectiveOperationException {
        return String.valueOf(Class.forName(NATIVE).getMethod("getFullVersion").invoke(null));
    }

    /** The library calls it an error of the whole script if values are asked for where there are none. */
    private static String answers(String script) throws ReflectiveOperationException {
        int values = script.indexOf(SmtText.VALUES);
        int end = values < 0 ? script.length() : values;
        Class<?> z3 = Class.forName(NATIVE);
        long config = (long) z3.getMethod("mkConfig").invoke(null);
        long context = (long) z3.getMethod("mkContext", long.class).invoke(null, config);
        String answer = answer(z3, context, script.substring(0, end));
        return answer.strip().equals("sat") ? answer + answer(z3, context, script.substring(end)) : answer;
    }

    private static String answer(Class<?> z3, long context, String script) throws ReflectiveOperationException {
        return String.valueOf(
                z3.getMethod("evalSmtlib2String", long.class, String.class).invoke(null, context, script));
    }

    private static Throwable deepest(Throwable trouble) {
        Throwable deepest = trouble;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }
}
