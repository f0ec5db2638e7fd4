package dev.stalemate.counterexample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import dev.stalemate.files.Reason;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON token by token, so that every error has its line. Every field that is not optional is required, none may come twice, and
 * unknown ones are refused.
 */
final class StrictJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int LONGEST_TEXT = 1000;

    private final String file;
    private final JsonParser parser;

    private StrictJson(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** Reads the value at the current position of the parser. */
    @FunctionalInterface
    interface Value {
        void read() throws IOException, BadFileException;
    }

    /** Reads a whole file. */
    @FunctionalInterface
    interface Document<T> {
        T read(StrictJson json) throws IOException, BadFileException;
    }

    /** Reads a text that holds one value and nothing after it. */
    static <T> T read(String file, String text, Document<T> document) throws BadFileException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            StrictJson json = new StrictJson(file, parser);
            if (parser.nextToken() == null) {
                throw new BadFileException(file, "is empty");
            }
            T value = document.read(json);
            if (parser.nextToken() != null) {
                throw json.bad("there is more after the end of the counterexample");
            }
            return value;
        } catch (JsonEOFException e) {
            throw new BadFileException(file, line(e), "the file is cut off here");
        } catch (JsonProcessingException e) {
            throw new BadFileException(file, line(e), "not valid JSON: " + firstSentence(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new BadFileException(file, "can't be read: " + Reason.of(e));
        }
    }

    /** Whether a text begins with an object that has this field itself; a text that is not JSON is read up to the first error. */
    static boolean hasField(String text, String name) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                if (parser.currentName().equals(name)) {
                    return true;
                }
                JsonToken unused = parser.nextToken();
                parser.skipChildren();
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** An object with exactly these fields, in any order. */
    void object(String what, Map<String, Value> fields) throws IOException, BadFileException {
        object(what, fields, Set.of());
    }

    /** An object with these fields and no others, in any order; some may be missing. */
    void object(String what, Map<String, Value> fields, Set<String> optional) throws IOException, BadFileException {
        expect(JsonToken.START_OBJECT, what, "an object");
        Set<String> seen = new LinkedHashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Value value = fields.get(name);
            if (value == null) {
                throw bad("unknown field '" + shown(name) + "' in " + what);
            }
            seen.add(name);
            parser.nextToken();
            value.read();
        }
        Set<String> missing = Sets.difference(Sets.difference(fields.keySet(), optional), seen);
        if (!missing.isEmpty()) {
            throw bad(what + " has no field '" + missing.iterator().next() + "'");
        }
    }

    /** An object whose fields are all texts. */
    ImmutableMap<String, String> texts(String what) throws IOException, BadFileException {
        expect(JsonToken.START_OBJECT, what, "an object");
        ImmutableMap.Builder<String, String> texts = ImmutableMap.builder();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = checked(parser.currentName(), what);
            parser.nextToken();
            texts.put(name, text(name));
        }
        return texts.buildOrThrow();
    }

    /** An array. */
    void array(String what, Value element) throws IOException, BadFileException {
        expect(JsonToken.START_ARRAY, what, "an array");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.read();
        }
    }

    String text(String what) throws IOException, BadFileException {
        expect(JsonToken.VALUE_STRING, what, "a text");
        return checked(parser.getText(), what);
    }

    /** A text of up to so many characters of any kind; it may be empty. */
    String anyText(String what, int longest) throws IOException, BadFileException {
        expect(JsonToken.VALUE_STRING, what, "a text");
        if (parser.getTextLength() > longest) {
            throw bad("a text of " + what + " is longer than " + longest + " characters");
        }
        return parser.getText();
    }

    /** A text of a certain form, which {@code form} describes. */
    String text(String what, String form, Predicate<String> test) throws IOException, BadFileException {
        String text = text(what);
        if (!test.test(text)) {
            throw bad(what + " must be " + form + ", not \"" + shown(text) + "\"");
        }
        return text;
    }

    @Nullable
    String textOrNull(String what) throws IOException, BadFileException {
        return parser.currentToken() == JsonToken.VALUE_NULL ? null : text(what);
    }

    @Nullable
    Long numberOrNull(String what) throws IOException, BadFileException {
        return parser.currentToken() == JsonToken.VALUE_NULL ? null : number(what);
    }

    long number(String what) throws IOException, BadFileException {
        expect(JsonToken.VALUE_NUMBER_INT, what, "a whole number");
        return parser.getLongValue();
    }

    boolean flag(String what) throws IOException, BadFileException {
        if (parser.currentToken() != JsonToken.VALUE_TRUE) {
            expect(JsonToken.VALUE_FALSE, what, "true or false");
        }
        return parser.getBooleanValue();
    }

    /** An error at the current line. */
    BadFileException bad(String what) {
        return new BadFileException(file, parser.currentTokenLocation().getLineNr(), what);
    }

    private void expect(JsonToken token, String what, String kind) throws BadFileException {
        if (parser.currentToken() != token) {
            throw bad(what + " must be " + kind);
        }
    }

    private String checked(String text, String what) throws BadFileException {
        if (text.isEmpty() || text.length() > LONGEST_TEXT) {
            throw bad("a text of " + what + " is empty or longer than " + LONGEST_TEXT + " characters");
        }
        if (CharMatcher.javaIsoControl().matchesAnyOf(text)) {
            throw bad("a text of " + what + " has control characters");
        }
        return text;
    }

    private static int line(JsonProcessingException e) {
        return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    }

    private static String firstSentence(String message) {
        return Splitter.on('\n').split(message).iterator().next();
    }

    private static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
