package dev.stalemate.lab.machine;

import dev.stalemate.outside.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** In which order modules of a kernel are loaded: each says by its depends= which others it needs. */
final class ModuleOrder {
    private static final Duration READS = Duration.ofMinutes(1);
    private static final String DEPENDS = "depends=";

    private final Map<String, Path> byName = new HashMap<>();
    private final Child child;

    ModuleOrder(List<Path> all, Child child) {
        all.forEach(file -> byName.put(name(file), file));
        this.child = child;
    }

    /** A module's name, with the sign that the kernel itself takes. */
    static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.ko.*", "").replace('_', '-');
    }

    /** Adds a module behind what it needs. What is not a module is built in. */
    void add(String name, Set<Path> order) throws IOException {
        Path file = byName.get(name.replace('_', '-'));
        if (file == null || order.contains(file)) {
            return;
        }
        for (String needed : needs(file)) {
            if (!needed.isEmpty()) {
                add(needed, order);
            }
        }
        order.add(file);
    }

    private List<String> needs(Path file) throws IOException {
        String reads = file.toString().endsWith(".xz") ? "xz -dc \"$0\"" : "cat \"$0\"";
        String found = child.run(
                READS,
                List.of("sh", "-c", reads + " | tr '\\0' '\\n' | grep -a '^" + DEPENDS + "' || true", file.toString()));
        String line = found.lines().findFirst().orElse(DEPENDS);
        return List.of(line.substring(DEPENDS.length()).split(",", -1));
    }
}
