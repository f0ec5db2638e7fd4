package dev.stalemate.patch.java;

import com.google.common.base.Splitter;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import dev.stalemate.model.Design;
import dev.stalemate.model.PatchFile;
import dev.stalemate.patch.PatchException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;

/** Compiles one source file in memory. */
final class Compilation {
    private static final int MOST_MESSAGES = 20;
    private static final Splitter ENTRIES = Splitter.on(File.pathSeparatorChar);

    private final PatchFile file;
    private final DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

    private Compilation(PatchFile file) {
        this.file = file;
    }

    /**
     * What came of it.
     *
     * @param classes the compiled classes, by their names
     * @param designs the names of those that are designs and not abstract
     * @param line the line of the first of them, from 1
     * @param warnings of the compiler, each with file and line
     */
    record Compiled(Map<String, byte[]> classes, List<String> designs, long line, List<String> warnings) {}

    /**
     * Compiles a file.
     *
     * @throws PatchException if it has an error, or uses or remembers what a design must not; with a line for each
     */
    static Compiled of(JavaCompiler compiler, PatchFile file) throws PatchException {
        try {
            return new Compilation(file).compile(compiler);
        } catch (IOException e) {
            throw new PatchException(file.name() + " can't be compiled: " + e.getMessage(), e);
        }
    }

    private Compiled compile(JavaCompiler compiler) throws IOException, PatchException {
        try (JavaFileManager files =
                new InMemory(compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8))) {
            List<String> options = List.of("-proc:none", "-Xlint", "-g:source,lines,vars", "-classpath", classPath());
            JavacTask task = (JavacTask) compiler.getTask(
                    Writer.nullWriter(), files, diagnostics, options, null, List.of(new SourceText(file)));
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            task.analyze();
            refuseErrors();
            SourceCheck check = new SourceCheck(file, task, units.get(0));
            check.run();
            task.generate();
            refuseErrors();
            Map<String, byte[]> compiled = new HashMap<>();
            classes.forEach((name, bytes) -> compiled.put(name, bytes.toByteArray()));
            return new Compiled(compiled, check.designs(), check.lineOfDesign(), messages(false));
        }
    }

    /** An engine adds the tool's jar to what a process starts with, and says nothing of it. */
    private static String classPath() throws IOException {
        String known = System.getProperty("java.class.path", "");
        CodeSource source = Design.class.getProtectionDomain().getCodeSource();
        try {
            String own = source == null
                    ? ""
                    : Path.of(source.getLocation().toURI()).toAbsolutePath().toString();
            return own.isEmpty() || ENTRIES.splitToList(known).contains(own) ? known : own + File.pathSeparator + known;
        } catch (URISyntaxException e) {
            throw new IOException("the tool's own classes are nowhere", e);
        }
    }

    private void refuseErrors() throws PatchException {
        List<String> errors = messages(true);
        if (!errors.isEmpty()) {
            throw new PatchException(String.join("\n", errors.subList(0, Math.min(errors.size(), MOST_MESSAGES))));
        }
    }

    private List<String> messages(boolean errors) {
        return diagnostics.getDiagnostics().stream()
                .filter(d -> (d.getKind() == Diagnostic.Kind.ERROR) == errors)
                .map(d -> (d.getLineNumber() > 0 ? file.name() + ":" + d.getLineNumber() : file.name()) + ": "
                        + (errors ? "" : "warning: ")
                        + d.getMessage(Locale.ROOT).replaceAll("\\s*\n\\s*", ", "))
                .toList();
    }

    private static final class SourceText extends SimpleJavaFileObject {
        private final String text;

        SourceText(PatchFile file) {
            super(URI.create("memory:///" + file.name().replaceAll("[^A-Za-z0-9._-]", "_")), Kind.SOURCE);
            this.text = file.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Writes classes to memory; sources and options come from nowhere else. */
    private final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        InMemory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String name, Kind kind, FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            classes.put(name, bytes);
            return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
