package dev.stalemate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What pages do in the browser is seen. */
@ExtendWith(InBrowser.class)
class BrowserTest {
    /** Nothing answers there. */
    private static final String NOWHERE = "http://127.0.0.1:9/x";

    @TempDir
    private Path directory = Path.of("");

    private Path page(String rest) throws IOException {
        return Files.writeString(
                directory.resolve("page.html"),
                "<!doctype html><html lang=en><meta charset=utf-8><title>t</title>" + rest);
    }

    @Test
    void aCleanPageSaysNothingAndAsksForNothing(Browser browser) throws IOException {
        browser.open(page("<p>calm</p><img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAAC'>"
                + "<script>console.log('fine')</script>"));
        assertThat(browser.find("p").getText()).isEqualTo("calm");
        assertThat(browser.console()).isEmpty();
        assertThat(browser.requests()).isEmpty();
    }

    @Test
    void errorsAndWarningsOfAPageAreReported(Browser browser) throws IOException {
        browser.open(page("<script>console.error('e1'); console.warn('w1'); nonsense()</script>"));
        assertThat(browser.console())
                .hasSize(3)
                .anyMatch(m -> m.startsWith("SEVERE") && m.contains("e1"))
                .anyMatch(m -> m.startsWith("WARNING") && m.contains("w1"))
                .anyMatch(m -> m.startsWith("SEVERE") && m.contains("nonsense is not defined"));
        assertThat(browser.console()).hasSize(3);
    }

    @Test
    void whatAContentSecurityPolicyForbidsIsReported(Browser browser) throws IOException {
        browser.open(page("<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
                + "<script>document.title = 'never'</script>"));
        assertThat(browser.console()).anyMatch(m -> m.contains("violates the following Content Security Policy"));
        assertThat(browser.run("return document.title")).isEqualTo("t");
    }

    @Test
    void everyRequestOfAPageIsReported(Browser browser) throws IOException {
        Path beside = Files.writeString(directory.resolve("beside.js"), "");
        browser.open(page("<img src='" + NOWHERE + "'><script src=beside.js></script>"
                + "<script>new WebSocket('ws://127.0.0.1:9/y'); fetch('" + NOWHERE + "z').catch(() => 0);</script>"));
        assertThat(browser.requests())
                .containsExactlyInAnyOrder(NOWHERE, beside.toUri().toString(), "ws://127.0.0.1:9/y", NOWHERE + "z");
        assertThat(browser.console())
                .anyMatch(m -> m.contains("ERR_CONNECTION_REFUSED") || m.contains("ERR_UNSAFE_PORT"));
    }

    @Test
    void whatOnePageDidIsNotReportedOfTheNext(Browser browser) throws IOException {
        browser.open(page("<img src='" + NOWHERE + "'><script>console.error('e1')</script>"));
        browser.open(page("<p>calm</p>"));
        assertThat(browser.console()).isEmpty();
        assertThat(browser.requests()).isEmpty();
    }

    @Test
    void keysArriveWhereThePageHasItsFocus(Browser browser) throws IOException {
        browser.open(page("<output></output><script>addEventListener('keydown',"
                + " e => document.querySelector('output').textContent += e.key + ' ')</script>"));
        browser.press("j", Keys.ARROW_RIGHT);
        assertThat(browser.find("output").getText()).isEqualTo("j ArrowRight");
    }

    @Test
    void elementsAreFoundAndClickedAndScriptsAnswer(Browser browser) throws IOException {
        browser.open(page("<button>a</button><button>b</button>"
                + "<script>addEventListener('click', e => document.title = e.target.textContent)</script>"));
        assertThat(browser.findAll("button").stream().map(WebElement::getText)).containsExactly("a", "b");
        browser.find("button + button").click();
        assertThat(browser.run("return document.title + arguments[0]", "!")).isEqualTo("b!");
    }

    @Test
    void aPageHasTheSizeAndTheColoursThatItIsGiven(Browser browser) throws IOException {
        browser.open(page("<style>@media (prefers-color-scheme: dark) { body { background: #010203 } }</style>"));
        assertThat(browser.run("return innerWidth + 'x' + innerHeight")).isEqualTo("1280x800");
        assertThat(colour(browser)).isEqualTo("rgba(0, 0, 0, 0)");
        browser.size(320, 480);
        browser.preferDark();
        assertThat(browser.run("return innerWidth + 'x' + innerHeight")).isEqualTo("320x480");
        assertThat(colour(browser)).isEqualTo("rgb(1, 2, 3)");
        Path png = directory.resolve("page.png");
        browser.screenshot(png);
        assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(320);
        assertThat(ImageIO.read(png.toFile()).getRGB(100, 400)).isEqualTo(0xff010203);
    }

    private static Object colour(Browser browser) {
        return browser.run("return getComputedStyle(document.body).backgroundColor") instanceof String s ? s : "";
    }

    @Test
    void aTestFindsNothingOfTheOneBefore(Browser browser) throws IOException {
        browser.open(page("<script>localStorage.setItem('seen', 'yes')</script>"));
        browser.size(320, 480);
        browser.preferDark();
        browser.reset();
        browser.open(page("<style>@media (prefers-color-scheme: dark) { body { background: #010203 } }</style>"));
        assertThat(browser.run("return localStorage.getItem('seen') + ' ' + innerWidth"))
                .isEqualTo("null 1280");
        assertThat(colour(browser)).isEqualTo("rgba(0, 0, 0, 0)");
    }

    @Test
    void aBrowserThatIsClosedLeavesNoProfile() throws IOException {
        Browser browser = new Browser(Programs.ofThisMachine().orElseThrow());
        assertThat(browser.profile()).isNotEmptyDirectory();
        browser.close();
        assertThat(browser.profile()).doesNotExist();
    }
}
