package dev.stalemate.counterexample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter.NopIndenter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.google.common.base.Joiner;
import dev.stalemate.counterexample.Counterexample.Found;
import dev.stalemate.counterexample.Counterexample.SavedStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes counterexamples: always the same text for the same one, each field and each step on a line, so that a diff shows what changed. */
public final class CounterexampleWriter {
    private static final ObjectWriter ONE_LINE = new ObjectMapper()
            .writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Spacing.AFTER)
                            .withObjectEmptySeparator("")
                            .withObjectEntrySpacing(Spacing.AFTER))
                    .withObjectIndenter(new NopIndenter())
                    .withArrayIndenter(new NopIndenter()));

    private CounterexampleWriter() {}

    /** The file's text. */
    public static String text(Counterexample c) {
        List<String> lines = new ArrayList<>();
        lines.add(field("schema", CounterexampleReader.SCHEMA));
        lines.add(field("system", c.system()));
        lines.add(field("variant", c.design()));
        lines.add(field("scope", c.scope()));
        lines.add(field("property", c.law()));
        lines.add(field("claim", c.claim()));
        lines.add(field("expected", CounterexampleReader.EXPECTED));
        if (c.found() != null) {
            lines.add(field("found", fields(c.found())));
        }
        lines.add(field("minimal", c.minimal()));
        if (c.initial() != null) {
            lines.add(field("initial", c.initial()));
        }
        if (c.loop() != null) {
            lines.add(field("loop", c.loop()));
        }
        if (c.file() != null) {
            lines.add("  \"design\": " + DesignText.json(c.file()));
        }
        lines.add("  \"steps\": " + steps(c.steps()));
        return "{\n" + Joiner.on(",\n").join(lines) + "\n}\n";
    }

    static Map<String, @Nullable Object> fields(Found found) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("driver", found.driver());
        fields.put("seed", found.seed());
        fields.put("tool", found.tool());
        return fields;
    }

    private static String steps(List<SavedStep> steps) {
        if (steps.isEmpty()) {
            return "[]";
        }
        List<String> lines = new ArrayList<>();
        for (SavedStep step : steps) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("action", step.action());
            fields.put("args", step.arguments());
            if (step.hash() != null) {
                fields.put("hash", step.hash());
            }
            lines.add("    " + json(fields));
        }
        return "[\n" + Joiner.on(",\n").join(lines) + "\n  ]";
    }

    /** A line of a file, without the comma. */
    static String field(String name, @Nullable Object value) {
        return "  " + json(name) + ": " + json(value);
    }

    /** A value on one line. */
    static String json(@Nullable Object value) {
        try {
            return ONE_LINE.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts, numbers and maps of them are always JSON", e);
        }
    }
}
