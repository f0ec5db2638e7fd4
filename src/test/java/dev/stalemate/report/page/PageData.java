package dev.stalemate.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;

/** A page's data, as a browser finds it. */
final class PageData {
    private static final String BEGIN = "<script type=\"application/json\" id=\"data\">";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private PageData() {}

    /** All up to where the element ends, which must be JSON and nothing more. */
    static JsonNode of(String page) {
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        String text = page.substring(begin, page.indexOf("</script", begin));
        assertThat(text).doesNotContain("<");
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
