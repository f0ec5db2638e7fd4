package dev.stalemate.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A headless Chromium with a profile of its own, which is removed with it. It asks nobody but whom its page asks; nothing is downloaded to run
 * it.
 */
public final class Browser implements AutoCloseable {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    /** So long that no busy machine makes a test fail: only a script that never ends does. */
    private static final Duration SCRIPT = Duration.ofMinutes(5);

    private static final int MOST_TRIES = 500;
    private static final List<String> ARGUMENTS = List.of(
            "--headless=new",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--no-proxy-server");
    /** The events of the protocol that say that a page asks for something, and where they say what. */
    private static final Map<String, String> REQUESTS = Map.of(
            "Network.requestWillBeSent", "/request/url",
            "Network.webSocketCreated", "/url",
            "Network.webTransportCreated", "/url");
    /** Held here, for a logger that nobody holds forgets its level. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    static {
        SELENIUM.setLevel(Level.SEVERE);
    }

    private final ObjectMapper mapper = new ObjectMapper();
    private final Path profile;
    private final ChromeDriver driver;
    private final List<String> console = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private String opened = "";

    Browser(Programs programs) {
        try {
            profile = Files.createTempDirectory("stalemate-chromium");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(programs.driver().toFile())
                .withSilent(true)
                .build();
        driver = new ChromeDriver(service, options(programs.chromium(), profile));
        driver.manage().timeouts().scriptTimeout(SCRIPT);
    }

    private static ChromeOptions options(Path chromium, Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.WARNING);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(chromium.toFile())
                .addArguments(ARGUMENTS)
                .addArguments("--user-data-dir=" + profile);
        if (System.getProperty("user.name").equals("root")) {
            options.addArguments("--no-sandbox");
        }
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        return options;
    }

    /** The directory of what it remembers. */
    Path profile() {
        return profile;
    }

    /** As if it were new: an empty page, a window of the usual size, light colours, nothing stored. */
    void reset() {
        driver.get("about:blank");
        driver.executeCdpCommand("Storage.clearDataForOrigin", Map.of("origin", "*", "storageTypes", "all"));
        size(WIDTH, HEIGHT);
        colours("light");
        forget();
        opened = "";
    }

    /** Opens a page and waits until it has loaded; what pages before it said and asked for is forgotten. */
    public void open(URI page) {
        forget();
        opened = page.toString();
        driver.get(opened);
        // On a busy machine the driver may be back before the page's own code has run.
        await("document.readyState === 'complete'");
    }

    /** Opens a page that is a file. */
    public void open(Path page) {
        open(page.toUri());
    }

    private void forget() {
        readLogs();
        console.clear();
        requests.clear();
    }

    /** What the page wrote to the console since it was opened, or the browser about it, from warnings up. */
    public List<String> console() {
        readLogs();
        return List.copyOf(console);
    }

    /** The addresses of all that the page asked for since it was opened, beside itself and what it holds ({@code data:}). */
    public List<String> requests() {
        readLogs();
        return List.copyOf(requests);
    }

    /** The browser gives each entry once. */
    private void readLogs() {
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            console.add(entry.getLevel() + " " + entry.getMessage());
        }
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = json(entry.getMessage()).path("message");
            String where = REQUESTS.get(message.path("method").asText());
            if (where != null) {
                asked(message.path("params"), message.path("params").at(where).asText());
            }
        }
    }

    private void asked(JsonNode event, String address) {
        boolean itself = event.path("type").asText().equals("Document") && address.equals(withoutFragment(opened));
        if (!itself && !address.startsWith("data:")) {
            requests.add(address);
        }
    }

    private static String withoutFragment(String address) {
        int fragment = address.indexOf('#');
        return fragment < 0 ? address : address.substring(0, fragment);
    }

    private JsonNode json(String text) {
        try {
            return mapper.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Presses keys, such as {@code "j"} or {@link org.openqa.selenium.Keys#ARROW_RIGHT}, where the page has its focus. */
    public void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** The first element that a CSS selector matches. */
    public WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** Every element that a CSS selector matches, in the page's order. */
    public List<WebElement> findAll(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** What the body of a function returns, called with {@code arguments}. */
    public @Nullable Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Waits until an expression is true in the page; a page in which it never is ends the test by the driver's time-out. */
    public void await(String expression) {
        Object unused = driver.executeAsyncScript("const done = arguments[0]; const look = () => (" + expression
                + ") ? done() : setTimeout(look, 20); look();");
    }

    /** Makes assertions again and again until they hold: a page follows a link or its address a moment later. */
    public void eventually(Runnable assertions) {
        for (int tries = 1; ; tries++) {
            try {
                assertions.run();
                return;
            } catch (AssertionError | StaleElementReferenceException e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
                Object unused = driver.executeAsyncScript("setTimeout(arguments[0], 20)");
            }
        }
    }

    /** Gives the page so many CSS pixels. */
    public void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** As if the user had asked the system for dark colours. */
    public void preferDark() {
        colours("dark");
    }

    private void colours(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("media", "", "features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Shows the page as it would be on paper. */
    public void print() {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
    }

    /** Writes what the window shows to a PNG file. */
    public void screenshot(Path png) throws IOException {
        Files.write(png, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        MoreFiles.deleteRecursively(profile, RecursiveDeleteOption.ALLOW_INSECURE);
    }
}
