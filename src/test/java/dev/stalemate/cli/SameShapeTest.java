package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a class may change without others that see it, compiled by Java's own compiler. */
class SameShapeTest {
    private static final String BASE =
            "package a; class A { static final int N = 1; final int n = 1; private int p; int f() { return 1; } static class In {} }";

    @TempDir
    private Path directory = Path.of("");

    private Path jar = directory;

    private Path compiled(String name, String source) throws IOException {
        Path to = Files.createDirectory(directory.resolve(name));
        Path file = Files.writeString(directory.resolve("A.java"), source);
        int code = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
                .run(null, null, null, "-g", "-parameters", "-proc:none", "-d", to.toString(), file.toString());
        assertThat(code).isZero();
        return to;
    }

    @BeforeEach
    void makeJar() throws IOException {
        Path base = compiled("base", BASE);
        jar = directory.resolve("all.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(base)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(base.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
        }
    }

    private boolean same(String source) throws IOException {
        return SameShape.same(jar, compiled("changed", source), List.of("src/main/java/a/A.java"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return 1; }|Runnable r = () -> {}; return 2; } private void g() {}",
                "private int p|private long q",
                "{|{ /* said */"
            })
    void whatOthersDoNotSeeIsNoDifference(String change) throws IOException {
        assertThat(same(changed(change))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "N = 1|N = 2",
                "n = 1|n = 2",
                "int f()|long f()",
                "int f() { return 1; }|",
                "int f()|int f(int x)",
                "int f()|int f() throws java.io.IOException",
                "int f()|@Deprecated int f()",
                "class A|class A extends Thread",
                "class A|final class A",
                "static class In {}|",
                "static class In {}|private static class In {}",
                "static class In {}|static class In {} static class More {}",
                "return 1; }|new Object() {}; return 1; }",
                "package a;|package a; class Beside {}",
                "private int p|int p"
            })
    void whatOthersSeeIsADifference(String change) throws IOException {
        assertThat(same(changed(change))).isFalse();
    }

    @Test
    void classesOfOtherSourcesAreADifference() throws IOException {
        assertThat(SameShape.same(jar, compiled("changed", BASE), List.of("src/main/java/a/B.java")))
                .isFalse();
    }

    private static String changed(String change) {
        int bar = change.indexOf('|');
        String from = change.substring(0, bar);
        assertThat(BASE).contains(from);
        return BASE.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(change.substring(bar + 1)));
    }
}
