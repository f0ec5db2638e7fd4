package dev.stalemate.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The explorer's server with clients that are slow, greedy, rude or gone. What no time limit may decide is asked with one of an hour. */
@Timeout(300)
class ExplorerServerTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long SOON = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MANY = 300;

    private final List<Asking> open = new ArrayList<>();

    @TempDir
    private Path saved = Path.of("");

    private Explorer explorer(long patience) throws IOException {
        explorer = new Explorer(
                Systems.catalogue(),
                new Explorer.Start("kvm", "linux-4.9", "small", "", ImmutableList.of()),
                Limits.none(),
                Monitor.SILENT,
                saved,
                "test",
                "stalemate",
                patience);
        return explorer;
    }

    @SuppressWarnings("NullAway.Init")
    private Explorer explorer;

    @AfterEach
    void end() throws IOException {
        for (Asking asking : open) {
            asking.close();
        }
        explorer.close();
    }

    private Asking opened() throws IOException {
        Asking asking = new Asking(explorer);
        open.add(asking);
        return asking;
    }

    private String path() {
        return URI.create(explorer.url()).getPath();
    }

    private String ask(String method, String route) throws IOException {
        return Asking.answer(explorer, Asking.request(explorer, method, path() + route, "", ""));
    }

    private static String header(String answer, String name) {
        return answer.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    private static String content(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "G",
                "GET / HTTP/1.1\r\nHost: 127",
                "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1",
                "\r\n"
            })
    void halfRequestsBlockNobody(String half) throws IOException {
        explorer(HOUR);
        for (int i = 0; i < MANY; i++) {
            opened().say(half);
        }
        assertThat(ask("GET", "")).startsWith("HTTP/1.1 200");
        assertThat(ask("GET", "api/systems")).startsWith("HTTP/1.1 200");
    }

    @Test
    void halfBodiesBehindTheSecretBlockNobody() throws IOException {
        explorer(HOUR);
        String half = Asking.request(explorer, "POST", path() + "api/run", "Content-Length: 1000\r\n", "");
        for (int i = 0; i < MANY; i++) {
            opened().say(half + "{");
        }
        assertThat(ask("GET", "api/systems")).startsWith("HTTP/1.1 200");
    }

    @Test
    void answersThatNobodyTakesBlockNobody() throws IOException {
        explorer(HOUR);
        for (int i = 0; i < MANY; i++) {
            opened().say(Asking.request(explorer, "GET", path() + "api/systems", "", ""));
        }
        assertThat(ask("GET", "")).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nX: ",
                "POST SECRETapi/run HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1000000\r\n\r\n",
                "POST SECRETapi/run HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void aSlowTrickleHasAnEnd(String begin) throws IOException, InterruptedException {
        explorer(SOON);
        String host = URI.create(explorer.url()).getAuthority();
        int said = opened().say(begin.replace("SECRET", path()).replace("HOST", host))
                .trickle(begin.contains("chunked") ? "1\r\na\r\n" : "a", 20);
        assertThat(said).isPositive();
        assertThat(ask("GET", "")).startsWith("HTTP/1.1 200");
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws IOException {
        explorer(SOON);
        assertThat(opened().hear()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'GET, HEAD'",
        "api/systems, 'GET, HEAD'",
        "api/run, POST",
        "api/beside, POST",
        "api/shortest, POST",
        "api/different, POST",
        "api/graph, POST",
        "api/save, POST"
    })
    void otherMethodsAreRefusedWithThoseThatAreTaken(String route, String allowed) throws IOException {
        explorer(HOUR);
        for (String method : List.of(
                "GET",
                "HEAD",
                "POST",
                "PUT",
                "DELETE",
                "PATCH",
                "OPTIONS",
                "TRACE",
                "CONNECT",
                "PROPFIND",
                "FOO",
                "get")) {
            String answer = ask(method, route);
            if (List.of(allowed.split(", ")).contains(method)) {
                assertThat(answer).as(method).doesNotStartWith("HTTP/1.1 405");
            } else {
                // Of CONNECT the target is a host, so that this is no request at all.
                assertThat(answer)
                        .as(method)
                        .matches(a -> a.startsWith("HTTP/1.1 405")
                                || (method.equals("CONNECT") && a.startsWith("HTTP/1.1 4")));
                if (answer.startsWith("HTTP/1.1 405")) {
                    assertThat(header(answer, "Allow")).isEqualTo(allowed);
                }
            }
            assertThat(Asking.answer(
                            explorer, Asking.request(explorer, method, "/" + "0".repeat(32) + "/" + route, "", "")))
                    .as(method)
                    .startsWith("HTTP/1.1 4")
                    .doesNotStartWith("HTTP/1.1 405");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "api/systems"})
    void headIsGetWithoutItsContent(String route) throws IOException {
        explorer(HOUR);
        String get = ask("GET", route);
        String head = ask("HEAD", route);
        assertThat(head).startsWith("HTTP/1.1 200");
        assertThat(content(head)).isEmpty();
        assertThat(header(head, "Content-Length"))
                .isEqualTo(header(get, "Content-Length"))
                .isEqualTo(Integer.toString(content(get).getBytes(StandardCharsets.UTF_8).length));
    }

    @Test
    void headersAreBounded() throws IOException {
        explorer(HOUR);
        assertThat(Asking.answer(
                        explorer, Asking.request(explorer, "GET", path(), "X: " + "x".repeat(9000) + "\r\n", "")))
                .startsWith("HTTP/1.1 431");
        assertThat(Asking.answer(explorer, Asking.request(explorer, "GET", path() + "x".repeat(9000), "", "")))
                .startsWith("HTTP/1.1 414");
        assertThat(ask("GET", "")).startsWith("HTTP/1.1 200");
    }

    @Test
    void bodiesAreBoundedHoweverTheyCome() throws IOException {
        explorer(HOUR);
        String large = " ".repeat((1 << 20) + 1);
        assertThat(Asking.answer(explorer, Asking.request(explorer, "POST", path() + "api/run", "", large)))
                .startsWith("HTTP/1.1 413");
        String chunk = Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";
        assertThat(Asking.answer(
                        explorer,
                        Asking.request(explorer, "POST", path() + "api/run", "Transfer-Encoding: chunked\r\n", "")
                                + chunk))
                .startsWith("HTTP/1.1 413");
        // 16 EiB that never come.
        assertThat(Asking.answer(
                        explorer,
                        Asking.request(
                                explorer, "POST", path() + "api/run", "Content-Length: 18446744073709551616\r\n", "")))
                .startsWith("HTTP/1.1 4");
    }

    @Test
    void aBodyWithoutAnEndIsCut() throws IOException {
        explorer(HOUR);
        Asking asking = opened().say(
                        Asking.request(explorer, "POST", path() + "api/run", "Transfer-Encoding: chunked\r\n", ""));
        String chunk = "100000\r\n" + " ".repeat(1 << 20) + "\r\n";
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 256; i++) {
                        asking.say(chunk);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "api/systems", "none"})
    void noAnswerIsKeptOrTellsTheSecret(String route) throws IOException {
        explorer(HOUR);
        String answer = ask("GET", route);
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET PATH\r\n",
                "GET PATH\r\n\r\n",
                "GET PATH HTTP/0.9\r\n\r\n",
                "GET PATH HTTP/1.0\r\n\r\n",
                "GET PATH HTTP/1.1\r\n\r\n",
                "GET PATH HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                "GET PATH HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET PATH HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n",
                "GET PATH HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: HOST\r\n\r\n",
                "GET http://evil.examplePATH HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                "GET http://evil.examplePATH HTTP/1.1\r\nHost: HOST\r\n\r\n",
                "GET PATH HTTP/1.1\r\nHost: HOST\r\n folded: x\r\n\r\n",
                "GET PATH HTTP/1.1\r\nHost : HOST\r\n\r\n",
                "GET PATH HTTP/9.9\r\nHost: HOST\r\n\r\n",
                "GET mailto:x HTTP/1.1\r\nHost: HOST\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n",
                "GET /%2e/PATH HTTP/1.1\r\nHost: HOST\r\n\r\n",
                "GET PATH../ HTTP/1.1\r\nHost: HOST\r\n\r\n",
                "GET PATHapi%2fsystems HTTP/1.1\r\nHost: HOST\r\n\r\n",
                "POST PATHapi/run HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST PATHapi/run HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n",
                "\u0000\r\n\r\n"
            })
    void whatIsNoProperRequestForThisHostIsRefused(String request) throws IOException {
        explorer(HOUR);
        String host = URI.create(explorer.url()).getAuthority();
        String answer = Asking.answer(explorer, request.replace("PATH", path()).replace("HOST", host));
        assertThat(answer)
                .matches("(?s)HTTP/1\\.1 (4|505).*")
                .doesNotContain(path())
                .doesNotContain("Exception", "jetty", "Jetty");
        assertThat(ask("GET", "")).startsWith("HTTP/1.1 200");
    }

    /** A connection is for one request, so that what is sent behind it can't be taken for another's. */
    @Test
    void ofPipelinedRequestsTheFirstIsAnswered() throws IOException {
        explorer(HOUR);
        String one = Asking.request(explorer, "GET", path() + "api/systems", "", "");
        String answer = Asking.answer(explorer, one + one + one);
        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(answer.split("HTTP/1\\.1 ", -1)).hasSize(2);
        assertThat(header(answer, "Connection")).isEqualTo("close");
    }
}
