package dev.stalemate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.explorer.Explorer;
import dev.stalemate.model.Catalogue;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.systems.Systems;
import dev.stalemate.toy.Endless;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The explorer in a browser. */
@ExtendWith(InBrowser.class)
@Timeout(300)
class ExplorerPageTest {
    private static final Catalogue SYSTEMS = Systems.catalogue();

    @TempDir
    private Path saved = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private Explorer explorer;

    @BeforeEach
    void serve() throws IOException {
        explorer = started(SYSTEMS, new Explorer.Start("kvm", "linux-4.9", "small", "", ImmutableList.of()));
    }

    private Explorer started(Catalogue systems, Explorer.Start start) throws IOException {
        return new Explorer(systems, start, Limits.none(), Monitor.SILENT, saved, "test", "stalemate");
    }

    /** Serves this in place of what was served before. */
    private void serve(Catalogue systems, Explorer.Start start) throws IOException {
        explorer.close();
        explorer = started(systems, start);
    }

    @AfterEach
    void end() {
        explorer.close();
    }

    private void open(Browser browser) {
        browser.open(URI.create(explorer.url()));
        awaitSteps(browser, 0);
    }

    private static void awaitSteps(Browser browser, int steps) {
        browser.await("document.querySelectorAll('.timeline li').length === " + (steps + 1));
    }

