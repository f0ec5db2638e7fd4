package dev.stalemate.pathfinder;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The code that runs in the process of Java PathFinder. It is compiled there, because this project is not compiled against Java PathFinder. */
final class Agents {
    static final String PACKAGE = "dev.stalemate.pathfinder.agent";
    static final String MAIN = PACKAGE + ".Judge";
    static final String SERIALIZER = PACKAGE + ".ModelSerializer";

    private static final List<String> SOURCES = List.of(
            "Judge.java",
            "Watch.java",
            "Ends.java",
            "ModelSerializer.java",
            "JPF_dev_stalemate_pathfinder_target_ModelThreads.java");

    private Agents() {}

    /**
     * Compiles them against a build.
     *
     * @throws Home.Missing if there is no compiler, or the build does not fit
     */
    static void compile(Home home, String classPath, Path target) throws IOException, Home.Missing {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new Home.Missing("this Java has no compiler, and a JDK is needed");
        }
        Path sources = Files.createDirectories(target.resolve("sources"));
        List<Path> files = new ArrayList<>();
        for (String name : SOURCES) {
            Path file = sources.resolve(name);
            try (InputStream in = Objects.requireNonNull(Agents.class.getResourceAsStream(name))) {
                Files.copy(in, file);
            }
            files.add(file);
        }
        StringWriter messages = new StringWriter();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-nowarn",
                    "-proc:none",
                    "-classpath",
                    home.jar() + File.pathSeparator + classPath,
                    "-d",
                    target.toString());
            boolean compiled = compiler.getTask(
                            messages, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            if (!compiled) {
                throw new Home.Missing(home.directory() + " holds no Java PathFinder of the branch java-17: "
                        + messages.toString().lines().findFirst().orElse("it can't be compiled against"));
            }
        }
    }
}
