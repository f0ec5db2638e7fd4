package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.ByteStreams;
import dev.stalemate.cli.Checkout.Started;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/** With the Java that this runs on: the launcher compiles what changed alone, but everything where others can see the difference. */
class LauncherRecompileTest {
    private static final String A = "src/main/java/a/A.java";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void compilesWhatChangedOrEverything() throws Exception {
        try (Checkout checkout = Checkout.in(directory, "a checkout")) {
            checkout.with("tail").with("cut").with("comm");
            String java = System.getProperty("java.home") + "/bin/";
            for (String tool : List.of("java", "javac", "jar")) {
                String notes = tool.equals("javac") ? "cat target/launcher/build/sources >>\"$CALLS\"\n" : "";
                Files.writeString(
                        checkout.home().resolve("bin").resolve(tool),
                        "#!/bin/sh\n" + notes + "exec " + java + tool + " \"$@\"\n");
            }
            Map<String, String> real = Map.of("LIBRARIES", libraries().toString());
            checkout.write(A, "package a; class A { static final int N = 1; static String f() { return \"x\"; } }");
            checkout.write(
                    "src/main/java/a/B.java", "package a; class B { static String s() { return A.f() + A.N; } }");
            checkout.write(
                    "src/main/java/a/Main.java",
                    "package a; class Main { public static void main(String[] s) { System.out.print(B.s()); } }");
            assertThat(checkout.start(real, checkout.top(), "./stalemate").out())
                    .isEqualTo("x1");

            checkout.write(A, "package a; class A { static final int N = 1; static String f() { return \"y\"; } }");
            Started quick = checkout.start(real, checkout.top(), "./stalemate");
            assertThat(quick.out()).as(quick.err()).isEqualTo("y1");
            assertThat(quick.calls()).contains(A).doesNotContain("src/main/java/a/Main.java");

            checkout.write(A, "package a; class A { static final int N = 2; static String f() { return \"y\"; } }");
            Started constant = checkout.start(real, checkout.top(), "./stalemate");
            assertThat(constant.out()).isEqualTo("y2");
            assertThat(constant.calls()).contains("src/main/java/a/Main.java");

            checkout.write(A, "package a; class A { static final int N = 2; }");
            for (int i = 0; i < 2; i++) {
                Started gone = checkout.start(real, checkout.top(), "./stalemate");
                assertThat(gone.out()).isEmpty();
                assertThat(gone.err()).contains("src/main/java/a/B.java:1: error: cannot find symbol");
            }
        }
    }

    /** What the launcher asks of the last jar. */
    private Path libraries() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "a.Main");
        Path jar = directory.resolve("libraries.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Class<?> asm : List.of(ClassReader.class, ClassNode.class)) {
                String from = Path.of(asm.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString();
                try (JarFile library = new JarFile(from)) {
                    for (JarEntry entry : library.stream()
                            .filter(e -> e.getName().startsWith("org/")
                                    && e.getName().endsWith(".class"))
                            .toList()) {
                        out.putNextEntry(new JarEntry(entry.getName()));
                        try (InputStream in = library.getInputStream(entry)) {
                            ByteStreams.copy(in, out);
                        }
                    }
                }
            }
            String own = SameShape.class.getName().replace('.', '/') + ".class";
            out.putNextEntry(new JarEntry(own));
            try (InputStream in =
                    Objects.requireNonNull(SameShape.class.getClassLoader()).getResourceAsStream(own)) {
                ByteStreams.copy(Objects.requireNonNull(in), out);
            }
        }
        return jar;
    }
}