    /** Presses the button of an action, or of the top, by its text. */
    private static void click(Browser browser, String text) {
        browser.findAll("button").stream()
                .filter(button -> text.equals(button.getAttribute("data-step"))
                        || button.getText().equals(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no button " + text))
                .click();
    }

    private static void choose(Browser browser, String field, String value) {
        browser.find("select[data-field=" + field + "] option[value='" + value + "']")
                .click();
        browser.await("document.querySelector('select[data-field=" + field + "]').value === '" + value
                + "' && document.querySelector('.said').textContent === ''");
    }

    private static String here(Browser browser, String law) {
        return Objects.toString(browser.run(
                "return [...document.querySelectorAll('.laws tbody tr')].find((tr) => tr.cells[0].firstChild.textContent === arguments[0])"
                        + ".cells[1].textContent",
                law));
    }

    @Test
    void actionsAreTakenAndUndone(Browser browser) {
        open(browser);
        click(browser, "set-cd vcpu=0");
        awaitSteps(browser, 1);
        click(browser, "touch vcpu=0 gpa=0x0");
        awaitSteps(browser, 2);
        click(browser, "clear-cd vcpu=0");
        awaitSteps(browser, 3);
        assertThat(here(browser, "no-stale-igmt")).isEqualTo("violated");
        browser.press("u");
        awaitSteps(browser, 2);
        assertThat(here(browser, "no-stale-igmt")).isEqualTo("not asked");
        browser.press("r");
        awaitSteps(browser, 3);
        assertThat(browser.console()).isEmpty();
        assertThat(browser.requests()).allMatch(request -> request.startsWith(explorer.url() + "api/"));
    }

    @Test
    void theButtonsNameRegistersInWords(Browser browser) {
        open(browser);
        assertThat(browser.find("button[data-step='wrmsr vcpu=1 msr=0x2ff value=0xc06']")
                        .getText())
                .isEqualTo("wrmsr def_type: off UC -> E FE WB (0xc06)");
    }

    @Test
    void aReloadOrALinkShowsTheSameRun(Browser browser) {
        open(browser);
        click(browser, "set-cd vcpu=1");
        awaitSteps(browser, 1);
        String link = Objects.toString(browser.run("return location.href"));
        browser.open(URI.create("about:blank"));
        browser.open(URI.create(link));
        awaitSteps(browser, 1);
        assertThat(browser.find(".state h2").getText()).isEqualTo("After (1) set-cd vcpu=1");
    }

    @Test
    void aLinkToWhatIsNotThereSaysSoAndShowsTheStart(Browser browser) {
        browser.open(URI.create(explorer.url() + "#%7B%22steps%22:%5B%22fly%22%5D%7D"));
        browser.await("document.querySelector('.said').textContent.includes(\"there is no 'fly'\")");
        awaitSteps(browser, 0);
        browser.run("location.hash = '#%'");
        awaitSteps(browser, 0);
    }

    @Test
    void itCanGoOnFromACounterexample(Browser browser) throws IOException {
        serve(
                SYSTEMS,
                new Explorer.Start(
                        "kvm",
                        "linux-4.9",
                        "small",
                        "no-stale-igmt",
                        ImmutableList.of("set-cd vcpu=0", "touch vcpu=0 gpa=0x0", "clear-cd vcpu=0")));
        browser.open(URI.create(explorer.url()));
        awaitSteps(browser, 3);
        assertThat(browser.findAll("td.culprit")).hasSize(1);
    }

    @Test
    void itShowsTheBaseOfAUsersDesignBesideItFromTheStart(Browser browser) throws IOException {
        serve(SYSTEMS, new Explorer.Start("kvm", "vm-copy", "small", "", ImmutableList.of()).beside("linux-6.7"));
        open(browser);
        browser.await("document.querySelector('select[data-field=other]').value === 'linux-6.7'");
        assertThat(browser.find("main").getText()).contains("beside it linux-6.7, always alike");
    }

    @Test
    void itJumpsToTheShortestCounterexampleAndSavesIt(Browser browser) throws Exception {
        open(browser);
        choose(browser, "property", "no-stale-igmt");
        click(browser, "shortest");
        browser.await("document.querySelector('.said').textContent.includes('violated')");
        awaitSteps(browser, 3);
        assertThat(browser.find("td.culprit").getText()).startsWith("WB+IPAT");
        click(browser, "save");
        browser.await("document.querySelector('.said').textContent.startsWith('saved')");
        Path file = saved.resolve("kvm/linux-4.9-no-stale-igmt.json");
        assertThat(Check.of(CounterexampleReader.read(file), SYSTEMS).asRecorded())
                .isTrue();
    }

    @Test
    void theNextCounterexampleDiffersFromThoseThatWereShown(Browser browser) {
        open(browser);
        choose(browser, "property", "no-stale");
        List<String> shown = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            browser.press("n");
            browser.await("document.querySelector('.said').textContent === 'no-stale: counterexample " + i + "'");
            assertThat(browser.find(".timeline").getText()).contains("no-stale is violated");
            String steps = Objects.toString(
                    browser.run("return JSON.parse(decodeURIComponent(location.hash.slice(1))).steps"));
            assertThat(shown).doesNotContain(steps);
            shown.add(steps);
        }
    }

    @Test
    void anyPropertyCanBeViolatedAndSaved(Browser browser) throws Exception {
        open(browser);
        browser.press("s");
        browser.await("document.querySelector('.said').textContent.includes('violated')");
        String law = browser.find(".said").getText().replaceFirst(":.*", "");
        assertThat(here(browser, law)).isEqualTo("violated");
        assertThat(browser.find("main").getText()).contains(law + " is violated");
        click(browser, "save");
        browser.await("document.querySelector('.said').textContent.startsWith('saved')");
        Path file = saved.resolve("kvm/linux-4.9-" + law + ".json");
        assertThat(Check.of(CounterexampleReader.read(file), SYSTEMS).asRecorded())
                .isTrue();
    }

    /** In a narrow window, too. */
    @Test
    void theStateAndTheButtonsOfTheStepsAreInOneView(Browser browser) {
        for (int[] size : new int[][] {{390, 844}, {1024, 768}, {1920, 1080}}) {
            browser.size(size[0], size[1]);
            open(browser);
            for (String part : List.of(".state table", ".actions button")) {
                assertThat(browser.run(
                                "const { top, bottom } = document.querySelector(arguments[0]).getBoundingClientRect();"
                                        + " return top >= 0 && top < bottom && bottom <= innerHeight && scrollY === 0",
                                part))
                        .as(part + " in " + size[0] + " columns")
                        .isEqualTo(true);
            }
            assertThat(browser.run("return document.documentElement.scrollWidth > innerWidth"))
                    .isEqualTo(false);
        }
    }

    @Test
    void noWordIsBrokenInTheMiddleOfALine(Browser browser) {
        for (int width : new int[] {390, 1024, 1920}) {
            browser.size(width, 800);
            open(browser);
            browser.press("s");
            browser.await("document.querySelector('.verdict')");
            assertThat(broken(browser)).as(width + " columns").isEmpty();
        }
        browser.run(
                "Object.assign(document.querySelector('.actions button').style, {width: '4ch', overflowWrap: 'anywhere'})");
        assertThat(broken(browser)).startsWith("touch");
    }

    private static String broken(Browser browser) {
        return Objects.toString(
                browser.run(
                        """
                        const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
                        const broken = [];
                        for (let text; (text = texts.nextNode());) {
                          for (const word of text.data.matchAll(/[\\p{L}\\p{N}_]+/gu)) {
                            const range = document.createRange();
                            range.setStart(text, word.index);
                            range.setEnd(text, word.index + word[0].length);
                            if (new Set([...range.getClientRects()].map((part) => Math.round(part.top))).size > 1) broken.push(word[0]);
                          }
                        }
                        return broken.join(' ');
                        """));
    }

    @Test
    void leavingThePageEndsItsSearchAndSoDoesAnother(Browser browser) throws IOException, InterruptedException {
        serve(
                Catalogue.of(List.of(new Endless())),
                new Explorer.Start("mutex", "right", "tagged", "corner", ImmutableList.of()));
        open(browser);
        browser.press("s");
        browser.await("document.querySelector('.said').textContent === 'searching ...'");
        awaitSearches(1);
        click(browser, "up-1");
        awaitSteps(browser, 1);
        awaitSearches(1);
        browser.press("s");
        browser.press("s");
        browser.await("document.querySelector('.said').textContent === 'searching ...'");
        awaitSearches(1);
        browser.open(URI.create("about:blank"));
        awaitSearches(0);
    }

    /** In the time that the test has. */
    private void awaitSearches(int number) throws InterruptedException {
        while (explorer.searches() != number) {
            Thread.sleep(10);
        }
    }

    @Test
    void anotherDesignCanBeSeenOnTheSameSteps(Browser browser) {
        open(browser);
        click(browser, "set-cd vcpu=0");
        awaitSteps(browser, 1);
        click(browser, "touch vcpu=0 gpa=0x0");
        awaitSteps(browser, 2);
        browser.find("select[data-field=other] option[value='linux-6.7']").click();
        browser.await("document.querySelector('td em')?.textContent === 'linux-6.7: WB'");
        assertThat(browser.find("input.compare").isSelected()).isTrue();
    }

    @Test
    void aDesignWithSettingsIsAmongTheChoices(Browser browser) throws IOException {
        String changed = "reference-held,held=lock";
        serve(SYSTEMS, new Explorer.Start("grant-frames", changed, "small", "", ImmutableList.of()));
        open(browser);
        assertThat(browser.run("return document.querySelector(`select[data-field=${arguments[0]}]`).value", "variant"))
                .isEqualTo(changed);
        choose(browser, "variant", "reference-held");
        browser.eventually(() -> assertThat(browser.find("h1").getText()).startsWith("grant-frames/reference-held at"));
    }

    @Test
    void anImpossibleScopeIsAnErrorAndLeavesTheRun(Browser browser) {
        open(browser);
        click(browser, "set-cd vcpu=0");
        awaitSteps(browser, 1);
        browser.find("input[name=scope]").clear();
        browser.find("input[name=scope]").sendKeys("vcpus=99");
        click(browser, "restart there");
        browser.await("document.querySelector('.said').textContent.includes('99 is not within')");
        awaitSteps(browser, 1);
    }

    @Test
    void ofVeryManyStepsThoseWithSomeWordsCanBeFound(Browser browser) throws IOException {
        serve(SYSTEMS, new Explorer.Start("amd-iommu", "four-levels", "wide", "", ImmutableList.of()));
        open(browser);
        assertThat(browser.findAll(".actions button")).hasSize(200);
        assertThat(browser.find(".actions").getText()).containsPattern("and [0-9,]+ more");
        browser.find(".actions input").sendKeys("dma dfn=0x1ff");
        browser.await("document.querySelector('.actions button').textContent.startsWith('dma ')");
        assertThat(browser.findAll(".actions button")).hasSizeLessThan(200).allMatch(button -> String.valueOf(
                        button.getAttribute("data-step"))
                .contains("dfn=0x1ff"));
        browser.find(".actions button").click();
        awaitSteps(browser, 1);
    }

    @Test
    void anotherSystemCanBeChosen(Browser browser) {
        open(browser);
        browser.find("select[data-field=system] option[value='zap-list']").click();
        browser.await("document.querySelector('h1').textContent.startsWith('zap-list/')");
        browser.find("fieldset button").click();
        awaitSteps(browser, 1);
        assertThat(browser.console()).isEmpty();
    }
}
