package dev.stalemate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.MtrrFile;
import dev.stalemate.real.kvm.Excerpt;
import dev.stalemate.real.kvm.GuestFacts;
import dev.stalemate.real.kvm.KvmTrace;
import dev.stalemate.real.kvm.Timeline;
import dev.stalemate.real.line.TextFile;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.report.page.MtrrPage;
import dev.stalemate.report.page.TracePage;
import dev.stalemate.systems.kvm.KvmVersion;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The pages of machines' MTRRs and of KVM traces in a browser. */
@ExtendWith(InBrowser.class)
class RealPagesTest {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Path BOOT = RESOURCES.resolve("kvm-trace/boots/vmx-seabios-linux.trace.gz");
    private static final String HOSTILE = "</script><script>document.title = 'evil'</script><!--";

    @TempDir
    private Path directory = Path.of("");

    private URI machines(String fragment, MtrrReport... reports) throws IOException {
        Path page = Files.writeString(directory.resolve("mtrr.html"), MtrrPage.of(List.of(reports)));
        return URI.create(page.toUri() + fragment);
    }

    private static MtrrReport log(String name) throws IOException {
        return MtrrFile.read(RESOURCES.resolve("real/boot-logs").resolve(name)).first();
    }

    /** RAM and a hole that is uncached, and a map of its own, of this many entries, which Linux prints. */
    private static MtrrReport generated(int entries) throws IOException {
        StringBuilder log = new StringBuilder(
                """
                BIOS-e820: [mem 0x0000000000000000-0x00000000bfffffff] usable
                MTRR default type: uncachable
                """);
        log.append("MTRR map: ").append(entries).append(" entries (0 fixed + ").append(entries);
        log.append(" variable; max 16), built from 8 variable MTRRs\n");
        for (long i = 0; i < entries; i++) {
            String type = i % 2 == 0 ? "write-back" : "write-through";
            log.append(String.format("  %d: %016x-%016x %s%n", i, i << 20, (i << 20) + 0xFFFFF, type));
        }
        return MtrrFile.read(new StringReader(log.toString()), "generated").first();
    }

    private URI trace(Path file, String fragment) throws IOException, BadFileException {
        Timeline timeline = new Timeline();
        TracePage page;
        try (TextFile text = TextFile.open(file)) {
            KvmTrace trace =
                    KvmTrace.read(text, "x", KvmVersion.of("6.1"), GuestFacts.NONE, null, timeline, lines -> true);
            page = new TracePage(file.toString(), trace, timeline);
        }
        try (TextFile text = TextFile.open(file)) {
            String html = page.html(Excerpt.of(text, page.lines(), () -> false));
            return URI.create(
                    Files.writeString(directory.resolve("trace.html"), html).toUri() + fragment);
        }
    }

    private static void assertCalm(Browser browser) {
        assertThat(browser.console()).isEmpty();
        assertThat(browser.requests()).isEmpty();
    }

    private static String chosen(Browser browser) {
        browser.await("document.querySelectorAll('[aria-selected=true]').length === 1");
        return browser.find("[aria-selected=true]").getText().replaceAll("\\s+", " ");
    }

