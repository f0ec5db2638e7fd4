package dev.stalemate.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final Path SOURCES = Path.of("src/main/resources/dev/stalemate/report/page");
    private static final Pattern TOP_LEVEL = Pattern.compile(
            "^(?:export )?(?:async )?(?:const|let|var|function|class) ([A-Za-z_$][\\w$]*)", Pattern.MULTILINE);
    private static final Pattern IMPORT = Pattern.compile("^import \\{ (.*) } from '\\./(.*)';$", Pattern.MULTILINE);
    private static final String HOSTILE = "</script><script>alert(1)</script><!-- \u2028 \" ' & {{data}} {{script}}";

    private static String page() {
        return Page.file(
                HOSTILE,
                JsonNodeFactory.instance.objectNode().put("kind", "report").put("title", HOSTILE));
    }

    private static String between(String page, String from, String to) {
        int start = page.indexOf(from) + from.length();
        return page.substring(start, page.indexOf(to, start));
    }

    private static String sum(String text) throws NoSuchAlgorithmException {
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(sum) + "'";
    }

    @Test
    void noTextInTheDataEndsTheElementThatItIsIn() throws IOException {
        String data = between(page(), "id=\"data\">", "</script>");
        JsonNode read = new ObjectMapper().readTree(data);
        assertThat(read.get("title").asText()).isEqualTo(HOSTILE);
        assertThat(data).doesNotContain("<");
    }

    @Test
    void theTitleIsEscaped() {
        assertThat(between(page(), "<title>", "</title>")).startsWith("&lt;/script&gt;&lt;script&gt;");
    }

    @Test
    void thePolicyLetsExactlyThisScriptAndThisStyleWork() throws NoSuchAlgorithmException {
        String page = page();
        String policy = between(page, "Content-Security-Policy\" content=\"", "\">");
        assertThat(policy)
                .startsWith("default-src 'none'; ")
                .contains("script-src " + sum(between(page, "<script type=\"module\">", "</script>")))
                .contains("style-src " + sum(between(page, "<style>", "</style>")))
                .doesNotContain("unsafe")
                .doesNotContain("connect-src");
    }

    @Test
    void aPageFromDiskHasNoScriptThatAsks() {
        assertThat(Page.script(true)).contains("fetch(");
        assertThat(page()).doesNotContain("fetch(");
    }

    @Test
    void aServedPageMayAskItsOwnServerAlone() {
        String page = Page.served("title", JsonNodeFactory.instance.objectNode());
        assertThat(between(page, "Content-Security-Policy\" content=\"", "\">")).endsWith("; connect-src 'self'");
    }

    @Test
    void onlySourcesHaveAddressesElsewhere() {
        String served = Page.served("title", JsonNodeFactory.instance.objectNode());
        String link = "\"link\":\"https://[a-z.]+/";
        assertThat((page() + served).replace("http://www.w3.org/", "").replaceAll(link, ""))
                .doesNotContain("http:", "https:", "//cdn", "url(", "@import");
    }

    @Test
    void theScriptNeverMakesMarkupOfText() {
        assertThat(Page.script(true))
                .doesNotContain(
                        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function");
    }

    @Test
    void noTwoModulesHaveATopLevelNameInCommonSinceTheyShareAScope() throws IOException {
        List<String> names = new ArrayList<>();
        for (String module : Page.MODULES) {
            Matcher matcher = TOP_LEVEL.matcher(Files.readString(SOURCES.resolve(module)));
            while (matcher.find()) {
                names.add(matcher.group(1));
            }
        }
        assertThat(names).hasSizeGreaterThan(20).doesNotHaveDuplicates();
    }

    @Test
    void modulesImportOnlyWhatEarlierOnesExport() throws IOException {
        Set<String> exported = new HashSet<>();
        for (String module : Page.MODULES) {
            String source = Files.readString(SOURCES.resolve(module));
            Matcher imports = IMPORT.matcher(source);
            int read = 0;
            while (imports.find()) {
                read++;
                for (String name : Splitter.on(", ").split(imports.group(1))) {
                    assertThat(exported).as(module).contains(imports.group(2) + " " + name);
                }
            }
            assertThat(source.lines().filter(line -> line.startsWith("import ")))
                    .as(module)
                    .hasSize(read);
            Matcher names = TOP_LEVEL.matcher(source);
            while (names.find()) {
                if (names.group().startsWith("export ")) {
                    exported.add(module + " " + names.group(1));
                }
            }
        }
    }

    @Test
    void everyModuleIsInThePageAndAllOfItIsShort() throws IOException {
        long lines = 0;
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".js")) {
                    assertThat(Page.MODULES).contains(name);
                }
                lines += Files.readString(file).lines().count();
            }
        }
        assertThat(lines).isBetween(500L, 2000L);
    }
}
