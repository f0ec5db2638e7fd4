package dev.stalemate.style;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** That nothing is left which no one reads, and that links lead to something. */
final class FileRules {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    private FileRules() {}

    /** A resource, a page or a picture is named by another file: nothing is left that no one reads. */
    static List<Offence> deadFiles(Checkout checkout) {
        return checkout.only(file -> file.in("src/main/resources") || file.in("docs")).stream()
                .filter(file -> checkout.only(other -> !other.equals(file) && names(other, file))
                        .isEmpty())
                .map(file -> new Offence(file, 1, "no other file names it"))
                .toList();
    }

    /** Pages are reached by links, a picture or an example too; resources by their names, a class among them without its suffix. A template
     * is named after the design that it writes, behind its system. */
    private static boolean names(TextFile other, TextFile file) {
        if (file.in("docs")) {
            return other.markdown() && links(other, other.text()).contains(file.path());
        }
        if (file.directory().endsWith("/templates")) {
            return other.in("src/main/java") && other.text().contains("\"" + file.stem() + "\"");
        }
        String name = file.path().endsWith(".java") ? file.stem() : file.name();
        return other.in("src/main") && other.text().contains(name);
    }

    private static Set<String> links(TextFile page, String text) {
        return LINK.matcher(text)
                .results()
                .map(match -> match.group(1))
                .filter(link -> !link.startsWith("#") && !link.contains(":"))
                .map(link -> resolved(page, link))
                .collect(Collectors.toSet());
    }

    /** A link without its fragment, from the checkout's root. */
    private static String resolved(TextFile page, String link) {
        String path = link.replaceFirst("#.*", "");
        return Path.of(page.path()).resolveSibling(path).normalize().toString();
    }

    /** Links within the checkout lead to files of it. */
    static List<Offence> links(Checkout checkout) {
        Set<String> files = checkout.files().stream().map(TextFile::path).collect(Collectors.toSet());
        List<Offence> offences = new ArrayList<>();
        for (TextFile page : checkout.only(TextFile::markdown)) {
            for (int i = 0; i < page.lines().size(); i++) {
                for (String link : links(page, page.lines().get(i))) {
                    if (!files.contains(link) && !Files.exists(Path.of(link))) { // such as what the tool wrote
                        offences.add(new Offence(page, i + 1, "a link to " + link + ", which is not there"));
                    }
                }
            }
        }
        return offences;
    }
}
