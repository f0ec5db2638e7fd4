package dev.stalemate.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Catalogue;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.toy.Endless;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Searches for a shortest counterexample that would take hours: a monitor tells when one is at work. */
@Timeout(300)
class SearchesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<Asking> open = new ArrayList<>();
    private final CountDownLatch searching = new CountDownLatch(1);

    @TempDir
    private Path saved = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private Explorer explorer;

    @BeforeEach
    void serve() throws IOException {
        Monitor monitor = new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {
                searching.countDown();
            }

            @Override
            public boolean stopped() {
                return false;
            }
        };
        explorer = new Explorer(
                Catalogue.of(List.of(new Endless())),
                new Explorer.Start("mutex", "right", "small", "", ImmutableList.of()),
                Limits.none(),
                monitor,
                saved,
                "test",
                "stalemate",
                TimeUnit.HOURS.toNanos(1));
    }

    @AfterEach
    void end() throws IOException {
        for (Asking asking : open) {
            asking.close();
        }
        explorer.close();
    }

    private String request(String route, String scope, String law, String more) {
        return Asking.request(
                explorer,
                "POST",
                URI.create(explorer.url()).getPath() + "api/" + route,
                "",
                "{\"system\": \"mutex\", \"variant\": \"right\", \"scope\": \"" + scope + "\", \"property\": \"" + law
                        + "\", \"steps\": []" + more + "}");
    }

    /** Asks for what takes hours. */
    private Asking search(String more) throws IOException {
        Asking asking = new Asking(explorer);
        open.add(asking);
        return asking.say(request("shortest", "tagged", "corner", more));
    }

    private void awaitSearches(int number) throws InterruptedException {
        while (explorer.searches() != number) {
            Thread.sleep(10); // up to the time that the test has
        }
    }

    @Test
    void whileSomeSearchOthersAreAnswered() throws Exception {
        for (int i = 0; i < 8; i++) {
            search("");
        }
        searching.await();
        awaitSearches(8);
        assertThat(Asking.answer(explorer, request("run", "small", "exclusive", "")))
                .startsWith("HTTP/1.1 200");
        assertThat(Asking.answer(explorer, request("graph", "tagged", "corner", "")))
                .startsWith("HTTP/1.1 200");
        assertThat(explorer.searches()).isEqualTo(8);
    }

    @Test
    void leavingThePageEndsItsSearch() throws Exception {
        Asking running = search("");
        searching.await();
        Asking waiting = search(", \"page\": \"b\"");
        awaitSearches(2);
        waiting.close();
        awaitSearches(1);
        running.close();
        awaitSearches(0);
    }

    @Test
    void aNewSearchOfThePageEndsTheOneBefore() throws Exception {
        Asking first = search(", \"page\": \"a\"");
        searching.await();
        Asking other = search(", \"page\": \"b\"");
        awaitSearches(2);
        Asking second = search(", \"page\": \"a\"");
        String ended = first.hear();
        assertThat(ended).startsWith("HTTP/1.1 409");
        assertThat(MAPPER.readTree(ended.substring(ended.indexOf("\r\n\r\n")))
                        .get("error")
                        .asText())
                .isEqualTo("the page began another search");
        awaitSearches(2);
        second.close();
        other.close();
        awaitSearches(0);
    }

    @Test
    void thePagesNameIsBounded() throws Exception {
        String longest = request("shortest", "small", "exclusive", ", \"page\": \"" + "p".repeat(64) + "\"");
        assertThat(Asking.answer(explorer, longest)).startsWith("HTTP/1.1 200");
        String longer = request("shortest", "small", "exclusive", ", \"page\": \"" + "p".repeat(65) + "\"");
        assertThat(Asking.answer(explorer, longer)).startsWith("HTTP/1.1 400").contains("at most 64 characters");
    }

    @Test
    void thereIsAnEndToThoseThatWait() throws Exception {
        search("");
        searching.await();
        for (int i = 0; i < 16; i++) {
            search("");
        }
        awaitSearches(17);
        assertThat(search("").hear()).startsWith("HTTP/1.1 503");
        assertThat(explorer.searches()).isEqualTo(17);
    }

    @Test
    void afterAnEndedSearchTheNextOneRuns() throws Exception {
        search("").close();
        String answer = Asking.answer(explorer, request("shortest", "small", "exclusive", ""));
        assertThat(answer).startsWith("HTTP/1.1 200").contains("\"verdict\":\"holds\"");
    }

    @Test
    void closingTheExplorerEndsAll() throws Exception {
        search("");
        search("");
        searching.await();
        awaitSearches(2);
        explorer.close();
        awaitSearches(0);
    }
}
