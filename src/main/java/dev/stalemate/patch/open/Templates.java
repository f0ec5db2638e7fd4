package dev.stalemate.patch.open;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.stalemate.model.Design;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.patch.Head;
import dev.stalemate.patch.PatchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a user's own design can be begun with, as resources: files that do what a release does, headers, and the functions of each system. */
public final class Templates {
    private static final String PLACE = "/dev/stalemate/patch/";
    private static final Pattern INCLUDE = Pattern.compile("#include \"([a-z-]+\\.h)\"");
    private static final Splitter PARTS = Splitter.on(" | ").limit(4);

    private Templates() {}

    /** A language in which a design can be written. */
    public enum Language {
        C("C", "c"),
        JAVA("Java", "java");

        private final String says;
        private final String ending;

        Language(String says, String ending) {
            this.says = says;
            this.ending = ending;
        }

        /** The language of a file, by its ending; null if it is none of these. */
        public static @Nullable Language of(String file) {
            for (Language language : values()) {
                if (file.endsWith("." + language.ending)) {
                    return language;
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return says;
        }
    }

    /**
     * A function that a design in C can define.
     *
     * @param name the name in C
     * @param call the call of the protocol that it answers
     * @param signature its declaration
     * @param says what it decides
     */
    public record Function(String name, String call, String signature, String says) {}

    /** The designs of a system of which there is a template, in the system's order. */
    public static ImmutableList<Design> of(ModelSystem system, Language language) {
        return system.designs().stream()
                .filter(design -> template(system.name(), design.name(), language) != null)
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * The text of a template.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static String text(String system, String base, Language language) {
        String template = template(system, base, language);
        if (template == null) {
            throw new IllegalArgumentException("there is no template of " + system + "/" + base + " in " + language);
        }
        return template;
    }

    /** The functions that a design of a system can define in C; none if it can't be written in C. */
    public static ImmutableList<Function> functions(String system) {
        URL resource = resource("c/" + stem(system) + ".functions");
        return resource == null
                ? ImmutableList.of()
                : functions(read(resource).lines().toList());
    }

    private static ImmutableList<Function> functions(List<String> lines) {
        Deque<String> whole = new ArrayDeque<>();
        for (String line : lines) {
            if (line.startsWith(" ")) {
                whole.addLast(whole.removeLast() + " " + line.strip());
            } else if (!line.startsWith("#")) {
                whole.addLast(line);
            }
        }
        return whole.stream()
                .map(PARTS::splitToList)
                .map(parts -> new Function(parts.get(0), parts.get(1), parts.get(2), parts.get(3)))
                .collect(ImmutableList.toImmutableList());
    }

    /** The header that a design of a system in C includes, and those that this one includes, by their names; none if there is none. */
    public static Map<String, String> headers(String system) {
        Map<String, String> headers = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>();
        if (resource("c/" + stem(system) + ".h") != null) {
            open.add(stem(system) + ".h");
        }
        while (!open.isEmpty()) {
            String name = open.remove();
            String text = read(Objects.requireNonNull(resource("c/" + name)));
            if (headers.put(name, text) == null) {
                Matcher include = INCLUDE.matcher(text);
                while (include.find()) {
                    open.add(include.group(1));
                }
            }
        }
        return headers;
    }

    /** Headers and lists of functions begin with the system's name, and those of xen-ept with xen. */
    private static String stem(String system) {
        return system.equals("xen-ept") ? "xen" : system;
    }

    /** The text of a template: it is named after the design that it writes, and its head says of which system. */
    private static @Nullable String template(String system, String base, Language language) {
        String name = base + "." + language.ending;
        URL resource = resource(language.ending + "/templates/" + name);
        String text = resource == null ? "" : read(resource);
        try {
            return Head.of(name, text).system().equals(system) ? text : null;
        } catch (PatchException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable URL resource(String name) {
        return Templates.class.getResource(PLACE + name);
    }

    private static String read(URL resource) {
        try {
            return Resources.toString(resource, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
