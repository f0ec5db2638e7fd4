package dev.stalemate.lab.machine;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A user's patch of KVM, in unified format. It is text until {@code patch} applies it to a copy of the sources.
 *
 * @param name the file's name
 * @param text what it holds
 */
public record KernelPatch(String name, String text) {
    private static final int MOST = 4 << 20;
    private static final int SHORT = 12;
    private static final String OLD = "--- ";
    private static final String NEW = "+++ ";

    /**
     * Reads one.
     *
     * @throws BadPatchException if it is no patch, or larger than 4 MiB
     */
    public static KernelPatch read(Path file) throws IOException, BadPatchException {
        if (Files.size(file) > MOST) {
            throw new BadPatchException(file + " is larger than 4 MiB");
        }
        KernelPatch patch =
                new KernelPatch(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
        if (patch.parts().isEmpty()) {
            throw new BadPatchException(
                    file + " is no patch in unified format: no line begins with --- and the next with +++");
        }
        return patch;
    }

    /** What tells it from others, for the name of a folder. */
    public String id() {
        return Hashing.sha256()
                .hashString(text, StandardCharsets.UTF_8)
                .toString()
                .substring(0, SHORT);
    }

    /**
     * What it does to one file.
     *
     * @param path the file, from the root of the kernel's tree
     * @param text the part of the patch
     */
    record Part(String path, String text) {}

    /** What it does to each file. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        List<String> lines = text.lines().toList();
        int begin = -1;
        String path = "";
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (lines.get(i).startsWith(OLD) && lines.get(i + 1).startsWith(NEW)) {
                if (begin >= 0) {
                    parts.add(new Part(path, String.join("\n", lines.subList(begin, i)) + "\n"));
                }
                begin = i;
                path = path(lines.get(i), lines.get(i + 1));
            }
        }
        if (begin >= 0) {
            parts.add(new Part(path, String.join("\n", lines.subList(begin, lines.size())) + "\n"));
        }
        return parts;
    }

    private static String path(String old, String now) {
        String name = now.startsWith(NEW + "/dev/null") ? old : now;
        return name.substring(NEW.length()).replaceFirst("\t.*", "").replaceFirst("^[^/]*/", "");
    }

    /** The files that it changes and a build of KVM has not, such as documentation. */
    List<String> without(Predicate<String> has) {
        return parts().stream().map(Part::path).filter(has.negate()).toList();
    }

    /** The patch of those files that a build of KVM has. */
    String of(Predicate<String> has) {
        StringBuilder kept = new StringBuilder();
        parts().stream().filter(p -> has.test(p.path())).forEach(p -> kept.append(p.text()));
        return kept.toString();
    }

    /**
     * Looks whether it changes anything of KVM.
     *
     * @throws BadPatchException if it does not
     */
    void check() throws BadPatchException {
        if (parts().stream().noneMatch(p -> p.path().matches("(arch/x86/kvm|virt/kvm|include|arch/x86/include)/.*"))) {
            throw new BadPatchException(name + " changes nothing that KVM is built from");
        }
    }
}
