package dev.stalemate.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import com.google.common.html.HtmlEscapers;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts a page together: one HTML file with its data as JSON, its style and its scripts inside.
 *
 * <p>The scripts are plain JavaScript modules. A file opened from disk can't import modules, so they are joined in the order of {@link
 * #MODULES}, without their imports and exports. A content security policy lets exactly this script and this style work, and nothing be
 * fetched; a page that is served may ask its own server, no other. No string in the data can end the script element that it is in, and the
 * scripts show strings only as text.
 */
public final class Page {
    /** Each before those that import it. */
    static final List<String> MODULES = List.of(
            "dom.js",
            "states.js",
            "state.js",
            "timeline.js",
            "parts.js",
            "run.js",
            "claims.js",
            "report.js",
            "graph.js",
            "explore.js",
            "map.js",
            "trace.js",
            "main.js");

    /** Later ones may refine what earlier ones say. */
    static final List<String> STYLES = List.of("page.css", "explore.css", "real.css");

    /** What asks the server: a page that is opened from disk leaves it out. */
    private static final Set<String> ASKING = Set.of("graph.js", "explore.js", "explore.css");

    private static final String CONNECTS = "; connect-src 'self'";

    private static final Pattern IMPORT = Pattern.compile("^import .*;\n", Pattern.MULTILINE);
    private static final Pattern EXPORT = Pattern.compile("^export ", Pattern.MULTILINE);

    private Page() {}

    /** A page to be opened from disk. */
    public static String file(String title, JsonNode data) {
        return file(title, data, List.of());
    }

    /** The same with lines that it does not show: those of counterexamples, for {@code replay}. */
    static String file(String title, JsonNode data, List<String> saved) {
        return of(title, data, saved, false);
    }

    /** A page to be served, whose scripts may ask the server that it came from. */
    public static String served(String title, JsonNode data) {
        return of(title, data, List.of(), true);
    }

    private static String of(String title, JsonNode data, List<String> saved, boolean isServed) {
        String style = parts(STYLES, isServed);
        String script = script(isServed);
        String policy = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src '"
                + hash(style) + "'; script-src '" + hash(script) + "'" + (isServed ? CONNECTS : "");
        StringBuilder page = new StringBuilder();
        String rest = resource("page.html");
        // Piece by piece, so that inserted text is not searched for the next placeholder.
        rest = fill(page, rest, "{{policy}}", policy);
        rest = fill(page, rest, "{{title}}", HtmlEscapers.htmlEscaper().escape(title));
        rest = fill(page, rest, "{{style}}", style);
        // In JSON this character is only ever inside strings, where it may be written so.
        rest = fill(page, rest, "{{data}}", data.toString().replace("<", "\\u003c"));
        rest = fill(
                page,
                rest,
                "{{saved}}",
                saved.isEmpty() ? "" : "<script type=\"text/plain\">\n" + String.join("\n", saved) + "\n</script>\n");
        rest = fill(page, rest, "{{script}}", script);
        return page.append(rest).toString();
    }

    private static String fill(StringBuilder page, String template, String place, String text) {
        int at = template.indexOf(place);
        page.append(template, 0, at).append(text);
        return template.substring(at + place.length());
    }

    /** The modules as one. */
    static String script(boolean isServed) {
        String modules = parts(MODULES, isServed);
        return EXPORT.matcher(IMPORT.matcher(modules).replaceAll("")).replaceAll("");
    }

    private static String parts(List<String> names, boolean isServed) {
        return names.stream()
                .filter(name -> isServed || !ASKING.contains(name))
                .map(Page::resource)
                .collect(Collectors.joining());
    }

    private static String hash(String text) {
        byte[] sum = Hashing.sha256().hashString(text, StandardCharsets.UTF_8).asBytes();
        return "sha256-" + Base64.getEncoder().encodeToString(sum);
    }

    static String resource(String name) {
        try {
            return Resources.toString(Resources.getResource(Page.class, name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the page's " + name + " can't be read", e);
        }
    }
}
