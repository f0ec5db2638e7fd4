package dev.stalemate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;

/**
 * Whether classes that were compiled again are for all others what they were: the launcher then compiles nothing else. All that a compiler
 * looks at in another file's classes counts: what they extend, their members that are not private, values of constants, annotations.
 */
public final class SameShape {
    private static final String SOURCES = "src/main/java/";
    private static final String CLASS = ".class";

    private SameShape() {}

    /**
     * Fails where something differs.
     *
     * @param args the jar of all classes as they were, the directory of the new ones, and a file of the sources that were compiled again
     * @throws IllegalStateException if something differs
     */
    public static void main(String[] args) throws IOException {
        if (!same(Path.of(args[0]), Path.of(args[1]), Files.readAllLines(Path.of(args[2])))) {
            throw new IllegalStateException("others see a difference");
        }
    }

    /**
     * Whether sources have classes of the same names as before, each of the same shape.
     *
     * @param jar all classes as they were
     * @param classes a directory that has the new classes of these sources and no others
     * @param sources names such as {@code src/main/java/a/A.java}
     */
    static boolean same(Path jar, Path classes, List<String> sources) throws IOException {
        Map<String, byte[]> before = new TreeMap<>();
        try (JarFile old = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = old.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (isNear(entry.getName(), sources)) {
                    try (InputStream in = old.getInputStream(entry)) {
                        keep(entry.getName(), in.readAllBytes(), sources, before);
                    }
                }
            }
        }
        Map<String, byte[]> after = new TreeMap<>();
        int all = 0;
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                keep(classes.relativize(file).toString(), Files.readAllBytes(file), sources, after);
                all++;
            }
        }
        return all == after.size()
                && before.keySet().equals(after.keySet())
                && before.keySet().stream().allMatch(name -> Arrays.equals(before.get(name), after.get(name)));
    }

    private static String directory(String file) {
        return file.substring(0, file.lastIndexOf('/') + 1);
    }

    /** Whether a class file is of the package of a source. */
    private static boolean isNear(String name, List<String> sources) {
        return name.endsWith(CLASS)
                && sources.stream().anyMatch(source -> directory(source).equals(SOURCES + directory(name)));
    }

    /** Keeps the shape of a class that one of the sources has. */
    private static void keep(String name, byte[] content, List<String> sources, Map<String, byte[]> shapes) {
        if (isNear(name, sources)) {
            ClassNode node = new ClassNode();
            new ClassReader(content).accept(node, ClassReader.SKIP_CODE);
            if (sources.contains(SOURCES + directory(name) + node.sourceFile)) {
                shapes.put(name, shape(node));
            }
        }
    }

    private static byte[] shape(ClassNode node) {
        String file = node.name.replaceFirst("\\$.*", "");
        node.methods.removeIf(method -> (method.access & Opcodes.ACC_PRIVATE) != 0);
        node.fields.removeIf(field -> (field.access & Opcodes.ACC_PRIVATE) != 0);
        // Those of other files that it uses, and those without names.
        node.innerClasses.removeIf(inner -> inner.outerName == null || !inner.name.startsWith(file + "$"));
        node.nestMembers = null;
        ClassWriter writer = new ClassWriter(0);
        node.accept(writer);
        return writer.toByteArray();
    }
}
