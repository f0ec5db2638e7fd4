package dev.stalemate.decide;

import com.google.common.base.CharMatcher;
import com.google.common.base.Strings;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.stalemate.model.Law;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.SearchFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What exhaustive searches keep on disk: in one directory a directory for each system, design, scope and set of laws.
 *
 * @param directory of the checkpoints; null for none
 * @param resumed whether the directory has checkpoints of an earlier run
 * @param spill where states wait that memory has no room for; null for where the checkpoints are, or else temporary files
 * @param keys whether the keys of seen states go there, too
 * @param tool version of the tool, which goes on only from its own checkpoints
 */
public record Checkpoints(@Nullable Path directory, boolean resumed, @Nullable Path spill, boolean keys, String tool) {
    /** Nothing but temporary files. */
    public static final Checkpoints NONE = new Checkpoints(null, false, null, false, "");

    private static final CharMatcher IN_NAMES = CharMatcher.inRange('a', 'z')
            .or(CharMatcher.inRange('A', 'Z'))
            .or(CharMatcher.inRange('0', '9'))
            .or(CharMatcher.anyOf("=,.+-"))
            .precomputed();
    private static final int LONGEST_NAME = 100;

    /** The files of the search of a subject. */
    public SearchFiles files(Subject subject) {
        SearchFiles files =
                directory == null ? SearchFiles.nothing() : SearchFiles.in(directory.resolve(name(subject)), tool);
        files = keys ? files.withKeys() : files;
        return spill == null ? files : files.withSpill(spill);
    }

    /** What the user should know of the checkpoint of a search that is about to begin; empty where it has one. */
    String remark(Subject subject) {
        if (directory == null) {
            return "";
        }
        if (subject.laws().stream().anyMatch(law -> law.kind().isProgress())) {
            return "a search for loops and deadlocks has no checkpoint, and always starts from the beginning";
        }
        return resumed && !Files.exists(directory.resolve(name(subject)))
                ? "nothing of it was saved, so its search started from the beginning"
                : "";
    }

    /** A directory's name that a person can read, and that no other search has. */
    static String name(Subject subject) {
        List<String> parts = new ArrayList<>();
        parts.add(subject.model().system());
        parts.add(subject.model().design().name());
        parts.add(subject.model().scope().toString());
        Hasher hasher = Hashing.murmur3_128().newHasher();
        Stream.concat(parts.stream(), subject.laws().stream().map(Law::name))
                .forEach(part -> hasher.putString(part, StandardCharsets.UTF_8).putChar('\n'));
        parts.removeIf(String::isEmpty);
        String text = IN_NAMES.negate().replaceFrom(String.join("-", parts), '_');
        String shown = text.substring(0, Math.min(text.length(), LONGEST_NAME));
        return shown + "-" + Strings.padStart(Integer.toHexString(hasher.hash().asInt()), 8, '0');
    }
}