    @Test
    void everyMachineOpensAndHasItsRanges(Browser browser) throws IOException {
        List<MtrrReport> reports = new ArrayList<>();
        try (Stream<Path> files = Files.walk(RESOURCES.resolve("real"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
                reports.add(MtrrFile.read(file).first());
            }
        }
        browser.open(machines("", reports.toArray(MtrrReport[]::new)));
        Object shown = browser.run(
                """
                const shown = [];
                for (let i = 1; i <= document.querySelectorAll('nav option').length; i++) {
                  location.hash = `#${i}`;
                  dispatchEvent(new Event('hashchange'));
                  shown.push(document.querySelectorAll('.range').length);
                }
                return shown;
                """);
        assertThat(shown)
                .isEqualTo(reports.stream()
                        .map(report -> (long) report.map().asMapOfRanges().size())
                        .toList());
        assertCalm(browser);
    }

    @Test
    void arrowsGoFromRangeToRangeAndTheFragmentFollows(Browser browser) throws IOException {
        browser.open(machines("#1/0xa0000", log("01-dell-t3600-mtrr-debug-map-losing-ram.txt")));
        assertThat(chosen(browser)).isEqualTo("0x0000000a0000 0x0000000bffff UC uncacheable 128 KiB");
        assertThat(browser.find(".detail").getText()).contains("its first byte is in fixed range 0xa0000–0xbffff (UC)");
        browser.press(Keys.ARROW_DOWN);
        assertThat(chosen(browser)).startsWith("0x0000000c0000 0x0000000fffff WP write-protected 256 KiB");
        browser.await("location.hash === '#1.1/0xc0000'");
        browser.press(Keys.END, Keys.ARROW_DOWN);
        assertThat(chosen(browser)).contains("0x3fffffffffff UC");
        browser.press(Keys.HOME, Keys.ARROW_UP);
        assertThat(chosen(browser)).startsWith("0x000000000000 0x00000009ffff WB write-back 640 KiB RAM");
        browser.await("location.hash === '#1.1/0x0'");
        assertCalm(browser);
    }

    @Test
    void aFindingLeadsToItsRangeAndBack(Browser browser) throws IOException {
        browser.open(machines("", generated(8)));
        String finding = ".side li a";
        assertThat(browser.find(finding).getText()).startsWith("RAM 0x100000-0x1fffff (1 MiB) is WT");
        browser.find(finding).click();
        assertThat(chosen(browser)).isEqualTo("0x000100000 0x0001fffff WT write-through 1 MiB RAM finding");
        browser.find(".detail a").click();
        browser.await("document.activeElement.tagName === 'LI'");
        browser.find(finding).click();
        browser.eventually(() -> assertThat(browser.find(":focus").getText()).startsWith("0x000100000"));
        browser.press(Keys.HOME);
        browser.await("location.hash === '#1.2/0x0'");
        browser.find(finding).click();
        browser.eventually(() -> assertThat(chosen(browser)).startsWith("0x000100000"));
        assertCalm(browser);
    }

    @Test
    void twoMapsStandBesideEachOther(Browser browser) throws IOException {
        browser.open(machines("#1.1.2", log("45-8gb-mtrr-cleanup-gran-32m-losing-64mb-wrapped.txt")));
        browser.await("document.querySelector('.range')");
        assertThat(browser.find("section p + p").getText()).startsWith("4 of 8 ranges differ.");
        assertThat(browser.findAll(".range")).hasSize(8);
        assertThat(browser.findAll(".range.differs")).hasSize(4).allMatch(row -> row.getText()
                .endsWith("differs"));
        for (String next : List.of("0x000100000", "0x0d0000000", "0x100000000", "0x22c000000", "0x000100000")) {
            browser.find("section button").click();
            browser.eventually(() -> assertThat(chosen(browser)).startsWith(next));
        }
        assertCalm(browser);
    }

    @Test
    void thousandsOfRangesAreThere(Browser browser) throws IOException {
        browser.open(machines("#1.2/0x12345678", generated(5000)));
        assertThat(chosen(browser)).startsWith("0x012300000 0x0123fffff WT");
        assertThat(browser.run("return document.querySelectorAll('.range').length"))
                .isEqualTo(5001L);
        assertThat(browser.run("return document.querySelectorAll('.overview rect').length < 2200"))
                .isEqualTo(true);
        browser.press(Keys.END);
        assertThat(chosen(browser)).startsWith("0x138800000 0xfffffffff UC");
        browser.await("location.hash === '#1.2/0x138800000'");
        assertCalm(browser);
    }

    @Test
    void aFindingLeadsToTheLinesOfTheTrace(Browser browser) throws IOException, BadFileException {
        browser.open(trace(BOOT, "#L2578"));
        assertThat(chosen(browser)).startsWith("2,578 CPU 0/KVM-140").endsWith("kvm_cr: cr_write 0 = 0x80050033");
        assertThat(browser.find(".detail").getText()).contains("vCPU 0 cleared CR0.CD; stale: 4 × WB+IPAT");
        browser.press(Keys.ARROW_UP);
        assertThat(chosen(browser)).startsWith("2,577 ");
        browser.await("location.hash === '#L2577'");
        browser.find("td a[href='#L48']").click();
        browser.eventually(() -> assertThat(chosen(browser)).startsWith("48 "));
        browser.run("location.hash = '#L3000'");
        browser.await("document.querySelector('.detail').textContent.includes('is not among the lines')");
        assertCalm(browser);
    }

    @Test
    void thePictureOfATraceCanBeZoomedAndClicked(Browser browser) throws IOException, BadFileException {
        browser.open(trace(BOOT, ""));
        assertThat(browser.findAll(".tracks > span").stream().map(WebElement::getText))
                .containsExactly("leaves, to 512", "stale", "weaker", "VM", "vCPU 0", "vCPU 1", "line");
        assertThat(browser.findAll(".tracks svg[role=img][aria-label]")).hasSize(6);
        assertThat(browser.findAll(".tracks path.area")).hasSize(4);
        browser.find(".tracks svg").click();
        browser.await("location.hash === '#L3167'");
        browser.find("section button").click();
        assertThat(browser.find(".axis").getText().replaceAll("\\s+", " ")).isEqualTo("792 1,584 2,375");
        browser.run("location.hash = '#L25'");
        browser.await("document.querySelector('.axis').textContent.startsWith('0')");
        browser.find("details summary").click();
        browser.await("document.querySelectorAll('details[open] tbody tr').length === 133");
        assertCalm(browser);
    }

    @Test
    void whateverALogOrATraceSaysIsShownAsText(Browser browser) throws IOException, BadFileException {
        String text = "MTRR variable ranges enabled:\n  0 base " + HOSTILE + "\n";
        browser.open(machines("", MtrrFile.read(new StringReader(text), HOSTILE).first()));
        assertThat(browser.find("h1").getText()).isEqualTo("MTRRs of " + HOSTILE);
        assertThat(browser.find(".side").getText()).contains("0 base " + HOSTILE);
        assertUnharmed(browser);
        Path file = Files.writeString(
                directory.resolve("a.trace"),
                "tracing_mark_write: # dump " + HOSTILE.replace(" ", "") + "\n" + HOSTILE
                        + "\u001b[2J\nkvm_entry: vcpu 0, rip 0x1000\n");
        browser.open(trace(file, "#L1"));
        assertThat(chosen(browser)).endsWith("# dump " + HOSTILE.replace(" ", ""));
        assertThat(browser.find(".lines").getText()).contains(HOSTILE + "\\u001b[2J");
        assertUnharmed(browser);
    }

    private static void assertUnharmed(Browser browser) {
        assertThat(browser.run("return document.querySelectorAll('script').length"))
                .isEqualTo(2L);
        assertThat(browser.run("return document.title")).isNotEqualTo("evil");
        assertCalm(browser);
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 390, 1024, 1920})
    void noPageIsWiderThanItsWindow(int width, Browser browser) throws IOException, BadFileException {
        browser.size(width, 800);
        String wider = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        MtrrReport cleaned = log("45-8gb-mtrr-cleanup-gran-32m-losing-64mb-wrapped.txt");
        browser.open(machines("#2.1.2/0x0", generated(20), cleaned));
        chosen(browser);
        assertThat(browser.run(wider)).isEqualTo(false);
        browser.open(trace(BOOT, "#L2578"));
        chosen(browser);
        assertThat(browser.run(wider)).isEqualTo(false);
    }
}
