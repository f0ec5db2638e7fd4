package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.model.Source;

/** Sources of claims for scripts and pages. */
public final class SourceJson {
    private SourceJson() {}

    /** Fills {@code {"kind": "commit", "name": "...", "text": "...", "link": "https://..."}}; link is null if no address is known. */
    public static void fill(ObjectNode node, Source source) {
        node.put("kind", source.kind())
                .put("name", source.name())
                .put("text", source.text())
                .put("link", source.link());
    }
}
