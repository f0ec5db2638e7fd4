package dev.stalemate.counterexample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The name that a file of a {@link Library} had before each system had a folder: {@code DIR/kvm-K3.json} for {@code
 * DIR/kvm/K3-cd0-zaps-non-wb.json}, and {@code DIR/code/zap-list-code-no-wait-leaves-zapped.json} for {@code
 * DIR/zap-list-code/no-wait-leaves-zapped.json}.
 */
public final class FormerName {
    private static final String CODE = "code";

    private FormerName() {}

    /** The file that had this name; null if there is none, or more than one. */
    public static @Nullable Path now(Path former) throws IOException {
        Path folder = former.toAbsolutePath().getParent();
        if (folder == null) {
            return null;
        }
        List<Path> found = in(former.resolveSibling("."), former.getFileName().toString());
        if (found.isEmpty() && folder.endsWith(CODE)) {
            found = in(former.resolveSibling(".."), former.getFileName().toString());
        }
        return found.size() == 1 ? found.get(0) : null;
    }

    private static List<Path> in(Path directory, String name) throws IOException {
        List<Path> found = new ArrayList<>();
        for (int dash = name.indexOf('-'); dash > 0; dash = name.indexOf('-', dash + 1)) {
            Path system = directory.resolve(name.substring(0, dash)).normalize();
            if (Files.isDirectory(system)) {
                add(found, system, name.substring(dash + 1));
            }
        }
        return found;
    }

    private static void add(List<Path> found, Path system, String rest) throws IOException {
        int dot = Math.max(0, rest.indexOf('.'));
        String start = rest.substring(0, dot) + "-";
        String end = rest.substring(dot);
        try (Stream<Path> files = Files.list(system)) {
            files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.equals(rest) || (name.startsWith(start) && name.endsWith(end));
                    })
                    .forEach(found::add);
        }
    }
}
